import { expect, it } from 'vitest';
import { definitionsOf } from '../../src/flow/definitions.ts';
import { eventAt, loweredFrom, written } from './lowered.ts';

function definitions(text: string, read: string, nth = 0): { assignments: string[]; undefinedToo: boolean } {
  const story = loweredFrom(text);
  const { assignments, undefinedToo } = definitionsOf(story.graph)(eventAt(story, 'read', read, nth));
  return { assignments: written(story, assignments), undefinedToo };
}

it('finds the last assignment before a read', () => {
  expect(definitions('function f() { let a = 1; a = 2; return a; }', 'a')).toEqual({ assignments: ['assign a = 2'], undefinedToo: false });
});

it('finds one on each branch', () => {
  expect(definitions('function f(x) { let a; if (x) a = 1; else a = 2; return a; }', 'a')).toEqual({
    assignments: ['assign a = 1', 'assign a = 2'],
    undefinedToo: false,
  });
});

it('knows that a var may still be undefined, and that a let is assigned undefined', () => {
  expect(definitions('function f(x) { if (x) { var a = 1; } return a; }', 'a')).toEqual({ assignments: ['assign a = 1'], undefinedToo: true });
  expect(definitions('function f(x) { let a; if (x) { a = 1; } return a; }', 'a')).toEqual({ assignments: ['assign a', 'assign a = 1'], undefinedToo: false });
});

it('goes round loops', () => {
  expect(definitions('function f(xs) { let a = 0; for (const x of xs) { use(a); a = x; } }', 'a')).toEqual({
    assignments: ['assign a = 0', 'assign a = x'],
    undefinedToo: false,
  });
});

it('takes an assignment that was not reached for not made, where an error comes from before it', () => {
  expect(definitions('function f() { let a = 0; try { a = load(); send(); a = 2; } catch { return a; } }', 'a')).toEqual({
    assignments: ['assign a = 0', 'assign a = load()'],
    undefinedToo: false,
  });
});

it('finds parameters, their defaults and the parts of patterns', () => {
  expect(definitions('function f({ a = 1 }) { return a; }', 'a')).toEqual({ assignments: ['assign a = 1'], undefinedToo: false });
});

it('tells two variables of one name apart', () => {
  expect(definitions('function f() { const a = 1; { const a = 2; use(a); } return a; }', 'a', 1)).toEqual({
    assignments: ['assign a = 1'],
    undefinedToo: false,
  });
});
