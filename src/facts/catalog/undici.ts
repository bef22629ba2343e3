import { cancels, each, exportsOf, lifetime, type Claims } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

const docs = 'https://github.com/nodejs/undici/blob/v7.30.2/docs/docs/api';

const request: Claims = { signal: [cancels(1, 'signal')], rejects: 'witness' };

export const undici: readonly CatalogEntry[] = [
  ...exportsOf('undici', `${docs}/Fetch.md`, { fetch: { ...request, result: 'lib:Response' } }),
  ...exportsOf('undici', `${docs}/Dispatcher.md#parameter-requestoptions`, {
    request,
    stream: request,
    pipeline: { signal: [lifetime(1, 'signal')], result: 'stream:Duplex' },
    ...each(
      ['connect', 'request', 'stream', 'upgrade'].map(name => `Dispatcher.prototype.${name}`),
      { signal: [cancels(0, 'signal')], rejects: 'witness' },
    ),
    'Dispatcher.prototype.close': { rejects: 'witness' },
    'Dispatcher.prototype.destroy': { rejects: 'witness' },
  }),
  ...exportsOf('undici', `${docs}/Errors.md`, { 'errors.RequestAbortedError': { cancellation: 'class' } }),
];
