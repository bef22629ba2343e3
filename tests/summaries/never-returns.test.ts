import { describe, expect, it } from 'vitest';
import { sceneOf } from '../harness/context.ts';

const scene = sceneOf(`
  import { log } from '#world';

  export function fails(message: string): never { throw new RangeError(message); }
  export function ends(): void { process.exit(1); }
  export function endsByHelper(): void { log('bye'); ends(); }
  export function turns(): void { for (;;) { log('again'); } }
  export function endsOnBoth(ok: boolean): void { if (ok) { ends(); } else { fails('no'); } }
  export function endsOnOne(ok: boolean): void { if (ok) { ends(); } }
  export function keepsError(): void { try { fails('no'); } catch (error) { log(error); } }
  export function leaves(): void { for (;;) { if (isDone()) { break; } } }
  export function isDone(): boolean { return true; }
  export function circles(): void { circlesToo(); }
  export function circlesToo(): void { circles(); }
  export async function polls(): Promise<void> { for (;;) { await Promise.resolve(); } }
  export async function awaitsPolls(): Promise<void> { await polls(); }
  export async function waitsOnce(): Promise<void> { await Promise.resolve(); }
  export function starts(): void { void polls(); }
  export function asks(store: { close(): void }): void { store.close(); }
  export function* numbers(): Generator<number> { for (;;) { yield 1; } }
`);

const neverReturns = (name: string, use?: 'awaited') => scene.context.summaries.neverReturns(scene.fn(name), use);

describe('a function never comes back', () => {
  it.each([
    ['it throws', 'fails'],
    ['it ends the process', 'ends'],
    ['it calls something that does not come back', 'endsByHelper'],
    ['its loop has no end', 'turns'],
    ['it ends on each way', 'endsOnBoth'],
  ])('if %s', (_, name) => {
    expect(neverReturns(name)).toBe('yes');
  });
});

describe('a function comes back', () => {
  it.each([
    ['a way leads past the end of the process', 'endsOnOne'],
    ['a handler goes on', 'keepsError'],
    ['its loop is left', 'leaves'],
    ['it starts something that runs for ever without waiting for it', 'starts'],
    ['it is a generator, whatever its body does', 'numbers'],
    ['it is async, and gives its promise at once', 'polls'],
  ])('if %s', (_, name) => {
    expect(neverReturns(name)).toBe('no');
  });
});

it('a promise that is never fulfilled can be asked for', () => {
  expect(neverReturns('polls', 'awaited')).toBe('yes');
  expect(neverReturns('awaitsPolls', 'awaited')).toBe('yes');
  expect(neverReturns('waitsOnce', 'awaited')).toBe('no');
});

it('nobody knows what comes of a call that nobody has read', () => {
  expect(neverReturns('asks')).toBe('unknown');
});

it('that two functions call each other for ever is not found out', () => {
  expect(neverReturns('circles')).not.toBe('yes');
});
