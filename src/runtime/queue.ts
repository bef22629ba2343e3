import { raisePending } from './checkpoint.ts';
import { UsageError } from './errors.ts';
import { handled } from './handled.ts';
import { Wakeup } from './wakeup.ts';

/**
 * Hands items from task to task, first in, first out, and makes producers wait when it is full.
 *
 * Cancelling a task that waits in it loses no item and puts none: its turn goes to the next. Items that are themselves promises or tasks are
 * awaited by `get()`, as everything is that an async function returns: put them into an object.
 *
 * @example
 * const jobs = new Queue<string>({ maxSize: 10 });
 * await jobs.put('first');
 * console.log(await jobs.get());
 */
export class Queue<T> {
  /** The most items that it holds. */
  readonly maxSize: number;
  readonly #items: T[] = [];
  readonly #getters: Wakeup[] = [];
  readonly #putters: Wakeup[] = [];

  /** @throws {RangeError} If `maxSize` is not at least 1. Default: no limit. */
  constructor({ maxSize = Infinity }: { readonly maxSize?: number } = {}) {
    if (!(maxSize >= 1)) {
      throw new RangeError(`A queue holds at least one item, not ${maxSize}.`);
    }
    this.maxSize = maxSize;
  }

  /** How many items are in it. */
  get size(): number {
    return this.#items.length;
  }

  /**
   * Takes the first item, waiting for one if there is none.
   *
   * @throws {CancelledError} If the task has been asked to end, before or meanwhile; no item is then taken.
   * @throws {UsageError} By rejection, outside a task.
   */
  get(): Promise<T> {
    return handled(this.#get());
  }

  /**
   * Adds an item, waiting for room if it is full.
   *
   * @throws {CancelledError} If the task has been asked to end, before or meanwhile; the item is then not added.
   * @throws {UsageError} By rejection, outside a task.
   */
  put(item: T): Promise<void> {
    return handled(this.#put(item));
  }

  /** Takes the first item. @throws {UsageError} If there is none. */
  getNow(): T {
    if (this.#items.length === 0) {
      throw new UsageError('The queue is empty.');
    }
    const [item] = this.#items.splice(0, 1) as [T];
    wakeNext(this.#putters);
    return item;
  }

  /** Adds an item. @throws {UsageError} If it is full. */
  putNow(item: T): void {
    if (this.#isFull()) {
      throw new UsageError(`The queue is full: it holds ${this.maxSize} items.`);
    }
    this.#items.push(item);
    wakeNext(this.#getters);
  }

  async #get(): Promise<T> {
    raisePending('Queue.get()');
    while (this.size === 0) {
      await turnIn(this.#getters, () => this.size > 0);
    }
    return this.getNow();
  }

  async #put(item: T): Promise<void> {
    raisePending('Queue.put()');
    while (this.#isFull()) {
      await turnIn(this.#putters, () => !this.#isFull());
    }
    this.putNow(item);
  }

  #isFull(): boolean {
    return this.size >= this.maxSize;
  }
}

/** Waits to be woken. One that was woken and cancelled in the same turn passes the wake-up on, if there is still something to wake for. */
async function turnIn(waiters: Wakeup[], isUseful: () => boolean): Promise<void> {
  const waiter = new Wakeup();
  waiters.push(waiter);
  try {
    await waiter;
  } catch (error) {
    const place = waiters.indexOf(waiter);
    if (place >= 0) {
      waiters.splice(place, 1);
    }
    if (isUseful() && !waiter.cancelled) {
      wakeNext(waiters);
    }
    throw error;
  }
}

function wakeNext(waiters: Wakeup[]): void {
  for (let next = waiters.shift(); next !== undefined; next = waiters.shift()) {
    if (!next.done) {
      next.wake();
      return;
    }
  }
}
