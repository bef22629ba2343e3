import { requireTask } from './frame.ts';
import { Scope } from './scope.ts';
import { underDeadline, type Deadline } from './with-timeout.ts';

/** How long clean-up may take. */
export interface CleanupOptions {
  /** In milliseconds; `Infinity` for no limit. Default: 10,000. */
  readonly timeoutMilliseconds?: number;
}

/**
 * Runs clean-up that no request interrupts: requests to the task wait until it has ended and are raised at the next await after it.
 *
 * Inside, `currentSignal()` is a fresh one, which aborts when the clean-up's own time is up.
 *
 * @throws {TimeoutError} If its own time was up.
 * @throws What the body throws.
 * @throws {UsageError} By rejection, outside a task.
 * @example
 * try {
 *   await sleep(1_000);
 * } finally {
 *   await cleanup(() => sleep(10), { timeoutMilliseconds: 500 });
 * }
 * @see https://kotlinlang.org/api/kotlinx.coroutines/kotlinx-coroutines-core/kotlinx.coroutines/-non-cancellable/ for the model
 */
export async function cleanup<T>(body: (deadline: Deadline) => T | PromiseLike<T>, { timeoutMilliseconds = 10_000 }: CleanupOptions = {}): Promise<T> {
  const frame = requireTask('cleanup()');
  // Nothing from outside can have cancelled the body, so the deadline alone is to blame.
  return underDeadline(frame, { milliseconds: timeoutMilliseconds, body, scope: new Scope(frame.scope, { masked: true }), isBlamed: () => true });
}
