import babelParser from '@babel/eslint-parser';
import * as typescriptParser from '@typescript-eslint/parser';
import type { Linter } from 'eslint';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { fakeEngine } from './fake-analysis.ts';
import { eslints, lint, placesOf } from './lint.ts';

const espree: Linter.Config = { languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } };

const babel: Linter.Config = {
  languageOptions: {
    parser: babelParser,
    parserOptions: { requireConfigFile: false, babelOptions: { babelrc: false, configFile: false, parserOpts: { plugins: ['jsx'] } } },
  },
};

const untyped: Linter.Config = { languageOptions: { parser: typescriptParser } };

/** With a program over the one file, as a project's. */
function typed(filename: string, text: string): Linter.Config {
  const name = `/shop/${filename}`;
  const sourceFile = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const program = ts.createProgram([name], { allowJs: true, noLib: true, types: [] }, {
    ...ts.createCompilerHost({}),
    fileExists: file => file === name,
    getSourceFile: file => (file === name ? sourceFile : undefined),
  });
  return { languageOptions: { parser: typescriptParser, parserOptions: { programs: [program] } } };
}

const program = 'async function save() {}\n  fault(save());\n';

describe.each(Object.entries(eslints))('%s', (_, Version) => {
  it.each<[string, string, Linter.Config, 'syntax' | 'types']>([
    ['espree', 'orders.js', espree, 'syntax'],
    ["typescript-eslint's parser without a project", 'orders.ts', untyped, 'syntax'],
    ["typescript-eslint's parser with a project", 'orders.ts', typed('orders.ts', program), 'types'],
    ["typescript-eslint's parser with a project, on JavaScript", 'orders.js', typed('orders.js', program), 'types'],
  ])('reports what %s has read', (_, filename, config, strength) => {
    const engine = fakeEngine();
    expect(placesOf(lint({ plugin: engine.plugin, text: program, filename: `/shop/${filename}`, config }, Version))).toEqual(['2:3-2:16']);
    expect(engine.hosts.map(host => host.strength)).toEqual([strength]);
  });

  it.each<[string, string]>([
    ['a byte order mark', `\uFEFF${program}`],
    ['a hashbang', `#!/usr/bin/env node\n${program}`],
    ['other line terminators', program.replace('\n', '\r\n')],
    ['characters beyond the basic plane', `// 😀 \u2028${program}`],
  ])('puts reports and repairs where they belong in a file with %s', (_, text) => {
    const bare = text.replace('\uFEFF', '');
    const line = bare.split(/\r\n|[\n\u2028]/).findIndex(content => content.startsWith('  fault')) + 1;
    for (const config of [espree, untyped, typed('orders.ts', text), typed('orders.ts', bare)]) {
      const filename = config.languageOptions?.['parser'] === typescriptParser ? '/shop/orders.ts' : '/shop/orders.js';
      const messages = lint({ plugin: fakeEngine().plugin, text, filename, config }, Version);
      expect(placesOf(messages)).toEqual([`${line}:3-${line}:16`]);
      const { range: [start, end] = [0, 0] } = messages[0]?.suggestions?.[0]?.fix ?? {};
      expect(bare.slice(start, end)).toBe('fault(save())');
    }
  });
});

// Its version 7, the last for Node 20, does not know ESLint 10.
it("reports what Babel's parser has read", () => {
  const engine = fakeEngine();
  const text = `#!/usr/bin/env node\nconst page = <p />;\n${program}`;
  const messages = lint({ plugin: engine.plugin, text, config: babel }, eslints['ESLint 9']);
  expect(placesOf(messages)).toEqual(['4:3-4:16']);
  expect(engine.hosts.map(host => host.strength)).toEqual(['syntax']);
});

it("reports what Babel's parser has read of TypeScript", () => {
  const text = `interface Order {}\n${program}const cast = <T>(order: Order) => <T>order;`;
  const babelOptions = { babelrc: false, configFile: false, parserOpts: { plugins: ['typescript'] } };
  const config: Linter.Config = { languageOptions: { parser: babelParser, parserOptions: { requireConfigFile: false, babelOptions } } };
  const messages = lint({ plugin: fakeEngine().plugin, text, filename: 'orders.ts', config }, eslints['ESLint 9']);
  expect(placesOf(messages)).toEqual(['3:3-3:16']);
});

