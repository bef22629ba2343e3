import { CancelledError } from './errors.ts';
import { frames } from './frame.ts';
import { Future } from './future.ts';
import type { Orphan } from './session.ts';

/**
 * A future for a promise that the runtime does not own, so that waiting for it can be cancelled. The work behind the promise cannot: it is
 * given up, goes on, and becomes a report if it fails later (`orphan-failed`) or has not ended with `run` (`orphan-pending`).
 * For work that takes a signal use `abortable`.
 *
 * @example
 * const text = await cancellable(import('node:os').then(os => os.version()));
 * console.log(text);
 */
export function cancellable<T>(promise: PromiseLike<T>): Future<T> {
  return new Cancellable(promise);
}

class Cancellable<T> extends Future<T> {
  #orphan: Orphan | undefined;

  constructor(promise: PromiseLike<T>) {
    super();
    promise.then(
      value => { this.#settled(() => { this.fulfil(value); }); },
      (error: unknown) => { this.#settled(() => { this.fail(error); }, error); },
    );
  }

  protected override endCancelled(error: CancelledError): void {
    super.endCancelled(error);
    this.#orphan = { what: 'A promise', origin: frames.getStore()?.owner };
    this.session?.orphans.add(this.#orphan);
  }

  #settled(settle: () => void, error?: unknown): void {
    if (this.#orphan === undefined) {
      settle();
      return;
    }
    this.session?.orphans.delete(this.#orphan);
    if (error !== undefined) {
      this.session?.report('orphan-failed', 'A promise that had been given up was rejected.', { origin: this.#orphan.origin, error });
    }
  }
}
