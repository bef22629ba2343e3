import { CancelledError } from './errors.ts';
import type { TaskFrame } from './frame.ts';
import type { Dependency, Scope, Wait } from './scope.ts';

/** What an await needs of the thing it awaits. */
export interface Joinable<T> extends Dependency {
  result(): T;
  cancel(reason?: unknown): boolean;
}

/** One suspended await: it enters the scope that it is in when it begins and leaves it when it wakes. */
export class Join<T> implements Wait {
  readonly awaited: Joinable<T>;
  readonly #frame: TaskFrame;
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: unknown) => void;
  scope: Scope;

  constructor(awaited: Joinable<T>, frame: TaskFrame, resolve: (value: T) => void, reject: (error: unknown) => void) {
    this.awaited = awaited;
    this.#frame = frame;
    this.#resolve = resolve;
    this.#reject = reject;
    this.scope = frame.scope;
    frame.scope.enter(this);
  }

  interrupt(request: CancelledError): boolean {
    return this.awaited.cancel(request);
  }

  /**
   * Hands the outcome to the awaiting code. A request that came between the outcome and this turn wins over a value and over an error,
   * which count as retrieved all the same.
   */
  wake(): void {
    this.scope.leave(this);
    const request = this.scope.takePending();
    try {
      const value = this.awaited.result();
      if (request === undefined) {
        this.#resolve(value);
      } else {
        this.#reject(request);
      }
    } catch (error) {
      if (error instanceof CancelledError) {
        this.#reportForeign();
        this.#reject(error);
      } else {
        this.#reject(request ?? error);
      }
    }
  }

  #reportForeign(): void {
    const { session, owner } = this.#frame;
    if (session.debug && owner.cancelling === 0 && isTask(this.awaited) && this.awaited.cancelling > 0) {
      session.report(
        'shared-task-cancelled',
        `Task ${owner.name} was interrupted because task ${this.awaited.name}, which it awaits, was cancelled: nobody had cancelled ${owner.name}. Await shield(task) to keep a shared task.`,
        { origin: owner },
      );
    }
  }
}

/** Does `start` depend on `target`, over however many awaits? */
export function dependsOn(start: Dependency, target: Dependency): boolean {
  const seen = new Set<Dependency>();
  const open = [start];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === target) {
      return true;
    }
    if (!seen.has(next)) {
      seen.add(next);
      open.push(...next.dependencies());
    }
  }
  return false;
}

function isTask(awaited: Dependency): awaited is Dependency & { readonly name: string; readonly cancelling: number } {
  return 'cancelling' in awaited;
}
