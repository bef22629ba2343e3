import type { CancelledError } from './errors.ts';
import { frames } from './frame.ts';
import { Future } from './future.ts';
import type { Orphan } from './session.ts';

// Work that runs elsewhere, in a limited number of places, and that cannot be interrupted: threads. Cancelling the awaiter ends its wait at
// once. Work that has not begun is then never started; work that has begun goes on as an orphan, and its place is free when it has ended.

/** Work as the queue starts it; `start` returns at once, one of the functions is called later. */
export interface Job<T> {
  start(resolve: (value: T) => void, reject: (error: unknown) => void): void;
  /** Called instead of `start` if nobody waits for it any more. */
  dropped?(): void;
  /** Called when the awaiter is cancelled while the work is running. Returns whether that ends the work: it is then no orphan. */
  abandoned?(): boolean;
}

export class WorkQueue {
  #free: number;
  readonly #queued: (() => void)[] = [];

  /** @param places How much work runs at once. */
  constructor(places: number) {
    this.#free = places;
  }

  submit<T>(job: Job<T>): Future<T> {
    const work = new Work<T>(job);
    this.#queued.push(() => { this.#begin(job, work); });
    this.#pump();
    return work;
  }

  #pump(): void {
    while (this.#free > 0 && this.#queued.length > 0) {
      this.#queued.shift()?.();
    }
  }

  #begin<T>(job: Job<T>, work: Work<T>): void {
    if (work.done) {
      job.dropped?.();
      return;
    }
    this.#free -= 1;
    work.begun = true;
    const ended = (settle: () => void): void => {
      this.#free += 1;
      settle();
      this.#pump();
    };
    job.start(
      value => { ended(() => { work.returned(value); }); },
      error => { ended(() => { work.threw(error); }); },
    );
  }
}

class Work<T> extends Future<T> {
  begun = false;
  readonly #job: Job<T>;
  #orphan: Orphan | undefined;

  constructor(job: Job<T>) {
    super();
    this.#job = job;
  }

  returned(value: T): void {
    if (!this.#isGivenUp()) {
      this.fulfil(value);
    }
  }

  threw(error: unknown): void {
    if (!this.#isGivenUp()) {
      this.fail(error);
    } else if (this.#orphan !== undefined) {
      this.session?.report('orphan-failed', 'Thread work that had been given up failed.', { origin: this.#orphan.origin, error });
    }
  }

  protected override endCancelled(error: CancelledError): void {
    super.endCancelled(error);
    if (this.begun && this.#job.abandoned?.() !== true) {
      this.#orphan = { what: 'Thread work', origin: frames.getStore()?.owner };
      this.session?.orphans.add(this.#orphan);
    }
  }

  #isGivenUp(): boolean {
    if (this.#orphan !== undefined) {
      this.session?.orphans.delete(this.#orphan);
    }
    return this.done;
  }
}
