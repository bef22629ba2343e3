import { cancellationIn } from './cancellation.ts';
import type { CancelledError } from './errors.ts';
import { frames } from './frame.ts';
import { asCancelledError, Future } from './future.ts';
import { Scope, type Dependency } from './scope.ts';
import type { Origin, Session } from './session.ts';
import { Alarm, inNextTurn } from './turn.ts';

/** What a task runs: called in a later turn, once, unless the task is cancelled before. */
export type TaskBody<T> = () => T | PromiseLike<T>;

/** How a task is called in reports. */
export interface TaskOptions {
  /** Default: `task-1`, `task-2` and so on. */
  readonly name?: string;
}

/** How many tasks deep a request is passed on directly. */
const deepest = 200;
const tooDeep: (() => void)[] = [];
let depth = 0;

/** With debug: a request that no await of the runtime has taken by then is reported. */
const latencyMilliseconds = 250;

/**
 * A function that runs on its own, with a result, a name, and requests to cancel. Made by `createTask` and by a group's `createTask`.
 *
 * It ends with what its body returns or throws. It ends cancelled if a cancellation leaves the body, if it is cancelled before the body
 * has begun (which then never runs), and if the body returns before a request could be raised (the value is dropped).
 */
export class Task<T> extends Future<T> {
  /** For reports; may be changed at any time. */
  name: string;
  readonly #session: Session;
  readonly #scope = new Scope();
  /** Tasks that await each other around a ring of shields and callbacks would otherwise cancel each other without end. */
  #passingOn = false;
  /** The last request that was made by code of this same task on another one. */
  #requestedOfOthers: WeakSet<CancelledError> | undefined;
  #latency: Alarm | undefined;

  /** Use `createTask`. */
  constructor(body: TaskBody<T>, session: Session, { name = session.nextName() }: TaskOptions = {}) {
    super();
    this.name = name;
    this.#session = session;
    session.live.add(this);
    inNextTurn(() => { this.#start(body); });
  }

  /** How many requests to cancel it have not been taken back, those of its timeouts and groups included. */
  get cancelling(): number {
    return this.#scope.total;
  }

  /**
   * A signal that aborts at the first request to cancel the task and has the `CancelledError` as its reason. After `uncancel()` has taken
   * the last request back this is a fresh one. Inside a timeout or a group, `currentSignal()` is the better choice.
   */
  get signal(): AbortSignal {
    return this.#scope.signal;
  }

  /**
   * Asks the task to end. The request raises one `CancelledError`, in the await that the task is suspended in or, if the runtime does not
   * own that await, at its next one. If it awaits another task, that one is asked in its turn. Returns at once; await the task to know its end.
   *
   * @param reason Any value, handed on as the `reason` of the error. A `CancelledError` is used as it is.
   * @returns False if the task is done already, which changes nothing.
   */
  override cancel(reason?: unknown): boolean {
    if (this.done || this.#passingOn) {
      return false;
    }
    const request = asCancelledError(reason);
    this.#noteCanceller(request);
    this.#passOn(request);
    return true;
  }

  /**
   * Takes one request to cancel the task back, for code that ends a cancellation on purpose. With the last one a request that has not
   * been raised yet is withdrawn. Requests of timeouts and groups end with these and are not touched.
   *
   * @returns How many requests are left, those of timeouts and groups included.
   */
  uncancel(): number {
    this.#scope.withdraw();
    return this.#scope.total;
  }

  override *dependencies(): Iterable<Dependency> {
    for (const wait of this.#scope.waits()) {
      yield wait.awaited;
    }
  }

  /** Has it ever been awaited or given a callback? */
  get wasObserved(): boolean {
    return this.observed;
  }

  protected override origin(): Origin {
    return this;
  }

  #start(body: TaskBody<T>): void {
    const request = this.#scope.takePending();
    if (request !== undefined) {
      this.#end(() => { this.endCancelled(request); });
      return;
    }
    frames.run({ session: this.#session, owner: this, scope: this.#scope }, () => {
      // Both handlers are attached at once, so that a failing task is never an unhandled rejection: the report comes from the session.
      new Promise<T>(resolve => { resolve(body()); }).then(
        value => { this.#returned(value); },
        (error: unknown) => { this.#threw(error); },
      );
    });
  }

  #returned(value: T): void {
    const request = this.#scope.takePending();
    const { requests } = this.#scope;
    if (request !== undefined) {
      this.#debug('cancel-undelivered', `Task ${this.name} returned ${describe(value)} before its cancellation could be raised: the value is dropped.`);
      this.#end(() => { this.endCancelled(request); });
      return;
    }
    if (requests > 0) {
      this.#debug('cancel-swallowed', `Task ${this.name} was cancelled and returned ${describe(value)} all the same. Let the CancelledError through, or call uncancel().`);
    }
    this.#end(() => { this.fulfil(value); });
  }

  #threw(error: unknown): void {
    const cancellation = cancellationIn(error, this.#scope);
    if (cancellation !== undefined) {
      if (this.#scope.requests === 0 && this.#requestedOfOthers?.has(cancellation) === true) {
        this.#debug('cleanup-masked-error', `Task ${this.name} ended with the cancellation of a task that it had cancelled itself: an error in flight is lost. Use gatherSettled() or wait() on what was cancelled.`);
      }
      this.#end(() => { this.endCancelled(cancellation); });
      return;
    }
    if (this.#scope.requests > 0) {
      this.#debug('cancel-converted', `Task ${this.name} answered its cancellation with another error.`, error);
    }
    this.#end(() => { this.fail(error); });
  }

  #end(settle: () => void): void {
    this.#session.live.delete(this);
    this.#latency?.stop();
    settle();
  }

  /** Down a chain of tasks that await each other, however long: what is too deep for the stack waits until it has unwound. */
  #passOn(request: CancelledError): void {
    if (depth === deepest) {
      tooDeep.push(() => {
        this.#passOn(request);
      });
      return;
    }
    depth += 1;
    this.#passingOn = true;
    try {
      this.#scope.request(request);
    } finally {
      this.#passingOn = false;
      depth -= 1;
    }
    this.#watchLatency(request);
    if (depth === 0) {
      tooDeep.shift()?.();
    }
  }

  #noteCanceller(request: CancelledError): void {
    const canceller = frames.getStore()?.owner;
    if (this.#session.debug && canceller instanceof Task && canceller !== this) {
      (canceller.#requestedOfOthers ??= new WeakSet()).add(request);
    }
  }

  #watchLatency(request: CancelledError): void {
    if (this.#session.debug && this.#scope.pending === request) {
      this.#latency = new Alarm(latencyMilliseconds, () => {
        if (this.#scope.pending === request) {
          this.#debug('cancel-latency', `Task ${this.name} was cancelled ${latencyMilliseconds} ms ago and is suspended at an await that the runtime does not own. Wrap it in abortable().`);
        }
      });
    }
  }

  #debug(code: 'cancel-undelivered' | 'cancel-swallowed' | 'cancel-converted' | 'cancel-latency' | 'cleanup-masked-error', message: string, error?: unknown): void {
    if (this.#session.debug) {
      this.#session.report(code, message, { origin: this, error });
    }
  }
}

function describe(value: unknown): string {
  if (value === undefined) {
    return 'no value';
  }
  if (typeof value !== 'object' || value === null || typeof value.constructor !== 'function') {
    return `a value of type ${typeof value}`;
  }
  return `a value of type ${value.constructor.name}`;
}
