import { exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

export const pCancelable: readonly CatalogEntry[] = exportsOf('p-cancelable', 'https://github.com/sindresorhus/p-cancelable/tree/v4.0.1#api', {
  default: { type: 'task', callbacks: [{ argument: 0, runs: 'during', result: 'dropped', errors: 'caught' }] },
  CancelError: { cancellation: 'class' },
  'CancelError.prototype.isCanceled': { cancellation: 'predicate' },
});
