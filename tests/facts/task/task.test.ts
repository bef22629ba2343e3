import { describe, expect, it } from 'vitest';
import type { TaskSite } from '../../../src/facts/task/task.ts';
import { tasksIn } from '../../../src/facts/task/task.ts';
import { isTask } from '../../../src/facts/task/type.ts';
import type { Scene } from '../../harness/context.ts';
import { sceneOf } from '../../harness/context.ts';

const text = `
  import { log, save, settle, type Order } from '#world';
  import type { Cache } from 'undici';

  interface Store { put(order: Order): Promise<void>; close(): void; query(): Query; either(): Promise<void> | undefined }
  interface Query { then(done: (rows: readonly string[]) => void): void }
  class Handle implements PromiseLike<void> { declare then: PromiseLike<void>['then']; }
  declare const order: Order;
  declare const orders: readonly Order[];
  declare const store: Store;
  declare function assigned<T, U>(target: T, source: U): T & U;
  declare function invoked<T>(work: () => T): T;
  declare function handle(): Handle;
  declare function loose(): any;
  declare const any: any;
  function gives() { return save(order); }
  function givesLater() { return new Promise(resolve => { setTimeout(resolve, 1); }); }
  function givesNothing() { log('nothing'); }
  const task = save(order);

  export async function calls(): Promise<void> {
    store.put(order); store.close(); store.query(); store.either(); assigned(task, { id: 'x' }); invoked(() => task); handle(); loose(); Object.freeze(task); Object.freeze(order); Object.assign(any, {});
    gives(); givesLater(); givesNothing(); Promise.all([task]); task.finally(givesNothing); orders.forEach(log); new Promise(() => {});
  }

  export function statement(): void { save(order); }
  export function inParentheses(): void { ((save(order))); }
  export function voided(): void { void save(order); }
  export function voidedInside(): void { void (order.total > 1 && save(order)); }
  export function unread(): void { const mine = save(order); }
  export async function read(): Promise<void> { const mine = save(order); await mine; }
  export function derived(): Promise<void> { const mine = save(order); mine.then(() => log('x')); return mine; }
  export async function derivedBesideAwait(): Promise<void> { const mine = save(order); mine.then(() => log('x')); await mine; }
  export function fresh(): void { save(order).then(() => log('x')); }
  export function unhandled(): void { save(order).catch(); }
  export function ignored(): void { save(order).catch(() => {}); }
  export async function ignoredEarly(): Promise<void> { const mine = save(order); mine.catch(() => {}); await mine; }
  export function dropped(): void { setTimeout(async () => { await save(order); }, 1); }
  export function collected(): void { orders.map(async one => { await save(one); }); }
  export async function awaited(): Promise<void> { await save(order); }
  export function argued(): void { log(save(order)); }
  export function harmless(): void { settle(1); }
  declare const cache: Cache;
  export function presumed(): void { cache.add('x'); }
  export function declaredHere(): void { store.put(order); }
`;

const scene = sceneOf(text);
const { facts } = scene.context;

function sitesIn(name: string, from: Scene = scene): readonly TaskSite[] {
  return [...tasksIn(from.context, from.lowered(name))].filter(site => from.context.facts.lossOf(site) !== undefined);
}

function lossesIn(name: string): readonly string[] {
  return sitesIn(name).map(site => `${facts.lossOf(site) ?? ''} ${facts.isLost(site)} ${facts.mayReject(site, 'near')}`);
}

describe('a call is a task', () => {
  it.each([
    ['store.put(order)', 'its declared type says so'],
    ['store.either()', 'its type says so on one way'],
    ['gives()', 'the function that it calls returns one'],
    ['givesLater()', 'the function that it calls makes one'],
    ['invoked(() => task)', 'it runs a function that gives one'],
    ['Promise.all([task])', 'it combines tasks'],
    ['task.finally(givesNothing)', 'it continues one'],
    ['Object.freeze(task)', 'it gives back one'],
    ['new Promise(() => {})', 'it makes one'],
  ])('%s, because %s', callText => {
    expect(isTask(scene.context, scene.expression(callText))).toBe('yes');
  });

  it.each([
    ['store.close()', 'it answers nothing'],
    ['givesNothing()', 'the function that it calls returns nothing'],
    ['Object.freeze(order)', 'what it gives back is none'],
    ["assigned(task, { id: 'x' })", 'it only gives back what it was given'],
    ['orders.forEach(log)', 'it answers nothing'],
  ])('and %s is none, because %s', callText => {
    expect(isTask(scene.context, scene.expression(callText))).toBe('no');
  });

  it.each([
    ['store.query()', 'a thenable that is no promise begins when it is awaited'],
    ['handle()', 'so does what only implements PromiseLike'],
    ['Object.assign(any, {})', 'it gives back what nobody knows'],
    ['loose()', 'any may be anything'],
  ])('and nobody knows of %s, because %s', callText => {
    expect(isTask(scene.context, scene.expression(callText))).toBe('unknown');
  });
});

describe('the outcome of a task is lost', () => {
  it.each([
    ['statement', ['statement yes yes']],
    ['inParentheses', ['statement yes yes']],
    ['voided', ['void yes yes']],
    ['voidedInside', ['void yes yes']],
    ['unread', ['unread yes yes']],
    ['derivedBesideAwait', ['derived yes yes']],
    ['fresh', ['statement yes yes']],
    ['unhandled', ['unhandled yes yes']],
    ['ignored', ['ignored yes yes']],
    ['dropped', ['callback yes yes']],
    ['collected', ['collected yes yes']],
    ['presumed', ['statement yes yes']],
  ])('in %s', (name, losses) => {
    expect(lossesIn(name).filter(loss => loss.endsWith('yes'))).toEqual(losses);
  });

  it.each(['read', 'awaited', 'argued'])('and not in %s, where something takes it', name => {
    expect(lossesIn(name).filter(loss => loss.endsWith('yes yes'))).toEqual([]);
  });

  it('and in what is derived from a promise that somebody else has', () => {
    expect(lossesIn('derived')).toEqual(['derived yes yes']);
  });

  it('and not where the errors of a promise are ignored that something else takes', () => {
    expect(lossesIn('ignoredEarly')).toEqual(['ignored no yes']);
  });

  it('and nobody knows whether, where the project declares what is called', () => {
    expect(lossesIn('declaredHere')).toEqual(['statement yes unknown']);
  });

  it('and is no rejection where the task cannot reject', () => {
    expect(lossesIn('harmless')).toEqual(['statement yes no']);
  });
});

it('only what is presumed rests on a presumption', () => {
  const restsOn = (name: string) =>
    sitesIn(name).flatMap(site => {
      scene.context.trace.begin();
      facts.mayReject(site);
      return [...scene.context.trace.used().presumed];
    });
  expect(restsOn('presumed')).toEqual(['unresolved-async-callee-may-reject']);
  expect(restsOn('statement')).toEqual([]);
});

it('without types a call is a task only by what its file shows', () => {
  const untyped = sceneOf(text, { strength: 'syntax' });
  expect(isTask(untyped.context, untyped.expression('loose()'))).toBe('unknown');
  expect(isTask(untyped.context, untyped.expression('givesLater()'))).toBe('yes');
});
