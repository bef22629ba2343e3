import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { rules } from '../rules/index.ts';
import { endOfHead, headings, renderHead, renderPresets, renderPresumptions, renderTable, replaceBetween } from '../src/dev/render-docs.ts';
import type { Need, Rule } from '../src/engine/rule.ts';
import type { Used } from '../src/facts/trace.ts';
import { createAuditHost } from './harness/analysis-host.ts';
import { readFixture, type HostName } from './harness/fixture.ts';
import { expectGenerated } from './harness/generated.ts';
import { renderLayers } from './harness/layers.ts';
import { headingsOf, readPage, samplesOf, type Sample } from './harness/pages.ts';
import { programWith, samplePath, withWorld } from './harness/samples.ts';
import { readStories, root } from './harness/stories.ts';

// The documentation is executed. What is generated is compared with its source (UPDATE=1 writes it), and what is claimed in
// a sample is tried.

const stories = readStories();
const needs: readonly Need[] = ['syntax', 'types', 'program'];
const needOf: Readonly<Record<HostName, Need>> = { javascript: 'syntax', annotated: 'syntax', typed: 'types', audit: 'program' };
const { exports: published } = JSON.parse(readPage('package.json')) as { exports: Readonly<Record<string, unknown>> };
const entryPoints = [
  { path: 'src/eslint/index.ts', subpath: '.', specifier: 'eslint-plugin-cancellation' },
  { path: 'src/audit/index.ts', subpath: './audit', specifier: 'eslint-plugin-cancellation/audit' },
  { path: 'src/runtime/index.ts', subpath: './runtime', specifier: 'eslint-plugin-cancellation/runtime' },
].filter(({ subpath }) => subpath in published);

describe.each(rules)('the page of $name', rule => {
  const path = `docs/rules/${rule.name}.md`;
  const page = (): string => (existsSync(join(root, path)) ? readPage(path) : '');

  it('begins with the head that the rule gives', () => {
    expectGenerated(path, text => {
      const end = text.indexOf(endOfHead);
      expect(end, `${path} has no line "${endOfHead}"`).not.toBe(-1);
      return renderHead(rule) + text.slice(end + endOfHead.length + 1);
    });
  });

  it('answers the same questions as every page, in the same order', () => {
    expect(headingsOf(page()).filter(heading => !page().slice(0, page().indexOf(endOfHead)).includes(`## ${heading}`))).toEqual(headings);
  });

  it('names the sources of the rule', () => {
    expect(rule.sources.filter(source => !page().includes(source))).toEqual([]);
  });

  it('shows what is reported and what is not', () => {
    const samples = programsIn(page());
    expect(samples.filter(({ heading }) => heading === 'Reported')).not.toEqual([]);
    expect(samples.filter(({ heading }) => heading === 'Not reported')).not.toEqual([]);
  });

  it('is right about its samples', () => {
    const wrong = tried(rule, programsIn(page()))
      .filter(({ sample, reported }) => (sample.heading === 'Reported' ? !reported : reported))
      .map(({ sample, reported }) => `${path}:${sample.line} stands under "${sample.heading}" and is ${reported ? 'reported' : 'not reported'}`);
    expect(wrong).toEqual([]);
  });
});

describe.each(rules)('$name needs', rule => {
  it('at least what its stories need', () => {
    const promised = stories.filter(story => story.rule === rule.name).flatMap(story => story.files.flatMap(file => file.expectations));
    const least = needs.find(need => promised.some(({ least: host }) => needOf[host] === need));
    expect(rule.needs.least).toBe(least);
  });

  it('at best what it was seen to ask for', () => {
    const used: Used[] = [];
    const host = createAuditHost({ onUsed: (_, what) => void used.push({ ...what }) });
    for (const story of stories.filter(candidate => candidate.rule === rule.name)) {
      host.findings(story, rule);
    }
    const best: Need = used.some(({ program }) => program) ? 'program' : used.some(({ types }) => types) ? 'types' : 'syntax';
    expect(rule.needs.best).toBe(best);
  });
});

