import { cancellationIn } from './cancellation.ts';
import type { CancelledError } from './errors.ts';
import { frames, requireTask } from './frame.ts';
import { asCancelledError, Future } from './future.ts';

/**
 * Runs an operation that takes a signal, so that cancelling the task aborts it.
 *
 * At a request the signal aborts with the `CancelledError` as its reason; when the operation has settled, that error comes out of the
 * await: what the operation returned too late is dropped, and another error of its clean-up comes out instead of the cancellation.
 * The signal belongs to this call alone, so that no listeners gather on a shared one.
 *
 * @param operation Called at once, unless a request is pending: then never.
 * @returns A future; it must be awaited, in the task that is to be interrupted.
 * @throws {UsageError} Outside a task.
 * @example
 * const response = await abortable(signal => fetch('https://example.com', { signal }));
 * console.log(response.status);
 */
export function abortable<T>(operation: (signal: AbortSignal) => T | PromiseLike<T>): Future<T> {
  const request = requireTask('abortable()').scope.takePending();
  return new Abortable(operation, request);
}

class Abortable<T> extends Future<T> {
  readonly #controller = new AbortController();
  #request: CancelledError | undefined;

  constructor(operation: (signal: AbortSignal) => T | PromiseLike<T>, pending: CancelledError | undefined) {
    super();
    if (pending !== undefined) {
      this.endCancelled(pending);
      return;
    }
    new Promise<T>(resolve => { resolve(operation(this.#controller.signal)); }).then(
      value => { this.#returned(value); },
      (error: unknown) => { this.#threw(error); },
    );
  }

  override cancel(reason?: unknown): boolean {
    if (this.done) {
      return false;
    }
    if (this.#request === undefined) {
      this.#request = asCancelledError(reason);
      this.#controller.abort(this.#request);
    }
    return true;
  }

  #returned(value: T): void {
    if (this.#request === undefined) {
      this.fulfil(value);
    } else {
      this.endCancelled(this.#request);
    }
  }

  #threw(error: unknown): void {
    const isOurs = this.#request !== undefined && error instanceof Error && error.name === 'AbortError';
    const cancellation = isOurs ? this.#request : cancellationIn(error, frames.getStore()?.scope);
    if (cancellation === undefined) {
      this.fail(error);
    } else {
      this.endCancelled(cancellation);
    }
  }
}
