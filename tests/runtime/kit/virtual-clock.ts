import { AsyncResource } from 'node:async_hooks';

// Time that stands still while anything is ready, and then jumps to the next timer. It takes the place of the platform's timer functions.
// Timers of one deadline fire in the order in which they were set, all before anything that they wake: as in one round of Node's own.

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

const real = { setTimeout, clearTimeout, setImmediate, now: performance.now.bind(performance) };

export class VirtualClock {
  #now = 0;
  #ready = 0;
  #idleCheck = false;
  #everSet = 0;
  readonly #timers = new Set<Timer>();
  // The platform would run a timer's callback for the task that set it; here it belongs to nobody.
  readonly #outside = new AsyncResource('VirtualClock');

  get now(): number {
    return this.#now;
  }

  /** How many timers were ever set. */
  get everSet(): number {
    return this.#everSet;
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  install(): void {
    Object.assign(globalThis, {
      setTimeout: (callback: (...given: unknown[]) => void, delay = 0, ...given: unknown[]) => this.#set(() => { callback(...given); }, delay),
      clearTimeout: (timer: Timer) => this.#timers.delete(timer),
      setImmediate: (callback: (...given: unknown[]) => void, ...given: unknown[]) => { this.#inNextTurn(() => { callback(...given); }); },
    });
    performance.now = () => this.#now;
  }

  uninstall(): void {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout, setImmediate: real.setImmediate });
    performance.now = real.now;
  }

  #set(callback: () => void, delay: number): Timer {
    const timer = { at: this.#now + delay, callback };
    this.#timers.add(timer);
    this.#everSet += 1;
    this.#checkIdle();
    return timer;
  }

  #inNextTurn(callback: () => void): void {
    this.#ready += 1;
    real.setImmediate(() => {
      this.#ready -= 1;
      this.#checkIdle();
      callback();
    });
  }

  #checkIdle(): void {
    if (!this.#idleCheck) {
      this.#idleCheck = true;
      this.#outside.runInAsyncScope(() => real.setImmediate(() => { this.#advance(); }));
    }
  }

  #advance(): void {
    this.#idleCheck = false;
    if (this.#ready > 0 || this.#timers.size === 0) {
      return;
    }
    this.#now = Math.min(...[...this.#timers].map(timer => timer.at));
    for (const timer of [...this.#timers]) {
      if (timer.at === this.#now && this.#timers.delete(timer)) {
        timer.callback();
      }
    }
    this.#checkIdle();
  }
}
