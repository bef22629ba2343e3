import { futureOf, type Awaitable } from './awaitable.ts';
import { TimeoutError } from './errors.ts';
import { wait } from './wait.ts';
import { withTimeout } from './with-timeout.ts';

/**
 * Waits for one thing for a limited time: `withTimeout` around an await. A function runs in the current task.
 *
 * When the time is up, what is awaited is cancelled and waited for, so that nothing is left running; if it swallows the cancellation, its
 * late value comes out. Wrap it in `shield` to leave it running.
 *
 * @param milliseconds The time allowed. Zero or less never starts a function and cancels a task that is not done. `Infinity`: no limit.
 * @throws {TimeoutError} If the time was up.
 * @throws What the awaited thing ends with.
 * @throws {UsageError} By rejection, outside a task.
 * @throws {RangeError} By rejection, if `milliseconds` is not a number.
 * @example
 * const task = createTask(() => sleep(10));
 * await waitFor(task, 1_000);
 */
export async function waitFor<T>(awaitable: Awaitable<T>, milliseconds: number): Promise<T> {
  if (milliseconds > 0 || Number.isNaN(milliseconds)) {
    return withTimeout(milliseconds, () => (typeof awaitable === 'function' ? awaitable() : futureOf(awaitable, 'waitFor()')));
  }
  const future = futureOf(awaitable, 'waitFor()');
  if (future.done) {
    return future.result();
  }
  future.cancel();
  await wait([future]);
  if (future.cancelled) {
    throw new TimeoutError('There was no time to wait.');
  }
  return future.result();
}
