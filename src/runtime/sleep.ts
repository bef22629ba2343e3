import { checkpoint, raisePending } from './checkpoint.ts';
import { handled } from './handled.ts';
import { Alarm, checkDuration } from './turn.ts';
import { Wakeup } from './wakeup.ts';

/**
 * Waits. Cancelling the task ends the wait at once and stops its timer.
 *
 * @param milliseconds Zero or less gives every other ready task one turn. `Infinity` waits until the task is cancelled.
 * @throws {CancelledError} If the task has been asked to end, before or meanwhile.
 * @throws {RangeError} If `milliseconds` is not a number.
 * @throws {UsageError} Outside a task.
 * @example
 * await sleep(250);
 */
export function sleep(milliseconds: number): Promise<void> {
  checkDuration(milliseconds);
  return milliseconds <= 0 ? checkpoint() : handled(rest(milliseconds));
}

async function rest(milliseconds: number): Promise<void> {
  raisePending('sleep()');
  const wakeup = new Wakeup();
  const alarm = new Alarm(milliseconds, () => {
    wakeup.wake();
  });
  try {
    await wakeup;
  } finally {
    alarm.stop();
  }
}
