import { raisePending } from './checkpoint.ts';
import { UsageError } from './errors.ts';
import { handled } from './handled.ts';
import { Wakeup } from './wakeup.ts';

/**
 * Lets one task at a time into a section, in the order in which they came.
 *
 * A task that is cancelled while it waits does not get the lock, and none is lost: if it was its turn, the next one's is.
 *
 * @example
 * const lock = new Lock();
 * await lock.run(async () => {
 *   await sleep(10);
 * });
 */
export class Lock {
  #locked = false;
  readonly #waiters: Wakeup[] = [];

  /** Is it held by anybody? */
  get locked(): boolean {
    return this.#locked;
  }

  /**
   * Waits for the lock and takes it. Every success needs one `release()`; `run` sees to that.
   *
   * @throws {CancelledError} If the task has been asked to end, before or meanwhile; the lock is then not held.
   * @throws {UsageError} By rejection, outside a task.
   */
  acquire(): Promise<void> {
    return handled(this.#acquire());
  }

  /** @throws {UsageError} If it is not held. */
  release(): void {
    if (!this.#locked) {
      throw new UsageError('The lock is not held: there is nothing to release.');
    }
    this.#locked = false;
    this.#wakeFirst();
  }

  /** Runs the body with the lock held, and releases it whatever comes. */
  async run<T>(body: () => T | PromiseLike<T>): Promise<T> {
    await this.acquire();
    try {
      return await body();
    } finally {
      this.release();
    }
  }

  async #acquire(): Promise<void> {
    raisePending('Lock.acquire()');
    if (this.#locked || this.#waiters.some(waiter => !waiter.cancelled)) {
      await this.#turn();
    }
    this.#locked = true;
  }

  async #turn(): Promise<void> {
    const waiter = new Wakeup();
    this.#waiters.push(waiter);
    try {
      await waiter;
    } catch (error) {
      this.#leave(waiter);
      // It may have been woken and cancelled in one turn: the wake-up is passed on.
      if (!this.#locked) {
        this.#wakeFirst();
      }
      throw error;
    }
    this.#leave(waiter);
  }

  #leave(waiter: Wakeup): void {
    this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
  }

  #wakeFirst(): void {
    this.#waiters[0]?.wake();
  }
}
