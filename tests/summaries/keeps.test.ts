import { describe, expect, it } from 'vitest';
import { sceneOf } from '../harness/context.ts';

const scene = sceneOf(`
  import { log } from '#world';

  const errors: unknown[] = [];
  let last: unknown;
  export function tells(error: unknown): void { console.error('failed', error); }
  export function tellsByHelper(error: unknown): void { log(error); }
  export function tellsMessage(error: Error): void { console.error(\`failed: \${error.message} \${error}\`, String(error)); }
  export function tests(error: unknown): boolean { return error instanceof RangeError || typeof error === 'string'; }
  export function ignores(error: unknown): void { log('something'); }
  export function takesApart({ message }: Error): void { log(message); }
  export function tellsCopy(error: unknown): void { const copy = error; console.error(copy); }
  export function tellsChoice(error: unknown): void { console.error(error instanceof Error ? error : 'unknown'); }
  export function throws(error: unknown): never { throw error; }
  export function returns(error: unknown): unknown { return error; }
  export function returnsOr(error: unknown): unknown { return error ?? 'nothing'; }
  export function stores(error: unknown): void { last = error; }
  export function storesInObject(error: unknown): { error: unknown } { return { error }; }
  export function passesToThrower(error: unknown): void { throws(error); }
  export function returnsCopy(error: unknown): unknown { const copy = error; return copy; }
  export function wraps(error: unknown): never { throw new Error('failed', { cause: error }); }
  export function pushes(error: unknown): void { errors.push(error); }
  export function callsMember(error: { rethrow(): void }): void { error.rethrow(); }
  export function callsBack(error: unknown, done: (error: unknown) => void): void { done(error); }
  export function circles(error: unknown, left: number): void { if (left > 0) { circles(error, left - 1); } }
  export function rest(...errors: unknown[]): void { log(errors.length); }
`);

const keeps = (name: string, parameter = 0) => scene.context.summaries.keeps(scene.fn(name), parameter);

describe('a function keeps nothing of what it is given', () => {
  it.each([
    ['it tells a logger', 'tells'],
    ['it tells somebody who tells a logger', 'tellsByHelper'],
    ['it makes a text of it', 'tellsMessage'],
    ['it tests it', 'tests'],
    ['it never looks at it', 'ignores'],
    ['it takes members out of it', 'takesApart'],
    ['it tells a copy', 'tellsCopy'],
    ['it tells it or something else', 'tellsChoice'],
    ['it only ever hands it to itself', 'circles'],
  ])('if %s', (_, name) => {
    expect(keeps(name)).toBe('no');
  });
});

describe('a function keeps what it is given', () => {
  it.each([
    ['it throws it', 'throws'],
    ['it returns it', 'returns'],
    ['it returns it or something else', 'returnsOr'],
    ['it stores it', 'stores'],
    ['it puts it into an object', 'storesInObject'],
    ['it hands it to somebody who throws it', 'passesToThrower'],
    ['it returns a copy', 'returnsCopy'],
    ['it wraps it', 'wraps'],
  ])('if %s', (_, name) => {
    expect(keeps(name)).toBe('yes');
  });
});

describe('nobody knows whether a function keeps what it is given', () => {
  it.each([
    ['it hands it to a library that nothing is said of', 'pushes'],
    ['it calls a method of it', 'callsMember'],
    ['it hands it to a callback', 'callsBack'],
    ['it takes any number of them', 'rest'],
  ])('if %s', (_, name) => {
    expect(keeps(name)).toBe('unknown');
  });
});
