import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { audit } from '../../src/audit/index.ts';

// The example that `npm run audit` shows, a project with a tsconfig of its own. The marks in it are those of the rules' fixtures,
// with the difference that one program is audited for all rules, over all of its files.

const folder = path.resolve(import.meta.dirname, '../../fixtures/projects/order-service');

interface Mark {
  readonly place: string;
  readonly text: string;
}

/** `^` marks findings, `-` places that findings name as reasons. */
function marksIn(file: string, kind: '^' | '-'): Mark[] {
  const marks: Mark[] = [];
  let target = 0;
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    const [, before = '', carets = '', text = ''] = /^(\s*\/\/\s*)(\^+|--+) (?:because: )?(.*)$/.exec(line) ?? [];
    if (carets === '') {
      target = index + 1;
    } else if (carets.startsWith(kind)) {
      const column = before.length + 1;
      marks.push({ place: `${path.relative(folder, file)}:${String(target)}:${String(column)}-${String(column + carets.length)}`, text });
    }
  }
  return marks;
}

const sources = readdirSync(path.join(folder, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => path.join(folder, 'src', name))
  .sort();

const result = await audit({ cwd: folder });

function placeOf({ file, line, column, endLine, endColumn }: (typeof result.findings)[number]['because'][number]): string {
  const end = endLine === line ? endColumn : (readFileSync(file, 'utf8').split('\n')[line - 1] ?? '').length + 1;
  return `${path.relative(folder, file)}:${String(line)}:${String(column)}-${String(end)}`;
}

test('each fault that is marked is found, and nothing else', () => {
  const marks = sources.flatMap(file => marksIn(file, '^'));
  expect(marks.length).toBeGreaterThan(4);
  expect(result.findings.map(finding => placeOf({ ...finding, message: '' }))).toEqual(marks.map(({ place }) => place));
  for (const [index, { rule, message }] of result.findings.entries()) {
    const [marked = '', ...text] = marks[index]?.text.split(': ') ?? [];
    expect(rule).toBe(marked);
    expect(message).toContain(text.join(': '));
  }
});

test('each reason that is marked is named, and nothing else', () => {
  const marks = sources.flatMap(file => marksIn(file, '-'));
  const steps = result.findings.flatMap(({ because }) => because);
  expect([...new Set(steps.map(placeOf))].sort()).toEqual(marks.map(({ place }) => place).sort());
  for (const step of steps) {
    expect(step.message).toContain(marks.find(({ place }) => place === placeOf(step))?.text);
  }
});

test('several rules have something to say about it', () => {
  expect([...new Set(result.findings.map(({ rule }) => rule))].sort()).toEqual(['forward-signal', 'no-floating-task', 'no-swallowed-cancellation']);
});

test('everything in it is known', () => {
  expect(result.notes).toEqual([]);
  expect(result.summary.files).toBe(sources.length);
});

// The declarations of the platform are somebody else's.
test('it type-checks', () => {
  const { config } = ts.readConfigFile(path.join(folder, 'tsconfig.json'), name => ts.sys.readFile(name)) as { config: unknown };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  expect(ts.getPreEmitDiagnostics(ts.createProgram(fileNames, { ...options, skipLibCheck: true })).map(({ messageText }) => messageText)).toEqual([]);
});
