import { raisePending } from './checkpoint.ts';
import { Future } from './future.ts';
import { handled } from './handled.ts';
import { Alarm, checkDuration } from './turn.ts';
import { Wakeup } from './wakeup.ts';

/** When and how long `wait` waits. */
export interface WaitOptions {
  /** What ends the wait early: nothing, the first to be done in any way, or the first error (a cancellation is none). Default: 'all'. */
  readonly until?: 'all' | 'first-completed' | 'first-error';
  /** The longest time to wait, in milliseconds. Default: for ever. */
  readonly timeoutMilliseconds?: number;
}

/** What had become of the tasks when `wait` returned, in the order in which they were given. */
export interface WaitResult<F> {
  readonly done: Set<F>;
  readonly pending: Set<F>;
}

/**
 * Waits for tasks without taking their outcomes: errors do not come out and do not count as retrieved.
 *
 * Neither the end of the time nor a cancellation of the waiting task touches the tasks; the unfinished ones are in `pending` and go on.
 *
 * @throws {CancelledError} If the waiting task has been asked to end.
 * @throws {RangeError} If there is nothing to wait for, or the time is not a number.
 * @throws {TypeError} If it is given anything but tasks and futures: a promise or a function has no state to look at.
 * @throws {UsageError} Outside a task.
 * @example
 * const tasks = [createTask(() => sleep(10)), createTask(() => sleep(1_000))];
 * const { done, pending } = await wait(tasks, { until: 'first-completed' });
 * console.log(done.size, pending.size);
 */
export function wait<F extends Future<unknown>>(futures: Iterable<F>, { until = 'all', timeoutMilliseconds = Infinity }: WaitOptions = {}): Promise<WaitResult<F>> {
  checkDuration(timeoutMilliseconds);
  return handled(awaited(distinct(futures), until, timeoutMilliseconds));
}

function distinct<F extends Future<unknown>>(futures: Iterable<F>): ReadonlySet<F> {
  if (futures instanceof Future || typeof futures !== 'object' || !(Symbol.iterator in futures)) {
    throw new TypeError('wait() takes a list of tasks.');
  }
  const members = new Set(futures);
  if (members.size === 0) {
    throw new RangeError('wait() was given nothing to wait for.');
  }
  for (const member of members) {
    if (!(member instanceof Future)) {
      throw new TypeError('wait() takes tasks and futures: start functions with createTask(), wrap promises with cancellable().');
    }
  }
  return members;
}

async function awaited<F extends Future<unknown>>(members: ReadonlySet<F>, until: WaitOptions['until'], timeoutMilliseconds: number): Promise<WaitResult<F>> {
  raisePending('wait()');
  const enough = new Wakeup();
  let left = members.size;
  const memberDone = (member: Future<unknown>): void => {
    left -= 1;
    if (left === 0 || until === 'first-completed' || (until === 'first-error' && member.failed)) {
      enough.wake();
    }
  };
  for (const member of members) {
    member.addDoneCallback(memberDone);
  }
  const alarm = new Alarm(timeoutMilliseconds, () => { enough.wake(); });
  try {
    await enough;
  } finally {
    alarm.stop();
    for (const member of members) {
      member.removeDoneCallback(memberDone);
    }
  }
  const all = [...members];
  return { done: new Set(all.filter(member => member.done)), pending: new Set(all.filter(member => !member.done)) };
}
