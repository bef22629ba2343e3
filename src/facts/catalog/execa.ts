import { cancels, each, exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/** The promise of a subprocess rejects when its `cancelSignal` aborts; the error says so in `isCanceled`. */

const docs = 'https://github.com/sindresorhus/execa/blob/v9.6.1/docs';

export const execa: readonly CatalogEntry[] = [
  ...exportsOf('execa', `${docs}/termination.md#canceling`, {
    ...each(['execa', 'execaNode'], { signal: [cancels(1, 'cancelSignal'), cancels(2, 'cancelSignal')], rejects: 'witness', result: 'Result' }),
    execaCommand: { signal: [cancels(1, 'cancelSignal')], rejects: 'witness', result: 'Result' },
    'ExecaError.prototype.isCanceled': { cancellation: 'predicate' },
  }),
  ...exportsOf('execa', `${docs}/termination.md#graceful-termination`, { getCancelSignal: { rejects: 'witness', result: 'lib:AbortSignal' } }),
  ...exportsOf('execa', `${docs}/ipc.md`, { sendMessage: { rejects: 'witness' }, getOneMessage: { rejects: 'witness' } }),
  ...exportsOf('execa', `${docs}/api.md#execasyncfile-arguments-options`, each(['execaSync', 'execaCommandSync'], { throws: 'witness' })),
];
