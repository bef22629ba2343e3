import { describe, expect, it } from 'vitest';
import { sceneOf } from '../harness/context.ts';

const scene = sceneOf(`
  import { log } from '#world';

  const kept: Promise<void>[] = [];
  export async function awaits(task: Promise<void>): Promise<void> { log('waiting'); await task; }
  export function returns(task: Promise<void>): Promise<void> { return task; }
  export async function awaitsOnBoth(task: Promise<void>, ok: boolean): Promise<void> { if (ok) { await task; } else { await task; } }
  export async function awaitsOnOne(task: Promise<void>, ok: boolean): Promise<void> { if (ok) { await task; } }
  export function handles(task: Promise<void>): void { task.catch(log); }
  export function handlesBoth(task: Promise<void>): void { task.then(() => log('done'), log); }
  export function derives(task: Promise<void>): void { task.then(() => log('done')); }
  export function derivesAndHandles(task: Promise<void>): void { task.then(() => log('done')).catch(log); }
  export async function awaitsAll(task: Promise<void>, other: Promise<void>): Promise<void> { await Promise.all([task, other]); }
  export function races(task: Promise<void>): void { Promise.race([task]); }
  export async function passesOn(task: Promise<void>): Promise<void> { await awaits(task); }
  export function passesOnToDropper(task: Promise<void>): void { looksAt(task); }
  export function looksAt(task: Promise<void>): boolean { return task instanceof Promise; }
  export function ignores(task: Promise<void>): void { log('nothing'); }
  export function stores(task: Promise<void>): void { kept.push(task); }
  export async function throughLocal(task: Promise<void>): Promise<void> { const mine = task; await mine; }
  export async function circles(task: Promise<void>, left: number): Promise<void> { if (left > 0) { await circles(task, left - 1); } else { await task; } }
  export async function unlessThrown(task: Promise<void>, ok: boolean): Promise<void> { if (!ok) { throw new RangeError('no'); } await task; }
`);

const joins = (name: string, parameter = 0) => scene.context.summaries.joins(scene.fn(name), parameter);

describe('a function certainly joins the task that it is given', () => {
  it.each([
    ['it awaits it', 'awaits'],
    ['it returns it', 'returns'],
    ['it awaits it on each way', 'awaitsOnBoth'],
    ['it gives it a handler', 'handles'],
    ['it gives it both handlers', 'handlesBoth'],
    ['what it derives has a handler', 'derivesAndHandles'],
    ['it awaits a combination of it', 'awaitsAll'],
    ['it hands it to somebody who does', 'passesOn'],
    ['it awaits it by another name', 'throughLocal'],
  ])('if %s', (_, name) => {
    expect(joins(name)).toBe('yes');
  });

  it('whichever parameter it is', () => {
    expect(joins('awaitsAll', 1)).toBe('yes');
  });
});

describe('a function joins nothing', () => {
  it.each([
    ['it never looks at it', 'ignores'],
    ['it only looks at it', 'looksAt'],
    ['it hands it to somebody who only looks at it', 'passesOnToDropper'],
    ['what it derives is dropped', 'derives'],
    ['the combination is dropped', 'races'],
  ])('if %s', (_, name) => {
    expect(joins(name)).toBe('no');
  });
});

describe('it is not certain that a function joins', () => {
  it.each([
    ['it does so on one way only', 'awaitsOnOne'],
    ['it stores it', 'stores'],
    ['it calls itself before', 'circles'],
    ['it may throw before', 'unlessThrown'],
  ])('if %s', (_, name) => {
    expect(joins(name)).not.toBe('yes');
  });
});
