import { cancels, exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/** `TimeoutError` is a timeout and no cancellation. */
export const pTimeout: readonly CatalogEntry[] = exportsOf('p-timeout', 'https://github.com/sindresorhus/p-timeout/tree/v7.0.2#signal', {
  default: { signal: [cancels(1, 'signal')], rejects: 'witness' },
});
