import { createHook, executionAsyncId } from 'node:async_hooks';
import { Trace } from './place.ts';
import type { Made } from './record.ts';
import type { Run } from './run.ts';

/** Watches the promises of the runs: where each was made, and when it settled. Other promises cost a look and are left alone. */
export function watchPromises(runOf: () => Run | undefined): { readonly madeOf: (promise: object) => Made | undefined; readonly stop: () => void } {
  const all = new WeakMap<object, Made>();
  function init(id: number, type: string, trigger: number, promise: object): void {
    if (type !== 'PROMISE') {
      return;
    }
    const run = runOf();
    if (run !== undefined && !run.isOver) {
      all.set(promise, run.made(id, trigger === executionAsyncId() ? undefined : trigger, new Trace(init), promise));
    }
  }
  const hook = createHook({ init, promiseResolve: id => runOf()?.resolved(id) }).enable();
  return { madeOf: promise => all.get(promise), stop: () => void hook.disable() };
}
