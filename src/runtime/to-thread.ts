import type { Future } from './future.ts';
import { ThreadPool, type ThreadWork } from './thread-pool.ts';

let pool: ThreadPool | undefined;

/**
 * Calls a function in another thread, for work that would hold up the whole process.
 *
 * Cancelling the awaiter ends its wait at once. Work that has not begun is then never started; work that is running cannot be interrupted,
 * it goes on, keeps its thread, and becomes a report if it fails (`orphan-failed`); `terminateOnCancel` ends the thread instead. So
 * `waitFor(toThread(…), 100)` really takes 100 ms, which is not so for a task, whose clean-up is waited for.
 *
 * @throws What the function throws, as structured clone brings it over: an own error class becomes an `Error`.
 * @throws {DOMException} By rejection (`DataCloneError`), if an argument or the result cannot be cloned.
 * @throws {UsageError} By rejection, if the thread ends before the work is done.
 * @example
 * const platform = await toThread<string>({ module: 'node:os', name: 'platform' });
 * console.log(platform);
 * @see https://developer.mozilla.org/docs/Web/API/Web_Workers_API/Structured_clone_algorithm
 */
export function toThread<T>(work: ThreadWork): Future<T> {
  pool ??= new ThreadPool();
  return pool.submit(work);
}
