import { describe, expect, it } from 'vitest';
import { signalsInReach } from '../../../src/facts/signal/reach.ts';
import { sceneOf } from '../../harness/context.ts';

const scene = sceneOf(`
  import { charge, type Order, type Stoppable } from '#world';

  declare function soon(task: () => Promise<unknown>): void;
  export async function withParameter(parameter: Order, signal: AbortSignal) { await charge(parameter); }
  export async function withOptional(optional: Order, signal?: AbortSignal) { await charge(optional); }
  export async function withOptions(optioned: Order, options: Stoppable) { await charge(optioned); }
  export async function withPattern(taken: Order, { signal }: Stoppable) { await charge(taken); }
  export async function withComposition(composed: Order, signal: AbortSignal) {
    const either = AbortSignal.any([signal, AbortSignal.timeout(60_000)]);
    await charge(composed);
  }
  export async function withItsOwn(own: Order) {
    const controller = new AbortController();
    const { signal } = controller;
    await charge(own);
  }
  export async function withLink(linked: Order, signal: AbortSignal) {
    const controller = new AbortController();
    signal.addEventListener('abort', () => { controller.abort(); }, { once: true });
    await charge(linked);
  }
  export async function withLater(before: Order, options: Stoppable) {
    await charge(before);
    const { signal } = options;
    return signal;
  }
  export async function withCallback(orders: readonly Order[], signal: AbortSignal) {
    await Promise.all(orders.map(async called => {
      const either = AbortSignal.any([signal, AbortSignal.timeout(60_000)]);
      await charge(called);
      return either;
    }));
  }
  export function withOutliving(outliving: Order, signal: AbortSignal) { soon(async () => { await charge(outliving); }); }
`);

describe('in reach of a call', () => {
  it.each([
    ['is a signal that the function was handed', 'parameter', ['signal']],
    ['is one that it may have been handed', 'optional', ['signal']],
    ['is one of its options', 'optioned', ['options.signal']],
    ['is one that was taken out of them', 'taken', ['signal']],
    ['is a composition, before its members', 'composed', ['either', 'signal']],
    ['is none that nobody else aborts', 'own', []],
    ['is a controller that is aborted with the signal', 'linked', ['controller.signal', 'signal']],
    ['is none that is only found later', 'before', ['options.signal']],
    ['is what a callback has, once, and what is around it', 'called', ['either', 'signal']],
    ['is nothing of a function that does not wait for the callback', 'outliving', []],
  ])('%s', (_, order, signals) => {
    expect(signalsInReach(scene.context, scene.call(`charge(${order})`)).map(({ text }) => text)).toEqual(signals);
  });
});
