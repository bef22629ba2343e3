import { CancelledError, InvalidStateError, UsageError } from './errors.ts';
import { frames, taskFrame, type Owner } from './frame.ts';
import { dependsOn, Join, type Joinable } from './join.ts';
import type { Dependency } from './scope.ts';
import type { Failure, Origin, Session } from './session.ts';
import { inNextTurn } from './turn.ts';

/** How a future has ended. */
type Outcome<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'cancelled'; readonly error: CancelledError };

/** Called in a turn of its own when the future is done: a suspended await, or a callback. */
interface Listener {
  readonly callback?: unknown;
  wake(): void;
}

/** Settles a future from outside. Either function throws an `InvalidStateError` if the future is done. */
export interface FutureResolvers<T> {
  readonly future: Future<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A result that comes later and can be cancelled: like a promise that its awaiters may give up.
 *
 * `await` suspends the running task until the future is done. A request that reaches the task meanwhile cancels the future, for all
 * its awaiters; wrap it in `shield` to keep it. Awaiting a future that is done does not suspend, and raises no request.
 * It can be awaited any number of times. It is not a `Promise`: there is no `catch` and no `finally`.
 *
 * @example
 * const answer = new Future<number>(resolve => setTimeout(resolve, 10, 42));
 * console.log(await answer);
 */
export class Future<T> implements PromiseLike<T>, Joinable<T> {
  #outcome: Outcome<T> | undefined;
  #listeners: Listener[] | undefined;
  #failure: Failure | undefined;
  /** With debug: where it was created. */
  readonly createdAt: string | undefined;
  /** Where its reports go; none outside `run`. */
  protected readonly session: Session | undefined;
  /** Has anybody ever waited for it? */
  protected observed = false;

  /** @param settle Called at once, with the two functions that settle the future. */
  constructor(settle?: (resolve: (value: T) => void, reject: (error: unknown) => void) => void) {
    this.session = frames.getStore()?.session;
    this.createdAt = this.session?.debug === true ? callSite() : undefined;
    settle?.(
      value => { this.fulfil(value); },
      error => { this.fail(error); },
    );
  }

  /**
   * A pending future and the functions that settle it.
   *
   * @see https://tc39.es/ecma262/#sec-promise.withresolvers for the model
   */
  static withResolvers<T>(): FutureResolvers<T> {
    const future = new Future<T>();
    return { future, resolve: value => { future.fulfil(value); }, reject: error => { future.fail(error); } };
  }

  /** Has it a value, an error, or been cancelled? */
  get done(): boolean {
    return this.#outcome !== undefined;
  }

  /** Has it ended by a cancellation? */
  get cancelled(): boolean {
    return this.#outcome?.kind === 'cancelled';
  }

  /** Has it ended with an error? Reading this does not count as retrieving it. */
  get failed(): boolean {
    return this.#outcome?.kind === 'error';
  }

  /**
   * The value.
   *
   * @throws {InvalidStateError} While it is pending.
   * @throws {CancelledError} If it was cancelled.
   * @throws Its error, if it failed; that counts as retrieved.
   */
  result(): T {
    const outcome = this.#retrieved('result()');
    if (outcome.kind === 'value') {
      return outcome.value;
    }
    throw outcome.error;
  }

  /**
   * The error, which counts as retrieved; `undefined` after a success.
   *
   * @throws {InvalidStateError} While it is pending.
   * @throws {CancelledError} If it was cancelled.
   */
  exception(): unknown {
    const outcome = this.#retrieved('exception()');
    if (outcome.kind === 'cancelled') {
      throw outcome.error;
    }
    return outcome.kind === 'error' ? outcome.error : undefined;
  }

  /**
   * Ends the future, now; those who await it get the `CancelledError`.
   *
   * @param reason Any value, handed on in the error. A `CancelledError` is used as it is.
   * @returns Whether that changed anything: false if the future was done.
   */
  cancel(reason?: unknown): boolean {
    if (this.done) {
      return false;
    }
    this.endCancelled(asCancelledError(reason));
    return true;
  }

  /** Calls back in the turn after this is done, or in the next one if it is. What a callback throws becomes a report. */
  addDoneCallback(callback: (future: this) => void): void {
    const session = frames.getStore()?.session ?? this.session;
    this.#listen({ callback, wake: () => { this.#callBack(callback, session); } });
  }

