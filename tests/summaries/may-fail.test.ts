import { describe, expect, it } from 'vitest';
import { plainly, variantOf } from '../../src/facts/task/failure.ts';
import { sceneOf } from '../harness/context.ts';

const scene = sceneOf(`
  import { appendFileSync } from 'node:fs';
  import { readFile } from 'node:fs/promises';
  import { log, put, type Order } from '#world';

  export async function fails(): Promise<void> { throw new RangeError('no'); }
  export async function cannot(): Promise<void> { log('fine'); }
  export async function guarded(): Promise<void> { try { await fails(); } catch (error) { log(error); } }
  export async function guardedLate(): Promise<void> { await fails(); try { await fails(); } catch (error) { log(error); } }
  export async function rethrows(): Promise<void> { try { await fails(); } catch (error) { log(error); throw error; } }
  export async function rethrowsNothing(): Promise<void> { try { await cannot(); } catch (error) { throw error; } }
  export async function returnsFromTry(): Promise<void> { try { return fails(); } catch (error) { log(error); } }
  export async function awaitsInTry(): Promise<void> { try { return await fails(); } catch (error) { log(error); } }
  export async function finallyReturns(): Promise<number> { try { await fails(); } finally { return 1; } }
  export async function finallyThrows(): Promise<void> { try { await cannot(); } finally { await fails(); } }
  export async function passesOn(): Promise<void> { await fails(); }
  export async function byDefault(value = throws()): Promise<void> { try { log(value); } catch { } }
  export function throws(): number { throw new RangeError('no'); }
  export function throwsThenGives(ok: boolean): Promise<void> { if (!ok) { throw new RangeError('no'); } return cannot(); }
  export function gives(): Promise<void> { return fails(); }
  export function givesHandled(): Promise<void> { return fails().catch(log); }
  export function givesBoth(): Promise<void> { return fails().then(() => log('x'), log); }
  export function givesChain(): Promise<void> { return cannot().then(() => fails()); }
  export function givesAfter(): Promise<void> { return cannot().finally(() => { throw new RangeError('no'); }); }
  export function rejects(): Promise<void> { return new Promise((resolve, reject) => { setTimeout(() => reject(new RangeError('no')), 1); }); }
  export function resolves(): Promise<void> { return new Promise(resolve => { setTimeout(resolve, 1); }); }
  export function resolvesWith(): Promise<void> { return new Promise(resolve => { resolve(fails()); }); }
  export function hands(): Promise<void> { return new Promise((resolve, reject) => { fails().then(resolve, reject); }); }
  export function rejectsInHandler(): Promise<void> { return new Promise((resolve, reject) => { try { log('x'); resolve(); } catch (error) { reject(error); } }); }
  export function stored(): Promise<void> { let settle: (() => void) | undefined; const given = new Promise<void>(resolve => { settle = resolve; }); settle?.(); return given; }
  export async function inAll(): Promise<void> { await Promise.all([cannot(), fails()]); }
  export async function inAllOfMap(ids: readonly string[]): Promise<void> { await Promise.all(ids.map(async () => { await fails(); })); }
  export async function inSettled(): Promise<void> { await Promise.allSettled([fails()]); }
  export async function inList(): Promise<void> { const tasks: Promise<void>[] = []; tasks.push(fails()); await Promise.all(tasks); }
  export async function inHarmlessList(): Promise<void> { const tasks: Promise<void>[] = []; tasks.push(cannot()); await Promise.all(tasks); }
  export async function wrapped(): Promise<void> { await Promise.resolve(fails()); }
  export async function iife(): Promise<void> { await (async () => { throw new RangeError('no'); })(); }
  export async function knownToReject(): Promise<void> { await readFile('orders'); }
  export async function knownToThrow(text: string): Promise<void> { JSON.parse(text); }
  export async function knownInHandler(): Promise<void> { try { await fails(); } catch (error) { log(JSON.stringify(error)); } }
  function logLine(line: object): void { appendFileSync('log', JSON.stringify(line)); }
  function logOrThrow(line: object): void { if (line instanceof Map) { throw new RangeError('no'); } }
  export async function tellsFile(order: Order): Promise<void> { logLine(order); }
  export async function tellsAndThrows(order: Order): Promise<void> { logOrThrow(order); }
  const kDrain = Symbol('drain');
  export class Pool { async [kDrain](): Promise<void> { throw new RangeError('no'); } async drain(): Promise<void> { await this[kDrain](); } }
  export async function unread(order: Order, store: { put(order: Order): Promise<void> }): Promise<void> { await store.put(order); }
  export async function unreadSync(order: Order, store: { has(order: Order): boolean }): Promise<void> { store.has(order); }
  export async function aborted(order: Order, signal: AbortSignal): Promise<void> { await put(order, signal); }
  export async function waits(signal?: AbortSignal): Promise<void> { signal?.throwIfAborted(); }
  export async function ping(left: number): Promise<void> { if (left > 0) { await pong(left - 1); } }
  export async function pong(left: number): Promise<void> { await ping(left); }
  export async function pingFails(left: number): Promise<void> { if (left === 0) { throw new RangeError('no'); } await pongFails(left - 1); }
  export async function pongFails(left: number): Promise<void> { await pingFails(left); }
  export async function* generates(): AsyncGenerator<number> { yield 1; throw new RangeError('no'); }
  export async function iterates(): Promise<void> { for await (const number of generates()) { log(number); } }
  export async function iteratesList(): Promise<void> { for await (const number of [cannot()]) { log(number); } }
  export async function callsBack(work: () => Promise<void>): Promise<void> { await work(); }
  export async function callsBackWithFailing(): Promise<void> { await callsBack(async () => { await fails(); }); }
  export async function callsBackWithHarmless(): Promise<void> { await callsBack(async () => { await cannot(); }); }
  export function orPromise(done?: (error?: Error) => void): Promise<void> | undefined {
    if (done === undefined) { return new Promise((resolve, reject) => { orPromise(error => error ? reject(error) : resolve()); }); }
    setTimeout(done, 1);
    return undefined;
  }
  export function withDone(): void { orPromise(() => log('done')); }
  export class Parent { async run(): Promise<void> { log('run'); } }
  export class Child extends Parent { override async run(): Promise<void> { throw new RangeError('no'); } }
  export async function runsParent(parent: Parent): Promise<void> { await parent.run(); }
  export async function runsChild(child: Child): Promise<void> { await child.run(); }
`);

