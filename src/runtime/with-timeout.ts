import { cancellationIn } from './cancellation.ts';
import { CancelledError, TimeoutError, UsageError } from './errors.ts';
import { frames, requireTask, type TaskFrame } from './frame.ts';
import { Scope } from './scope.ts';
import { Alarm, checkDuration, inNextTurn, now } from './turn.ts';

/** The deadline of the running body of `withTimeout` or `cleanup`. */
export class Deadline {
  readonly #scope: Scope;
  #alarm: { stop(): void } | undefined;
  #when: number | undefined;
  #expired = false;
  #ended = false;

  /** Made by `withTimeout` and `cleanup`. */
  constructor(scope: Scope, milliseconds: number) {
    this.#scope = scope;
    this.reschedule(milliseconds);
  }

  /** When it passes, on the clock of `performance.now()`, in milliseconds; `undefined` if never. */
  get when(): number | undefined {
    return this.#when;
  }

  /** Has it passed while the body was running? That is all there is to tell when a body has swallowed its cancellation. */
  get expired(): boolean {
    return this.#expired;
  }

  /** A signal that aborts when the deadline passes, or the task is cancelled. */
  get signal(): AbortSignal {
    return this.#scope.signal;
  }

  /**
   * Moves the deadline.
   *
   * @param milliseconds From now. Zero or less: at the next await that suspends. `Infinity`: never.
   * @throws {UsageError} If it has passed, or the body has ended.
   * @throws {RangeError} If `milliseconds` is not a number.
   */
  reschedule(milliseconds: number): void {
    checkDuration(milliseconds);
    if (this.#ended || this.#expired) {
      throw new UsageError(`The deadline ${this.#expired ? 'has passed' : 'belongs to a body that has ended'}: it cannot be moved.`);
    }
    this.#alarm?.stop();
    this.#when = milliseconds === Infinity ? undefined : now() + milliseconds;
    const expire = (): void => {
      this.#expire();
    };
    this.#alarm = milliseconds > 0 ? new Alarm(milliseconds, expire) : alarmInNextTurn(expire);
  }

  /** Called when the body has ended. */
  end(): void {
    this.#ended = true;
    this.#alarm?.stop();
    this.#scope.close();
  }

  #expire(): void {
    this.#expired = true;
    this.#scope.request(new CancelledError());
  }
}

/**
 * Runs `body` in the current task and cancels it when the time is up.
 *
 * The deadline is taken when the call starts. When it passes, the body gets a `CancelledError`, as from a request to its task, which
 * itself is not cancelled; when the body has ended, clean-up included, a `TimeoutError` comes out. A body that swallows its cancellation
 * and returns is a success, of which only `deadline.expired` tells. A cancellation of the task from outside passes as what it is.
 *
 * @param milliseconds The time allowed. Zero or less cancels at the first await that suspends. `Infinity`: no deadline, until `deadline.reschedule()`.
 * @throws {TimeoutError} If the deadline cancelled the body and nothing else did. Its `cause` is the cancellation.
 * @throws What the body throws.
 * @throws {UsageError} By rejection, outside a task.
 * @throws {RangeError} By rejection, if `milliseconds` is not a number.
 * @example
 * const answer = await withTimeout(5_000, async deadline => {
 *   const response = await fetch('https://example.com', { signal: deadline.signal });
 *   return response.text();
 * });
 * console.log(answer);
 */
export async function withTimeout<T>(milliseconds: number, body: (deadline: Deadline) => T | PromiseLike<T>): Promise<T> {
  const frame = requireTask('withTimeout()');
  const before = frame.scope.reaching;
  return underDeadline(frame, { milliseconds, body, scope: new Scope(frame.scope), isBlamed: () => frame.scope.reaching <= before });
}

/** What runs under a deadline, and whether the deadline alone is to blame, asked when the body's scope has ended. */
export interface TimedWork<T> {
  readonly milliseconds: number;
  readonly body: (deadline: Deadline) => T | PromiseLike<T>;
  readonly scope: Scope;
  readonly isBlamed: () => boolean;
}

export async function underDeadline<T>({ session, owner }: TaskFrame, { milliseconds, body, scope, isBlamed }: TimedWork<T>): Promise<T> {
  const deadline = new Deadline(scope, milliseconds);
  try {
    // Awaited inside the frame: what the body returns may itself be a task, and the wait for it belongs to the body.
    const value = await frames.run({ session, owner, scope }, async () => body(deadline));
    deadline.end();
    return value;
  } catch (error) {
    const cancellation = cancellationIn(error, scope);
    deadline.end();
    if (deadline.expired && cancellation !== undefined && isBlamed()) {
      throw new TimeoutError(`The time of ${milliseconds} ms was up.`, { cause: cancellation });
    }
    throw error;
  }
}

function alarmInNextTurn(callback: () => void): { stop(): void } {
  let stopped = false;
  inNextTurn(() => {
    if (!stopped) {
      callback();
    }
  });
  return {
    stop() {
      stopped = true;
    },
  };
}