describe('README.md', () => {
  it('has the table of rules', () => {
    expectGenerated('README.md', text => replaceBetween(text, 'rules', renderTable(rules)));
  });

  it('has the members of the presets', () => {
    expectGenerated('README.md', text => replaceBetween(text, 'presets', renderPresets(rules)));
  });
});

describe('docs/architecture.md', () => {
  it('has the table of layers', () => {
    expectGenerated('docs/architecture.md', text => replaceBetween(text, 'layers', renderLayers()));
  });

  it('has the list of presumptions', () => {
    expectGenerated('docs/architecture.md', text => replaceBetween(text, 'presumptions', renderPresumptions()));
  });
});

describe('the entry points', () => {
  it.each(entryPoints)('$path has examples, and they compile', ({ path }) => {
    const examples = examplesIn(path);
    expect(examples).not.toEqual([]);
    const texts = new Map(examples.map((text, index) => [join(root, 'tests', `example-${index}.ts`), asModule(text, path)]));
    expect(diagnosticsIn(texts)).toEqual([]);
  });
});

/** An example speaks of the package by its name, and need not import what it is the example of. */
function asModule(example: string, path: string): string {
  const named = entryPoints.reduce((text, entry) => text.replaceAll(`'${entry.specifier}'`, `'../${entry.path}'`), example);
  const exported = [...readPage(path).matchAll(/^export (?:async )?(?:function|class|const) (\w+)/gm)].map(([, name = '']) => name);
  const used = named.includes('import ') ? [] : exported.filter(name => new RegExp(`\\b${name}\\b`).test(named));
  return `${named}\nimport { ${used.join(', ')} } from '../${path}';\nexport {};\n`;
}

function programsIn(page: string): readonly Sample[] {
  return samplesOf(page).filter(
    ({ heading, language }) => ['Reported', 'Not reported'].includes(heading) && ['ts', 'js', 'typescript', 'javascript'].includes(language),
  );
}

/** Runs the rule over each sample in the strongest host. A sample must be a program without errors: facts rest on its types. */
function tried(rule: Rule, samples: readonly Sample[]): readonly { readonly sample: Sample; readonly reported: boolean }[] {
  const pathOf = ({ line }: Sample) => samplePath(`${rule.name}/sample-${line}`);
  const program = programWith(new Map(samples.map(sample => [pathOf(sample), withWorld(sample.text)])), ['lib.dom.d.ts']);
  const host = createAuditHost({}, program);
  return samples.map(sample => {
    const path = pathOf(sample);
    const sourceFile = program.getSourceFile(path);
    const wrong = [...program.getSyntacticDiagnostics(sourceFile), ...program.getSemanticDiagnostics(sourceFile)];
    expect(wrong.map(({ messageText }) => `${rule.name}.md:${sample.line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)).toEqual([]);
    const story = readFixture(path, rule.name, [{ path, text: sample.text }]);
    return { sample, reported: host.findings(story, rule).length > 0 };
  });
}

/** The programs after `@example` in the docstrings of a file. */
function examplesIn(path: string): readonly string[] {
  return [...readFileSync(join(root, path), 'utf8').matchAll(/@example\s*\n([\s\S]*?)(?=\n\s*\*\s*@|\*\/)/g)].map(([, block = '']) =>
    block
      .split('\n')
      .map(line => line.replace(/^\s*\* ?/, ''))
      .filter(line => !line.startsWith('```'))
      .join('\n'),
  );
}

function diagnosticsIn(texts: ReadonlyMap<string, string>): readonly string[] {
  const program = programWith(texts);
  return [...texts.keys()].flatMap(path => {
    const sourceFile = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(sourceFile), ...program.getSemanticDiagnostics(sourceFile)].map(({ messageText }) =>
      ts.flattenDiagnosticMessageText(messageText, '\n'),
    );
  });
}
