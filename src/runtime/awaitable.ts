import { cancellable } from './cancellable.ts';
import { createTask } from './create-task.ts';
import { Future } from './future.ts';

/** What the operations on several things take: a task or future, a function to run as a task, or a foreign promise. */
export type Awaitable<T> = Future<T> | (() => T | PromiseLike<T>) | PromiseLike<T>;

/** The values of a list of awaitables. */
export type AwaitedValues<List extends readonly unknown[]> = {
  -readonly [Index in keyof List]: List[Index] extends Future<infer T> ? T : List[Index] extends () => infer Result ? Awaited<Result> : Awaited<List[Index]>;
};

/**
 * A future for it: a function becomes a task, a foreign promise is wrapped (`cancellable`), one thing given twice becomes one future.
 *
 * @throws {TypeError} If it is none of these.
 */
export function futuresOf(awaitables: readonly Awaitable<unknown>[], operation: string): readonly Future<unknown>[] {
  const futures = new Map<Awaitable<unknown>, Future<unknown>>();
  return awaitables.map(awaitable => {
    const future = futures.get(awaitable) ?? futureOf(awaitable, operation);
    futures.set(awaitable, future);
    return future;
  });
}

export function futureOf<T>(awaitable: Awaitable<T>, operation: string): Future<T> {
  if (awaitable instanceof Future) {
    return awaitable;
  }
  if (typeof awaitable === 'function') {
    return createTask(awaitable);
  }
  if (isThenable(awaitable)) {
    return cancellable(awaitable);
  }
  throw new TypeError(`${operation} takes tasks, futures, functions and promises.`);
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