describe('nothing is said of', () => {
  it('a file with syntax that TypeScript does not know', () => {
    const config: Linter.Config = { languageOptions: { sourceType: 'script' } };
    expect(lint({ plugin: fakeEngine().plugin, text: `${program}<!-- an HTML comment`, config })).toEqual([]);
  });

  it('a file whose nesting overflows the compiler', () => {
    // Built, not parsed: ESLint's own parser would give up first.
    const deep = `${program}const x = ${'('.repeat(20_000)}1${')'.repeat(20_000)};`;
    const [statement] = lintable(program).body;
    const parser = { parseForESLint: () => ({ ast: { ...lintable(program), body: [statement] } }) };
    expect(lint({ plugin: fakeEngine().plugin, text: deep, config: { languageOptions: { parser } } })).toEqual([]);
  });

  it('a component file, of which a parser has read the script', () => {
    const component = `<script>\n${program}</script>\n<template><p>{{ order }}</p></template>\n`;
    const parser = {
      // As vue-eslint-parser does: the tree has offsets into the whole file.
      parseForESLint: (text: string) => ({ ast: lintable(text.replaceAll(/<template>.*|<\/?script>/g, tag => ' '.repeat(tag.length))) }),
    };
    const engine = fakeEngine();
    expect(lint({ plugin: engine.plugin, text: component, filename: 'Order.vue', config: { languageOptions: { parser } } })).toEqual([]);
    expect(engine.hosts).toEqual([]);
  });

  it('a component file that happens to be a program', () => {
    const component = `<script>{fault(async () => 1)}</script>`;
    const parser = { parseForESLint: () => ({ ast: lintable(`        ${component.slice(8, -9)}         `) }) };
    expect(ts.createSourceFile('a.jsx', component, ts.ScriptTarget.Latest, true, ts.ScriptKind.JSX)).not.toHaveProperty('parseDiagnostics.0');
    expect(lint({ plugin: fakeEngine().plugin, text: component, filename: 'Order.vue', config: { languageOptions: { parser } } })).toEqual([]);
  });

  it("a file of which typescript-eslint's parser was given a part", () => {
    const component = `<script lang="ts">\n${program}</script>\n`;
    const parser = { parseForESLint: () => typescriptParser.parseForESLint(program, { range: true, loc: true, tokens: true, comment: true }) };
    expect(lint({ plugin: fakeEngine().plugin, text: component, filename: 'Order.vue', config: { languageOptions: { parser } } })).toEqual([]);
  });

  it('a component file whose tree is not the one of which the services speak', () => {
    const parse = () => typescriptParser.parseForESLint(program, { range: true, loc: true, tokens: true, comment: true });
    const parser = { parseForESLint: () => ({ ...parse(), ast: { ...parse().ast } }) };
    expect(lint({ plugin: fakeEngine().plugin, text: program, filename: 'Order.svelte', config: { languageOptions: { parser } } })).toEqual([]);
  });

  it('a tree that is no program', () => {
    const parser = { parseForESLint: () => ({ ast: { ...lintable(''), body: [] } }) };
    expect(lint({ plugin: fakeEngine().plugin, text: program, config: { languageOptions: { parser } } })).toEqual([]);
  });
});

describe('a block of code that a processor cuts out', () => {
  const block = `reason();\n${program}`;
  const text = `\`\`\`\n${block}\`\`\`\n`;
  const processor: Linter.Processor = {
    // Asked again for the block, which it leaves as it is.
    preprocess: whole => (whole.startsWith('`') ? [{ text: whole.slice(4, -4), filename: '0.js' }] : [whole]),
    postprocess: ([messages = []]) => messages,
  };

  it('is a program of its own', () => {
    const messages = lint({ plugin: fakeEngine().plugin, text, filename: '/shop/README.md', config: { processor } });
    expect(messages.map(({ line, column }) => [line, column])).toEqual([[3, 3]]);
  });

  it('has no lines that a message could name', () => {
    const named = (filename: string) => lint({ plugin: fakeEngine().plugin, text, filename, config: { processor } })[0]?.message;
    expect(named('/shop/README.md')).toBe('This is a fault: `fault(save())`.');
    // As eslint-plugin-html does, which says nothing of it.
    const page = { plugin: fakeEngine().plugin, text: block, filename: '/shop/page.html' };
    expect(lint(page)[0]?.message).toBe('This is a fault: `fault(save())`.');
    expect(lint({ ...page, filename: '/shop/bin/page', config: { files: ['**/bin/page'] } })[0]?.message).toBe('This is a fault: `fault(save())`. (line 1)');
  });
});

/** The tree of a text as ESLint's parser gives it. */
function lintable(text: string) {
  return babelParser.parseForESLint(text, babel.languageOptions?.['parserOptions']).ast;
}
