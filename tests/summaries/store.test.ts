import { describe, expect, it } from 'vitest';
import type { FunctionNode } from '../../src/lower/lowered.ts';
import type { Question, Summary } from '../../src/summaries/store.ts';
import { answerFrom, join, nothing, proven, summaryOf, SummaryStore, unknownSummary } from '../../src/summaries/store.ts';
import { functionsNamed } from '../harness/context.ts';
import { randomOf } from '../harness/random.ts';

// The store knows nothing of programs: functions here are names that call each other, and a question is whether an error
// that begins in one of them comes out of another.

const names = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
type Name = (typeof names)[number];
const functions = new Map(names.flatMap(name => functionsNamed(name).map(fn => [name, fn] as const)));

interface World {
  /** Who calls whom. */
  readonly calls: Partial<Record<Name, readonly Name[]>>;
  /** What a function does by itself. */
  readonly own: Partial<Record<Name, Summary>>;
}

function askAll({ calls, own }: World, order: readonly Name[] = names, budget?: { functions: number; depth: number }) {
  let computed = 0;
  let provisional = 0;
  const store = new SummaryStore(budget, () => {
    provisional += 1;
  });
  const question: Question = {
    name: 'may fail',
    compute: fn => {
      computed += 1;
      const name = nameOf(fn);
      const called = (calls[name] ?? []).map(callee => summaryOf(store.ask(question, functionOf(callee))));
      return [own[name] ?? nothing, ...called].reduce(join, nothing);
    },
  };
  const answers = Object.fromEntries(order.map(name => [name, store.ask(question, functionOf(name))]));
  return { answers, computed, provisional, store, question };
}

function functionOf(name: Name): FunctionNode {
  const fn = functions.get(name);
  if (fn === undefined) {
    throw new Error(`There is no function ${name}.`);
  }
  return fn;
}

function nameOf(fn: FunctionNode): Name {
  const found = [...functions].find(([, candidate]) => candidate === fn);
  if (found === undefined) {
    throw new Error('This is none of the functions.');
  }
  return found[0];
}

function orders(): readonly (readonly Name[])[] {
  const permute = (rest: readonly Name[]): readonly Name[][] =>
    rest.length === 0 ? [[]] : rest.flatMap(first => permute(rest.filter(name => name !== first)).map(others => [first, ...others]));
  return permute(names.slice(0, 4));
}

describe('an answer', () => {
  it('is yes with a witness, unknown with a possibility, no with neither', () => {
    expect([proven, unknownSummary, nothing].map(answerFrom)).toEqual(['yes', 'unknown', 'no']);
  });

  it('comes from what a function calls', () => {
    expect(askAll({ calls: { a: ['b'], b: ['c'] }, own: { c: proven } }).answers).toMatchObject({ a: 'yes', b: 'yes', c: 'yes', d: 'no' });
  });

  it('is computed once', () => {
    expect(askAll({ calls: { a: ['b', 'c'], b: ['d'], c: ['d'] }, own: {} }).computed).toBe(names.length);
  });
});

describe('functions that call each other in a circle', () => {
  it('have no error where none begins', () => {
    expect(askAll({ calls: { a: ['a'] }, own: {} }).answers['a']).toBe('no');
    expect(askAll({ calls: { a: ['b'], b: ['a'] }, own: {} }).answers).toMatchObject({ a: 'no', b: 'no' });
  });

  it('all have the error of one of them', () => {
    expect(askAll({ calls: { a: ['b'], b: ['c'], c: ['a'] }, own: { b: proven } }).answers).toMatchObject({ a: 'yes', b: 'yes', c: 'yes' });
  });

  it('say so of what is read before the circle is settled', () => {
    expect(askAll({ calls: { a: ['b'], b: ['a'] }, own: {} }).provisional).toBeGreaterThan(0);
    expect(askAll({ calls: { a: ['b'] }, own: {} }).provisional).toBe(0);
  });

  const worlds: readonly World[] = [
    { calls: { a: ['b'], b: ['c'], c: ['b', 'd'], d: ['a'] }, own: { d: unknownSummary } },
    { calls: { a: ['b', 'c'], b: ['a'], c: ['d'], d: ['c'] }, own: { d: proven } },
    { calls: { a: ['a', 'b'], b: ['b', 'c'], c: ['c', 'a', 'd'] }, own: { c: proven, d: unknownSummary } },
    { calls: { a: ['b'], b: ['a', 'c'], c: ['b', 'd'], d: ['d'] }, own: {} },
  ];

  it.each(worlds.map((world, index) => ({ world, index })))('get the same answers in whatever order they are asked ($index)', ({ world }) => {
    const [first, ...others] = orders().map(order => askAll(world, order).answers);
    const expected = reachable(world);
    expect([first, ...others].every(answers => names.slice(0, 4).every(name => answers?.[name] === expected[name]))).toBe(true);
  });
});

