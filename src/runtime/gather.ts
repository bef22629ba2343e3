import { futuresOf, type Awaitable, type AwaitedValues } from './awaitable.ts';
import { CancelledError } from './errors.ts';
import { asCancelledError, Future } from './future.ts';
import type { Dependency } from './scope.ts';

/**
 * Waits for several things and gives their values in the order in which they were given. Functions are started as tasks.
 *
 * The first error comes out at once. **The others are not cancelled, they go on**; their errors count as retrieved. Use a group if one
 * failure should end the rest. Cancelling the result, or a task that awaits it, cancels every member that is not done; the first of them to
 * end decides how this one ends, and slower clean-up goes on.
 *
 * @throws The first error of a member; a `CancelledError` if a member was cancelled, or this was.
 * @throws {UsageError} Outside `run`, if a member is a function.
 * @example
 * const [user, orders] = await gather([async () => 'Ada', async () => [1, 2, 3]]);
 * console.log(user, orders.length);
 */
export function gather<const List extends readonly Awaitable<unknown>[]>(awaitables: List): Future<AwaitedValues<List>> {
  return new Gathering(futuresOf(awaitables, 'gather()'), all => all.map(member => member.result()), { failFast: true }) as Future<AwaitedValues<List>>;
}

/**
 * Waits for several things, whatever becomes of them, and gives their outcomes in the order in which they were given, cancellations too.
 *
 * Cancelling it cancels every member that is not done, waits for all, and raises the cancellation. So it is the right way to wait for tasks
 * that one has just cancelled: the error that is on its way is not replaced by theirs.
 *
 * @throws {CancelledError} If it, or the task that awaits it, was cancelled.
 * @throws {UsageError} Outside `run`, if a member is a function.
 * @example
 * const outcomes = await gatherSettled([async () => 1, () => Promise.reject(new Error('no'))]);
 * console.log(outcomes.map(outcome => outcome.status));
 */
export function gatherSettled<const List extends readonly Awaitable<unknown>[]>(
  awaitables: List,
): Future<{ -readonly [Index in keyof List]: PromiseSettledResult<AwaitedValues<List>[Index]> }> {
  return new Gathering(futuresOf(awaitables, 'gatherSettled()'), all => all.map(outcomeOf), { failFast: false }) as Future<{
    -readonly [Index in keyof List]: PromiseSettledResult<AwaitedValues<List>[Index]>;
  }>;
}

class Gathering<T> extends Future<readonly T[]> {
  readonly #members: readonly Future<unknown>[];
  readonly #collect: (members: readonly Future<unknown>[]) => readonly T[];
  readonly #failFast: boolean;
  #request: CancelledError | undefined;
  #left: number;

  constructor(members: readonly Future<unknown>[], collect: (members: readonly Future<unknown>[]) => readonly T[], { failFast }: { readonly failFast: boolean }) {
    super();
    this.#members = members;
    this.#collect = collect;
    this.#failFast = failFast;
    const distinct = new Set(members);
    this.#left = distinct.size;
    for (const member of distinct) {
      member.addDoneCallback(() => { this.#memberDone(member); });
    }
    if (this.#left === 0) {
      this.fulfil([]);
    }
  }

  override cancel(reason?: unknown): boolean {
    const request = asCancelledError(reason);
    let taken = false;
    for (const member of this.done ? [] : this.#members) {
      taken = member.cancel(request) || taken;
    }
    if (taken) {
      this.#request ??= request;
    }
    return taken;
  }

  override dependencies(): Iterable<Dependency> {
    return this.done ? [] : this.#members;
  }

  #memberDone(member: Future<unknown>): void {
    this.#left -= 1;
    // Reading the error marks it as retrieved, also when this has ended long ago.
    const outcome = outcomeOf(member);
    if (this.done) {
      return;
    }
    if (this.#failFast && outcome.status === 'rejected') {
      this.#reportSiblings();
      this.fail(outcome.reason);
    } else if (this.#left > 0) {
      return;
    } else if (this.#request === undefined) {
      this.fulfil(this.#collect(this.#members));
    } else {
      this.endCancelled(this.#request);
    }
  }

  #reportSiblings(): void {
    if (this.session?.debug === true && this.#left > 0 && this.#request === undefined) {
      this.session.report('gather-left-running', `An error left gather() while ${this.#left} of its members were running: they go on. Use taskGroup() to cancel them.`);
    }
  }
}

function outcomeOf(member: Future<unknown>): PromiseSettledResult<unknown> {
  try {
    return { status: 'fulfilled', value: member.result() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}
