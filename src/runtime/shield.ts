import { futureOf, type Awaitable } from './awaitable.ts';
import { Future } from './future.ts';

/**
 * Keeps a cancellation away from what is awaited: the awaiter is interrupted, the work goes on.
 *
 * Keep a reference to the task and wait for it somewhere: `run` cancels it if it is left over, and a failure that comes when the awaiter
 * has gone becomes a report. Cancelling the inner task itself is not held off. For clean-up, `cleanup` is better.
 *
 * @returns A future that ends like the inner one; the inner one itself, if it is done.
 * @example
 * const commit = createTask(() => sleep(20));
 * try {
 *   await shield(commit);
 * } catch (error) {
 *   await commit;
 *   throw error;
 * }
 */
export function shield<T>(awaitable: Awaitable<T>): Future<T> {
  const inner = futureOf(awaitable, 'shield()');
  return inner.done ? inner : new Shield(inner);
}

class Shield<T> extends Future<T> {
  constructor(inner: Future<T>) {
    super();
    const innerDone = (): void => {
      if (inner.cancelled) {
        this.cancel(reasonOf(inner));
      } else if (inner.failed) {
        this.fail(inner.exception());
      } else {
        this.fulfil(inner.result());
      }
    };
    inner.addDoneCallback(innerDone);
    // Without its awaiter the inner error is nobody's: it must be reported as never retrieved.
    this.addDoneCallback(() => inner.removeDoneCallback(innerDone));
  }
}

function reasonOf(cancelled: Future<unknown>): unknown {
  try {
    return cancelled.result();
  } catch (error) {
    return error;
  }
}
