// Turns. Whatever wakes a task goes through here: task starts, wake-ups, done callbacks. Node runs the immediates that are set at the
// beginning of its check phase, each followed by all its microtasks, and leaves those that are set meanwhile for the next round.
// That is asyncio's ready queue, which is emptied turn by turn, and so two things that happen in one turn meet as they do there.
// With wake-ups by bare microtasks they would not: the first of two equal deadlines would have run its consequences before the second.
// The timer functions are looked up when they are called, so that a virtual clock can stand in for them.

/** Runs the callback in the next turn, after those that are already waiting for it. */
export function inNextTurn<Arguments extends unknown[]>(callback: (...given: Arguments) => void, ...given: Arguments): void {
  setImmediate(callback, ...given);
}

// Node fires a timer with a longer delay after one millisecond: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
const longestDelay = 2 ** 31 - 1;

/** A timer that can be stopped, of any length; `Infinity` never fires. */
export class Alarm {
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number, callback: () => void) {
    if (milliseconds === Infinity) {
      return;
    }
    const delay = Math.min(Math.max(milliseconds, 0), longestDelay);
    const left = milliseconds - delay;
    this.#timer = setTimeout(() => {
      if (left > 0) {
        this.#timer = new Alarm(left, callback).#timer;
      } else {
        callback();
      }
    }, delay);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** @throws {RangeError} If the duration is not a number. */
export function checkDuration(milliseconds: number): void {
  if (typeof milliseconds !== 'number' || Number.isNaN(milliseconds)) {
    throw new RangeError(`A duration in milliseconds is a number, not ${String(milliseconds)}.`);
  }
}

/** Milliseconds on the clock that deadlines are counted by. */
export function now(): number {
  return performance.now();
}