const mayFail = (name: string, variant?: number) => scene.context.summaries.mayFail(scene.fn(name), variant);

describe('a function may fail', () => {
  it.each([
    ['it throws', 'fails'],
    ['an awaited call fails', 'passesOn'],
    ['an error is thrown again', 'rethrows'],
    ['something before the try fails', 'guardedLate'],
    ['a promise is returned from the try, past its handler', 'returnsFromTry'],
    ['the finally fails', 'finallyThrows'],
    ['a default does', 'byDefault'],
    ['it throws before it gives a promise', 'throwsThenGives'],
    ['it gives a promise that rejects', 'gives'],
    ['a callback of then fails', 'givesChain'],
    ['a callback of finally fails', 'givesAfter'],
    ['its executor rejects', 'rejects'],
    ['its executor resolves with a task that rejects', 'resolvesWith'],
    ['its executor hands reject on', 'hands'],
    ['a member of all rejects', 'inAll'],
    ['a mapped member of all rejects', 'inAllOfMap'],
    ['a member of a list that was filled rejects', 'inList'],
    ['a wrapped task rejects', 'wrapped'],
    ['a function that is called where it is written fails', 'iife'],
    ['a library is known to reject', 'knownToReject'],
    ['a library is known to throw', 'knownToThrow'],
    ['a logger throws itself', 'tellsAndThrows'],
    ['a signal that it is given is aborted', 'aborted'],
    ['a guard throws', 'waits'],
    ['one of two that call each other fails', 'pongFails'],
    ['what it iterates over fails', 'iterates'],
    ['a callback that it is given fails, and it awaits that', 'callsBackWithFailing'],
    ['a method under a symbol does', 'Pool.drain'],
    ['a derived class does', 'runsParent'],
    ['its own class does', 'runsChild'],
  ])('if %s', (_, name) => {
    expect(mayFail(name)).toBe('yes');
  });
});

describe('a function cannot fail', () => {
  it.each([
    ['nothing in it does', 'cannot'],
    ['a handler keeps the error', 'guarded'],
    ['what is thrown again was never thrown', 'rethrowsNothing'],
    ['the awaited call stands in the try', 'awaitsInTry'],
    ['a finally discards the error', 'finallyReturns'],
    ['the promise has a handler', 'givesHandled'],
    ['the promise has both handlers', 'givesBoth'],
    ['its executor only resolves', 'resolves'],
    ['its executor rejects in a handler that nothing reaches', 'rejectsInHandler'],
    ['the members are settled, whatever they are', 'inSettled'],
    ['no member of a list that was filled can', 'inHarmlessList'],
    ['what could throw is what a handler tells', 'knownInHandler'],
    ['what could throw is the file of a logger', 'tellsFile'],
    ['a call that nobody has read answers no promise', 'unreadSync'],
    ['it and another call each other, and neither begins an error', 'ping'],
    ['the callback that it is given cannot', 'callsBackWithHarmless'],
    ['the members that it iterates over cannot', 'iteratesList'],
    ['it calls something that gives no promise to those who give a callback', 'withDone'],
  ])('if %s', (_, name) => {
    expect(mayFail(name)).toBe('no');
  });
});

describe('nobody knows whether a function fails', () => {
  it.each([
    ['it awaits what nobody has read', 'unread'],
    ['the function that settles its promise is kept for later', 'stored'],
    ['it calls what it is given', 'callsBack'],
  ])('if %s', (_, name) => {
    expect(mayFail(name)).toBe('unknown');
  });
});

describe('the variants', () => {
  const variant = (kind: Parameters<typeof variantOf>[0], assumptions: Partial<typeof plainly> = {}) => variantOf(kind, { ...plainly, ...assumptions });

  it('tell throwing from rejecting', () => {
    expect([mayFail('throwsThenGives', variant('throwing')), mayFail('throwsThenGives', variant('rejection'))]).toEqual(['yes', 'no']);
    expect([mayFail('fails', variant('throwing')), mayFail('fails', variant('rejection'))]).toEqual(['no', 'yes']);
  });

  it('tell calling a generator from walking it', () => {
    expect([mayFail('generates', variant('any')), mayFail('generates', variant('iteration'))]).toEqual(['no', 'yes']);
  });

  it('presume nothing of an async callee which nobody has read', () => {
    expect(mayFail('unread', variant('rejection', { presuming: true }))).toBe('unknown');
    expect(mayFail('guarded', variant('rejection', { presuming: true }))).toBe('no');
  });

  it('take it that no signal was handed over', () => {
    expect(mayFail('waits', variant('rejection', { uncancelled: true }))).toBe('unknown');
    expect(mayFail('passesOn', variant('rejection', { uncancelled: true }))).toBe('yes');
  });

  it('take it that a callback is given, or none', () => {
    expect(mayFail('orPromise', variant('rejection', { given: 1 }))).toBe('no');
    expect(mayFail('orPromise', variant('rejection', { absent: 1 }))).toBe('yes');
  });
});
