import { build, type Plugin } from 'esbuild';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { deviations, leftOut } from './kit/deviations.ts';
import { VirtualClock } from './kit/virtual-clock.ts';

// The documentation of the runtime is executed: samples print what stands below them, examples of docstrings compile, links lead somewhere.

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = ['docs/semantics.md', ...readdirSync(join(root, 'docs/runtime')).map(name => `docs/runtime/${name}`)];
const specifier = 'eslint-plugin-cancellation/runtime';
const entry = join(root, 'src/runtime/index.ts');

const samples = pages.flatMap(page =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)].map(([, text = '', printed = ''], index) => ({
    name: `${page}, sample ${index + 1}`,
    text,
    printed,
    // A thread runs in real time.
    isTimed: !page.endsWith('threads.md'),
  })),
);

const modules = readdirSync(join(root, 'src/runtime'))
  .filter(name => name.endsWith('.ts'))
  .map(name => ({ name, text: readFileSync(join(root, 'src/runtime', name), 'utf8') }));

describe('the samples', () => {
  it.each(samples)('$name prints what stands below it', async ({ text, printed, isTimed }) => {
    expect(await printedBy(text, isTimed)).toBe(printed);
  });

  it('are all followed by what they print', () => {
    const counted = pages.map(page => readFileSync(join(root, page), 'utf8').match(/```ts\n/g)?.length ?? 0);
    expect(counted.reduce((sum, count) => sum + count)).toBe(samples.length);
  });
});

it('the samples and the examples of the docstrings compile', () => {
  const examples = modules.flatMap(({ name, text }) => examplesIn(text).map((example, index) => [`${name.replace('.ts', '')}-${index}`, asModule(example)] as const));
  expect(examples.length).toBeGreaterThan(25);
  const texts = new Map([...examples, ...samples.map(({ text }, index) => [`sample-${index}`, `${text}\nexport {};\n`] as const)]);
  expect(diagnosticsIn(texts)).toEqual([]);
}, 60_000);

it('every function and class that the runtime exports has an example, and says what it throws', () => {
  const documented = modules.flatMap(({ text }) => [...text.matchAll(/\/\*\*(?:(?!\*\/)[\s\S])*\*\/\nexport (?:async )?(?:function\*?|class) (\w+)/g)].map(([comment, name = '']) => ({ comment, name })));
  const exported = [...readFileSync(entry, 'utf8').matchAll(/export \{([^}]*)\} from '\.\/[\w-]+\.ts'/g)].flatMap(([, names = '']) => names.split(',').map(name => name.trim()));
  const values = exported.filter(name => name !== '' && !name.startsWith('type '));
  expect(values.filter(name => !documented.some(other => other.name === name))).toEqual([]);
  const errors = ['InvalidStateError', 'TaskGroupError', 'TimeoutError', 'UsageError'];
  const madeByOthers = ['Task', 'ThreadPool', 'allTasks', 'currentTask', ...errors];
  const withoutExample = documented.filter(({ name, comment }) => values.includes(name) && !madeByOthers.includes(name) && !comment.includes('@example'));
  expect(withoutExample.map(({ name }) => name)).toEqual([]);
});

describe.each(pages)('%s', page => {
  const text = readFileSync(join(root, page), 'utf8');
  const links = [...text.matchAll(/\[([^\]]+)\]\((?!http)([^)#]+)\)/g)].map(([, label = '', target = '']) => ({ label, target }));

  it('links to what is there', () => {
    expect(links.filter(({ target }) => !existsSync(resolve(root, dirname(page), target)))).toEqual([]);
  });

  it('names tests by their titles', () => {
    const named = links.filter(({ label, target }) => target.endsWith('.test.ts') && label.includes(': '));
    const titleless = named.filter(({ label, target }) => !readFileSync(resolve(root, dirname(page), target), 'utf8').includes(label.slice(label.indexOf(': ') + 2)));
    expect(titleless).toEqual([]);
  });
});

it('every row of the semantics is shown by a recording or a test', () => {
  const rows = tableRows('docs/semantics.md').filter(row => !row.includes('docs.python.org'));
  expect(rows.filter(row => !/\]\(\.\.\/(?:fixtures\/oracle|tests\/runtime)\//.test(row))).toEqual([]);
});

it('every line of the checklist is covered by a recording, a test, or a reason', () => {
  const rows = tableRows('docs/runtime/conformance.md').filter(row => row.split('|').length === 5 && !/^\| (?:equal |otherwise,|left out )/.test(row));
  expect(rows).toHaveLength(75);
  expect(rows.filter(row => (row.split('|')[3] ?? '').trim().length < 20)).toEqual([]);
});

it('the page of conformance has the reasons of the deviations', () => {
  const text = readFileSync(join(root, 'docs/runtime/conformance.md'), 'utf8');
  const reasons = [...deviations.map(({ because }) => because), ...Object.values(leftOut)];
  expect(reasons.filter(reason => !text.includes(reason))).toEqual([]);
});

function tableRows(page: string): readonly string[] {
  return readFileSync(join(root, page), 'utf8')
    .split('\n')
    .filter((line, index, lines) => line.startsWith('| ') && !line.startsWith('| ---') && !(lines[index + 1] ?? '').startsWith('| ---'));
}

const virtualTimers: Plugin = {
  name: 'virtual timers',
  setup(bundle) {
    bundle.onResolve({ filter: /^node:timers\/promises$/ }, ({ importer }) => (importer === '<stdin>' ? { path: join(root, 'tests/runtime/kit/virtual-timers.ts') } : undefined));
  },
};

async function printedBy(text: string, isTimed: boolean): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: text, loader: 'ts', resolveDir: root },
    alias: { [specifier]: entry },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    // Node's own timers keep real time: under virtual time they are the global ones.
    plugins: [virtualTimers],
  });
  const lines: string[] = [];
  const { log } = console;
  const clock = new VirtualClock();
  if (isTimed) {
    clock.install();
  }
  console.log = (...values: unknown[]) => lines.push(`${format(...values)}\n`);
  try {
    await import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')}`);
  } finally {
    console.log = log;
    clock.uninstall();
  }
  return lines.join('');
}

function examplesIn(text: string): readonly string[] {
  return [...text.matchAll(/@example\s*\n([\s\S]*?)(?=\n\s*\*\s*@|\*\/)/g)].map(([, block = '']) =>
    block
      .split('\n')
      .map(line => line.replace(/^\s*\* ?/, ''))
      .join('\n'),
  );
}

/** An example need not import what it is the example of. */
function asModule(example: string): string {
  if (example.includes('import {')) {
    return `${example}\nexport {};\n`;
  }
  const names = [...readFileSync(entry, 'utf8').matchAll(/export \{([^}]*)\}/g)].flatMap(([, all = '']) => all.split(',').map(name => name.trim()));
  const used = names.filter(name => !name.startsWith('type ') && name !== '' && new RegExp(`\\b${name}\\b`).test(example));
  return `import { ${used.join(', ')} } from '${specifier}';\n${example}\nexport {};\n`;
}

function diagnosticsIn(texts: ReadonlyMap<string, string>): readonly string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), path => ts.sys.readFile(path)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const files = new Map([...texts].map(([name, text]) => [join(root, 'tests/runtime', `documented-${name}.ts`), text.replaceAll(`'${specifier}'`, "'../../src/runtime/index.ts'")]));
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: path => files.has(path) || disk.fileExists(path),
    readFile: path => files.get(path) ?? disk.readFile(path),
    getSourceFile: (path, ...rest) => {
      const text = files.get(path);
      return text === undefined ? disk.getSourceFile(path, ...rest) : ts.createSourceFile(path, text, rest[0], true);
    },
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap(path => {
    const sourceFile = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(sourceFile), ...program.getSemanticDiagnostics(sourceFile)].map(
      ({ messageText }) => `${path.slice(root.length)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  });
}
