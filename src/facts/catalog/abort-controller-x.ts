import { cancels, each, exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/** Every function takes the signal first and rejects with an `AbortError`. */

const readme = 'https://github.com/deeplay-io/abort-controller-x#api';

export const abortControllerX: readonly CatalogEntry[] = exportsOf('abort-controller-x', readme, {
  isAbortError: { cancellation: 'predicate', pure: true },
  throwIfAborted: { cancellation: 'guard' },
  rethrowAbortError: { cancellation: 'guard' },
  AbortError: { cancellation: 'class', pure: true },
  ...each(['delay', 'forever'], { signal: [cancels(0)], rejects: 'never' }),
  ...each(['abortable', 'waitForEvent'], { signal: [cancels(0)], rejects: 'witness' }),
  ...each(['all', 'race', 'execute'], {
    signal: [cancels(0)],
    callbacks: [{ argument: 1, runs: 'during', result: 'joined', errors: 'propagate' }],
    result: 'lib:Promise',
  }),
  ...each(['retry', 'proactiveRetry', 'spawn'], {
    signal: [cancels(0)],
    callbacks: [{ argument: 1, runs: 'later', result: 'returned', errors: 'propagate' }],
    result: 'lib:Promise',
  }),
});
