import { collected, each, exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/**
 * Workflows are cancelled by scope, not by signal: whatever waits in a cancelled scope rejects with a `CancelledFailure`.
 *
 * The packages are too large to be installed for a comparison; the types of version 1.24.0 agreed.
 */

const page = 'https://docs.temporal.io/develop/typescript/workflows/cancellation-scopes';

export const temporal: readonly CatalogEntry[] = [
  ...exportsOf('@temporalio/workflow', page, {
    isCancellation: { cancellation: 'predicate', pure: true },
    ...each(['CancellationScope.cancellable', 'CancellationScope.nonCancellable'], { callbacks: [collected(0)], result: 'lib:Promise' }),
    'CancellationScope.withTimeout': { callbacks: [collected(1)], rejects: 'witness' },
    'CancellationScope.prototype.run': { callbacks: [collected(0)], result: 'lib:Promise' },
    sleep: { rejects: 'witness' },
    condition: { rejects: 'witness' },
  }),
  ...['@temporalio/workflow', '@temporalio/activity', '@temporalio/common'].flatMap(module =>
    exportsOf(module, page, { CancelledFailure: { cancellation: 'class', pure: true } }),
  ),
  ...exportsOf('@temporalio/activity', 'https://typescript.temporal.io/api/classes/activity.Context#cancellationsignal', {
    'Context.prototype.cancellationSignal': { givesSignal: 'foreign', result: 'lib:AbortSignal' },
    cancellationSignal: { givesSignal: 'foreign', result: 'lib:AbortSignal' },
    'Context.prototype.sleep': { rejects: 'witness' },
    sleep: { rejects: 'witness' },
    heartbeat: { logs: true },
  }),
];
