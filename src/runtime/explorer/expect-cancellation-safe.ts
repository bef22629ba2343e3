import { AssertionError } from 'node:assert';
import { explore, type Exploration, type ExploreOptions } from './explore.ts';
import type { Operation } from './run-once.ts';
import type { Kind } from './sighting.ts';
import { tellSightings } from './tell.ts';

export interface SafetyOptions extends ExploreOptions {
  /** What may be seen: `late-work`, if the operation starts something on purpose that outlives it. */
  readonly allow?: readonly Kind[];
}

/**
 * Explores an operation and fails if anything goes wrong at any point at which it can be cancelled.
 *
 * It works under any test runner, since it fails with Node's own `AssertionError`. An operation that fails when nobody disturbs it
 * proves nothing, so that its error is thrown as it is.
 *
 * @returns What was explored, for a look at how many runs it took.
 * @throws {AssertionError} If something goes wrong. The message tells what happened, in order.
 * @example
 * import { expectCancellationSafe } from 'eslint-plugin-cancellation/runtime';
 *
 * await expectCancellationSafe(async (signal, kit) => {
 *   await using connection = await kit.open('connection', { signal });
 *   await connection.use({ signal });
 * });
 */
export async function expectCancellationSafe(operation: Operation, options: SafetyOptions = {}): Promise<Exploration> {
  const { allow = [], ...rest } = options;
  const exploration = await explore(operation, rest);
  if (exploration.outcome?.status === 'rejected') {
    throw exploration.outcome.reason;
  }
  const wrong = exploration.sightings.filter(({ kind }) => !allow.includes(kind));
  if (wrong.length > 0) {
    throw new AssertionError({ message: tellSightings(wrong), stackStartFn: expectCancellationSafe });
  }
  return exploration;
}
