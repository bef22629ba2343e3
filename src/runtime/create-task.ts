import { requireSession } from './frame.ts';
import { Task, type TaskBody, type TaskOptions } from './task.ts';

/**
 * Starts a function as a task of its own, in the next turn, after the tasks that were created before.
 *
 * It takes the function, not its result: `createTask(load())` would have run the first part of `load` already, as the caller.
 * The task is not cancelled together with its creator; for that, use a group. It must be awaited by somebody: an error that nobody
 * retrieves becomes a report at the end of `run`, which also cancels the task if it is still running.
 *
 * @throws {UsageError} Outside `run`.
 * @throws {TypeError} If `body` is not a function.
 * @example
 * const answer = createTask(async () => {
 *   await sleep(10);
 *   return 42;
 * });
 * console.log(await answer);
 */
export function createTask<T>(body: TaskBody<T>, options: TaskOptions = {}): Task<T> {
  const session = requireSession('createTask()');
  if (typeof body !== 'function') {
    throw new TypeError('createTask() takes a function that starts the work: createTask(() => load()), not createTask(load()).');
  }
  const task = new Task(body, session, options);
  if (session.closing && session.debug) {
    session.report('late-spawn', `Task ${task.name} was created while run() was shutting down: it is cancelled like the others.`, { origin: task });
  }
  return task;
}
