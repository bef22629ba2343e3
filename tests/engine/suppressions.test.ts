import ts from 'typescript';
import { expect, test } from 'vitest';
import { suppressionsIn } from '../../src/engine/suppressions.ts';

/** For each line that calls `start()`: is the rule switched off there? */
function suppressedLines(code: string, rule = 'no-floating-task', file = 'orders.tsx'): number[] {
  const sourceFile = ts.createSourceFile(file, code, ts.ScriptTarget.Latest);
  const suppressions = suppressionsIn(ts, sourceFile);
  return [...code.matchAll(/start\(\)/g)]
    .filter(({ index }) => suppressions.isSuppressed(rule, index))
    .map(({ index }) => sourceFile.getLineAndCharacterOfPosition(index).line + 1);
}

test('a bare disable comment switches every rule off until the end', () => {
  expect(suppressedLines('start();\n/* eslint-disable */\nstart();\nstart();')).toEqual([3, 4]);
});

test('a disable comment ends where an enable comment starts', () => {
  expect(suppressedLines('/* eslint-disable */\nstart();\n/* eslint-enable */\nstart();')).toEqual([2]);
});

test.each(['no-floating-task', 'cancellation/no-floating-task', 'foo/no-floating-task', '@acme/tasks/no-floating-task'])(
  'the rule is meant by %s',
  name => {
    expect(suppressedLines(`/* eslint-disable ${name} */\nstart();`)).toEqual([2]);
  },
);

test('another rule stays on', () => {
  expect(suppressedLines('/* eslint-disable no-console, foo/no-catch-all */\nstart();')).toEqual([]);
});

test('one of several rules can be switched on again', () => {
  const code = '/* eslint-disable */\n/* eslint-enable no-floating-task */\nstart();';
  expect(suppressedLines(code)).toEqual([]);
  expect(suppressedLines(code, 'no-catch-all')).toEqual([3]);
});

test('disable-line speaks of its own line, in both kinds of comment', () => {
  expect(suppressedLines('start(); // eslint-disable-line\nstart(); /* eslint-disable-line */\nstart();')).toEqual([1, 2]);
});

test('disable-next-line speaks of the line after the comment', () => {
  expect(suppressedLines('// eslint-disable-next-line foo/no-floating-task\nstart();\nstart();')).toEqual([2]);
  expect(suppressedLines('/* eslint-disable-next-line\n   no-floating-task */\nstart();\nstart();')).toEqual([3]);
});

test('what stands after two dashes is a reason', () => {
  expect(suppressedLines('// eslint-disable-next-line no-floating-task -- no-catch-all, and it cannot fail\nstart();')).toEqual([2]);
  expect(suppressedLines('// eslint-disable-next-line no-catch-all -- no-floating-task\nstart();')).toEqual([]);
  expect(suppressedLines('// eslint-disable-next-line -- told on the wiki\nstart();')).toEqual([2]);
});

test('a line comment cannot disable the rest of the file, as in ESLint', () => {
  expect(suppressedLines('// eslint-disable\nstart();')).toEqual([]);
});

test('a longer word is not a directive', () => {
  expect(suppressedLines('/* eslint-disabled */\nstart();')).toEqual([]);
});

test.each([
  ['a string', 'const text = "/* eslint-disable */";'],
  ['a template', 'const text = `/* eslint-disable */ ${1} /* eslint-disable */`;'],
  ['the tail of a template', 'const text = `${1} /* eslint-disable */`;'],
  ['a regular expression', String.raw`const text = /[/*] eslint-disable *\//;`],
  ['JSX text', 'const view = <p>/* eslint-disable */</p>;'],
  ['a JSX attribute', 'const view = <p title="/* eslint-disable */" />;'],
  ['another comment', '// write /* eslint-disable */ above it'],
])('%s is no comment', (_, code) => {
  expect(suppressedLines(`${code}\nstart();`)).toEqual([]);
});

test.each([
  ['an empty block', 'function f() { /* eslint-disable */ }'],
  ['a JSX expression', 'const view = <p>{/* eslint-disable */}</p>;'],
  ['an argument list', 'f(/* eslint-disable */);'],
  ['an empty object', 'const o = { /* eslint-disable */ };'],
  ['a division', 'const q = a /* eslint-disable */ / b;'],
  ['an empty class', 'class C { /* eslint-disable */ }'],
  ['a return', 'function f() { return /* eslint-disable */; }'],
  ['a documentation comment', '/** eslint-disable */\nfunction f() {}'],
])('a comment in %s is one', (name, code) => {
  expect(suppressedLines(`${code}\nstart();`)).toEqual(name === 'a documentation comment' ? [] : [2]);
});

test('a comment at the very start and at the very end is read', () => {
  expect(suppressedLines('#!/usr/bin/env node\n/* eslint-disable */\nstart();\n')).toEqual([3]);
  expect(suppressedLines('start(); // eslint-disable-line')).toEqual([1]);
});

test('comments that configure ESLint are told, and switch nothing off', () => {
  const code = '/* eslint no-console: off, "foo/no-floating-task": ["off", { a: 1 }] */\nstart();';
  const suppressions = suppressionsIn(ts, ts.createSourceFile('a.ts', code, ts.ScriptTarget.Latest));
  expect(suppressions.configures(new Set(['no-floating-task']))).toBe(true);
  expect(suppressions.configures(new Set(['no-catch-all']))).toBe(false);
  expect(suppressedLines(code)).toEqual([]);
});
