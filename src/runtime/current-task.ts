import { requireSession, requireTask, taskFrame } from './frame.ts';
import { Task } from './task.ts';

/**
 * The task that the code at hand runs in; none in done callbacks and outside `run`. An async function that is awaited, and an async
 * generator, run in the task of whoever awaits them.
 */
export function currentTask(): Task<unknown> | undefined {
  const owner = taskFrame()?.owner;
  return owner instanceof Task ? owner : undefined;
}

/**
 * The tasks of this `run` that are not done, in the order of their creation, the current one included.
 *
 * @throws {UsageError} Outside `run`.
 */
export function allTasks(): readonly Task<unknown>[] {
  return [...requireSession('allTasks()').live].filter(member => member instanceof Task);
}

/**
 * The signal of the innermost timeout, group or clean-up around the running code, else of its task. It aborts at the moment of a request,
 * with the `CancelledError` as its reason, and stays aborted: clean-up that itself needs a signal belongs into `cleanup`.
 *
 * For a single call `abortable` is better: its signal ends with the call, and the request counts as delivered.
 *
 * @throws {UsageError} Outside a task.
 * @example
 * async function load(url: string) {
 *   const response = await fetch(url, { signal: currentSignal() });
 *   return response.text();
 * }
 * @see https://dom.spec.whatwg.org/#interface-AbortSignal
 */
export function currentSignal(): AbortSignal {
  return requireTask('currentSignal()').scope.signal;
}
