import { raisePending } from './checkpoint.ts';
import { handled } from './handled.ts';
import { Wakeup } from './wakeup.ts';

/**
 * Tells any number of tasks that something has happened: asyncio's Event, under a name that the platform has not taken.
 *
 * @example
 * const ready = new Gate();
 * const waiter = createTask(() => ready.wait());
 * ready.open();
 * await waiter;
 */
export class Gate {
  #isOpen = false;
  readonly #waiters = new Set<Wakeup>();

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Lets through whoever waits now, even if it is closed again at once, and whoever comes until it is closed. */
  open(): void {
    this.#isOpen = true;
    for (const waiter of this.#waiters) {
      waiter.wake();
    }
  }

  close(): void {
    this.#isOpen = false;
  }

  /**
   * Waits until it is open.
   *
   * @throws {CancelledError} If the task has been asked to end, before or meanwhile; the gate and its other waiters are not touched.
   * @throws {UsageError} By rejection, outside a task.
   */
  wait(): Promise<void> {
    return handled(this.#wait());
  }

  async #wait(): Promise<void> {
    raisePending('Gate.wait()');
    if (this.#isOpen) {
      return;
    }
    const waiter = new Wakeup();
    this.#waiters.add(waiter);
    try {
      await waiter;
    } finally {
      this.#waiters.delete(waiter);
    }
  }
}