describe('however many functions call each other', () => {
  it('each is worked out about once a round', () => {
    const everybody = names.flatMap(name => [name]);
    const dense: World = { calls: Object.fromEntries(names.map(name => [name, everybody])), own: { d: proven } };
    const { answers, computed } = askAll(dense);
    expect(Object.values(answers)).toEqual(names.map(() => 'yes'));
    expect(computed).toBeLessThanOrEqual(3 * names.length);
  });

  it('the cost grows with their number, not with the number of ways among them', () => {
    const many = functionsNamed(...Array.from({ length: 60 }, (_, index) => `f${index}`));
    let computed = 0;
    const store = new SummaryStore(undefined, () => undefined);
    const question: Question = {
      name: 'may fail',
      compute: fn => {
        computed += 1;
        return many.map(callee => summaryOf(store.ask(question, callee))).reduce(join, fn === many.at(-1) ? proven : nothing);
      },
    };
    expect(many.map(fn => store.ask(question, fn))).toEqual(many.map(() => 'yes'));
    expect(computed).toBeLessThanOrEqual(3 * many.length);
  });

  it.each(Array.from({ length: 40 }, (_, index) => index))('the answers are those of brute force (seed %i)', seed => {
    const random = randomOf(seed);
    const some = <T>(all: readonly T[], share: number): T[] => all.filter(() => random() < share);
    const world: World = {
      calls: Object.fromEntries(names.map(name => [name, some(names, 0.1 + 0.5 * random())])),
      own: Object.fromEntries(some(names, 0.4).map(name => [name, random() < 0.5 ? proven : unknownSummary])),
    };
    const order = some(names, 0.7);
    expect(askAll(world, [...order, ...names]).answers).toEqual(reachable(world));
  });
});

describe('a budget', () => {
  it('makes what lies beyond it unknown', () => {
    const chain: World = { calls: { a: ['b'], b: ['c'], c: ['d'] }, own: {} };
    expect(askAll(chain, ['a'], { functions: 100, depth: 2 }).answers).toEqual({ a: 'unknown' });
    expect(askAll(chain, ['a'], { functions: 2, depth: 100 }).answers).toEqual({ a: 'unknown' });
    expect(askAll(chain, ['a'], { functions: 4, depth: 4 }).answers).toEqual({ a: 'no' });
  });

  it('does not hide a witness within it', () => {
    expect(askAll({ calls: { a: ['b', 'c'] }, own: { b: proven } }, ['a'], { functions: 2, depth: 2 }).answers).toEqual({ a: 'yes' });
  });
});

it('questions about different parameters are different questions', () => {
  const store = new SummaryStore(undefined, () => undefined);
  const question: Question = { name: 'joins', compute: (_, parameter) => (parameter === 1 ? proven : nothing) };
  expect([0, 1].map(parameter => store.ask(question, functionOf('a'), parameter))).toEqual(['no', 'yes']);
});

/** The same by brute force: a function has what begins in any function that it reaches. */
function reachable({ calls, own }: World): Record<string, string> {
  return Object.fromEntries(
    names.map(name => {
      const seen = new Set<Name>([name]);
      for (const at of seen) {
        (calls[at] ?? []).forEach(callee => seen.add(callee));
      }
      return [name, answerFrom([...seen].map(at => own[at] ?? nothing).reduce(join, nothing))];
    }),
  );
}
