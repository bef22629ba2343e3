import { cancels, each, exportsOf, type Claims } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

const pages = 'https://github.com/sindresorhus/got/blob/v14.6.6/documentation';

const request: Claims = { signal: [cancels(1, 'signal')], rejects: 'witness' };

const methods = ['get', 'post', 'put', 'patch', 'head', 'delete'];

/** `CancelError` comes of `promise.cancel()`, `AbortError` of a signal. */
export const got: readonly CatalogEntry[] = [
  ...exportsOf('got', `${pages}/2-options.md#signal`, {
    default: { ...request, signal: [cancels(0, 'signal'), cancels(1, 'signal')] },
    ...each(methods, request),
  }),
  ...exportsOf('got', `${pages}/10-instances.md`, { extend: { pure: true, result: 'Got' } }),
  ...exportsOf('got', `${pages}/8-errors.md`, each(['CancelError', 'AbortError'], { cancellation: 'class' })),
];
