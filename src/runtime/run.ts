import { UsageError } from './errors.ts';
import { frames } from './frame.ts';
import type { Future } from './future.ts';
import { Session, type RunOptions } from './session.ts';
import { shutDown } from './shut-down.ts';
import { Task, type TaskBody } from './task.ts';
import { checkDuration, inNextTurn } from './turn.ts';

/**
 * Runs a function as the main task, and everything that it starts to its end.
 *
 * When main is done, the tasks that are left are cancelled, in the order of their creation, and awaited, also those that they start
 * meanwhile; then the registered generators are closed; then errors that nobody retrieved are reported. Only then does the promise
 * settle, with main's own outcome. Tasks that are not done after `shutdownTimeoutMilliseconds` are given up and reported by name.
 *
 * @throws What main throws, unchanged; a `CancelledError` if it ended cancelled.
 * @throws {UsageError} By rejection, if called inside `run`.
 * @throws {AggregateError} With `onUnretrieved: 'throw'`, if main succeeded and errors were not retrieved.
 * @throws {RangeError} If `shutdownTimeoutMilliseconds` is not a number.
 * @example
 * const answer = await run(async () => {
 *   await sleep(10);
 *   return 42;
 * });
 * console.log(answer);
 * @see https://docs.python.org/3/library/asyncio-runner.html#asyncio.run for the model
 */
export async function run<T>(main: TaskBody<T>, options: RunOptions = {}): Promise<T> {
  if (frames.getStore() !== undefined) {
    throw new UsageError('run() cannot be called inside run(): use createTask(), or await the function itself.');
  }
  if (typeof main !== 'function') {
    throw new TypeError('run() takes a function: run(() => main()), not run(main()).');
  }
  checkDuration(options.shutdownTimeoutMilliseconds ?? 0);
  const session = new Session(options);
  return frames.run({ session }, conduct, main, session);
}

async function conduct<T>(main: TaskBody<T>, session: Session): Promise<T> {
  const task = new Task(main, session, { name: 'main' });
  await settled(task);
  await shutDown(session);
  // The callbacks of what ended last are due in this turn: what they throw belongs to this run.
  await new Promise<void>(resolve => { inNextTurn(resolve); });
  let value: T;
  try {
    value = task.result();
  } catch (error) {
    session.sweep();
    throw error;
  }
  const unretrieved = session.sweep();
  if (unretrieved.length > 0 && session.onUnretrieved === 'throw') {
    throw new AggregateError(unretrieved, `${unretrieved.length} errors of tasks were never retrieved.`);
  }
  return value;
}

/** Settles when the future has, without taking its outcome. */
function settled(future: Future<unknown>): Promise<void> {
  return new Promise(resolve => {
    future.addDoneCallback(() => { resolve(); });
  });
}