  /** Takes back all entries of this callback and returns how many there were. */
  removeDoneCallback(callback: (future: this) => void): number {
    const before = this.#listeners ?? [];
    this.#listeners = before.filter(listener => listener.callback !== callback);
    return before.length - this.#listeners.length;
  }

  /**
   * What `await` calls. The error counts as retrieved when it reaches an awaiter.
   *
   * @throws {UsageError} By rejection, if the await could never end, because this waits for the task that awaits it.
   */
  then<Result1 = T, Result2 = never>(
    onFulfilled?: ((value: T) => Result1 | PromiseLike<Result1>) | null,
    onRejected?: ((error: unknown) => Result2 | PromiseLike<Result2>) | null,
  ): Promise<Result1 | Result2> {
    return new Promise<T>((resolve, reject) => { this.#join(resolve, reject); }).then(onFulfilled, onRejected);
  }

  dependencies(): Iterable<Dependency> {
    return [];
  }

  protected fulfil(value: T): void {
    this.#settle({ kind: 'value', value });
  }

  protected fail(error: unknown): void {
    this.#settle({ kind: 'error', error });
    if (this.session !== undefined && !(error instanceof CancelledError)) {
      this.#failure = { origin: this.origin(), error };
      this.session.file(this, this.#failure);
    }
  }

  protected endCancelled(error: CancelledError): void {
    this.#settle({ kind: 'cancelled', error });
  }

  protected origin(): Origin {
    return { name: undefined, createdAt: this.createdAt };
  }

  #settle(outcome: Outcome<T>): void {
    if (this.#outcome !== undefined) {
      throw new InvalidStateError('The future is done: it cannot be settled again.');
    }
    this.#outcome = outcome;
    for (const listener of this.#listeners ?? []) {
      inNextTurn(wake, listener);
    }
    this.#listeners = undefined;
  }

  #retrieved(asked: string): Outcome<T> {
    if (this.#outcome === undefined) {
      throw new InvalidStateError(`${asked} was asked of a future that is still pending.`);
    }
    if (this.#failure !== undefined) {
      this.session?.retrieve(this.#failure);
      this.#failure = undefined;
    }
    return this.#outcome;
  }

  #join(resolve: (value: T) => void, reject: (error: unknown) => void): void {
    const frame = taskFrame();
    if (this.done) {
      this.#deliver(resolve, reject);
    } else if (frame === undefined) {
      this.addDoneCallback(() => { this.#deliver(resolve, reject); });
    } else if (isCycle(this, frame.owner)) {
      reject(new UsageError(`Task ${frame.owner.name} awaits what waits for ${frame.owner.name}: that could never end.`));
    } else {
      this.#listen(new Join(this, frame, resolve, reject));
      const request = frame.scope.takePending();
      if (request !== undefined) {
        this.cancel(request);
      }
    }
  }

  #deliver(resolve: (value: T) => void, reject: (error: unknown) => void): void {
    const outcome = this.#retrieved('then()');
    if (outcome.kind === 'value') {
      resolve(outcome.value);
    } else {
      reject(outcome.error);
    }
  }

  #listen(listener: Listener): void {
    this.observed = true;
    if (this.done) {
      inNextTurn(wake, listener);
    } else {
      (this.#listeners ??= []).push(listener);
    }
  }

  #callBack(callback: (future: this) => void, session: Session | undefined): void {
    if (session === undefined) {
      callback(this);
      return;
    }
    try {
      frames.run({ session }, callback, this);
    } catch (error) {
      session.report('callback-exception', 'A done callback threw.', { origin: this.origin(), error });
    }
  }
}

/** The error of a request: the very same object if the reason is one already. */
export function asCancelledError(reason: unknown): CancelledError {
  return reason instanceof CancelledError ? reason : new CancelledError(reason);
}

function callSite(): string | undefined {
  const [, , , ...lines] = new Error().stack?.split('\n') ?? [];
  return lines.join('\n').trim() || undefined;
}

function wake(listener: Listener): void {
  listener.wake();
}

/** Only a task that somebody waits for can be part of a ring; asking that first keeps long chains of tasks cheap to build. */
function isCycle(awaited: Dependency, awaiter: Owner): boolean {
  return awaited === awaiter || (awaiter.wasObserved && dependsOn(awaited, awaiter));
}
