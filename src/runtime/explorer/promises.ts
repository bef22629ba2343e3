import { createHook, executionAsyncId } from 'node:async_hooks';
import type { Run } from './run.ts';

/** Watches the promises of the runs: where each was made, and when it settled. Other promises cost a look and are left alone. */
export function watchPromises(runOf: () => Run | undefined): () => void {
  function init(id: number, type: string, trigger: number, promise: object): void {
    if (type !== 'PROMISE') {
      return;
    }
    const run = runOf();
    if (run !== undefined && !run.isOver) {
      run.made(id, trigger === executionAsyncId() ? undefined : trigger, run.trace(init), promise);
    }
  }
  const hook = createHook({ init, promiseResolve: id => runOf()?.resolved(id) }).enable();
  return () => void hook.disable();
}
