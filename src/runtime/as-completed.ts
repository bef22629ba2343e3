import { futuresOf, type Awaitable, type AwaitedValues } from './awaitable.ts';
import { TimeoutError } from './errors.ts';
import type { Future } from './future.ts';
import { handled } from './handled.ts';
import { Queue } from './queue.ts';
import { Alarm, checkDuration } from './turn.ts';

/** How long `asCompleted` waits. */
export interface AsCompletedOptions {
  /** The longest time for all of them, in milliseconds. Default: for ever. */
  readonly timeoutMilliseconds?: number;
}

/**
 * Several things in the order in which they are done: as many promises, of which the first settles like the first to be done, and so on.
 *
 * Neither the end of the time nor a cancellation of the task that waits touches the things waited for. One given twice counts once.
 *
 * @throws {TimeoutError} Out of the promises that are left when the time is up.
 * @throws {UsageError} Outside `run`, if one is a function.
 * @example
 * for (const next of asCompleted([async () => 'first', () => sleep(5)])) {
 *   console.log(await next);
 * }
 */
export function* asCompleted<const List extends readonly Awaitable<unknown>[]>(
  awaitables: List,
  { timeoutMilliseconds = Infinity }: AsCompletedOptions = {},
): Generator<Promise<AwaitedValues<List>[number]>, void, undefined> {
  checkDuration(timeoutMilliseconds);
  const futures = new Set(futuresOf(awaitables, 'asCompleted()') as readonly Future<AwaitedValues<List>[number]>[]);
  // In a box, because a queue that handed out the bare future would await it.
  const arrivals = new Queue<{ readonly future?: Future<AwaitedValues<List>[number]> }>();
  const arrive = (future: Future<AwaitedValues<List>[number]>): void => { arrivals.putNow({ future }); };
  for (const future of futures) {
    future.addDoneCallback(arrive);
  }
  const alarm = new Alarm(timeoutMilliseconds, timeUp);

  function timeUp(): void {
    for (const future of futures) {
      if (future.removeDoneCallback(arrive) > 0) {
        arrivals.putNow({});
      }
    }
  }
  let left = futures.size;
  for (const _ of futures) {
    yield handled(
      arrivals.get().then(({ future }) => {
        left -= 1;
        if (left === 0) {
          alarm.stop();
        }
        if (future === undefined) {
          throw new TimeoutError(`Not everything was done within ${timeoutMilliseconds} ms.`);
        }
        return future.result();
      }),
    );
  }
}
