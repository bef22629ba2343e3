import { cancels, exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/**
 * Its `AbortError` is no cancellation: it tells `pRetry` to give up, and the caller gets the original error. So it is not in
 * the catalog as one, though its name is that of cancellations.
 */
export const pRetry: readonly CatalogEntry[] = exportsOf('p-retry', 'https://github.com/sindresorhus/p-retry/tree/v7.1.1#signal', {
  default: {
    signal: [cancels(1, 'signal')],
    callbacks: [{ argument: 0, runs: 'later', result: 'returned', errors: 'propagate' }],
    result: 'lib:Promise',
  },
});
