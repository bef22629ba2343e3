import { cancels, each, exportsOf, type Claims } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

const readme = 'https://github.com/sindresorhus/ky/tree/v1.14.3';

const request: Claims = { signal: [cancels(1, 'signal')], rejects: 'witness' };

const methods = ['get', 'post', 'put', 'patch', 'head', 'delete'];

export const ky: readonly CatalogEntry[] = [
  ...exportsOf('ky', `${readme}#abortcontroller-support`, {
    default: request,
    ...each(methods, request),
    'KyInstance.prototype': request,
    ...each(
      methods.map(name => `KyInstance.prototype.${name}`),
      request,
    ),
  }),
  ...exportsOf('ky', `${readme}#kycreatedefaultoptions`, each(['create', 'extend'], { pure: true, result: 'KyInstance' })),
  ...exportsOf(
    'ky',
    `${readme}#kyinput-options`,
    each(
      ['json', 'text', 'blob', 'arrayBuffer', 'formData'].map(name => `ResponsePromise.prototype.${name}`),
      { rejects: 'witness' },
    ),
  ),
];
