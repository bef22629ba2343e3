import { cancels, each, exportsOf, type Claims } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/** Requests of axios take a signal, or the older token, in their configuration, and reject with a `CanceledError`. */

const page = 'https://axios-http.com/docs';

const withConfigAt = (argument: number): Claims => ({
  signal: [cancels(argument, 'signal'), cancels(argument, 'cancelToken')],
  rejects: 'witness',
});

const bare = ['get', 'delete', 'head', 'options'];
const withBody = ['post', 'put', 'patch', 'postForm', 'putForm', 'patchForm'];

/** Of the default instance, and of each that `axios.create` makes. */
const owners = ['', 'Axios.prototype.', 'AxiosInstance.prototype.'];

const requests = owners.flatMap(owner =>
  exportsOf('axios', `${page}/instance`, {
    [`${owner}request`]: withConfigAt(0),
    ...each(
      bare.map(name => owner + name),
      withConfigAt(1),
    ),
    ...each(
      withBody.map(name => owner + name),
      withConfigAt(2),
    ),
  }),
);

const whole: Claims = { ...withConfigAt(0), signal: [0, 1].flatMap(argument => [cancels(argument, 'signal'), cancels(argument, 'cancelToken')]) };

export const axios: readonly CatalogEntry[] = [
  ...requests,
  ...exportsOf('axios', `${page}/api_intro`, { default: whole, 'AxiosInstance.prototype': whole, create: { result: 'AxiosInstance', pure: true } }),
  ...exportsOf('axios', `${page}/cancellation`, {
    isCancel: { cancellation: 'predicate', pure: true },
    CanceledError: { cancellation: 'class', pure: true },
    Cancel: { cancellation: 'class', pure: true },
    GenericAbortSignal: { type: 'signal' },
    CancelToken: { type: 'signal', pure: true },
    CancelTokenSource: { type: 'controller' },
    'CancelToken.source': { result: 'CancelTokenSource', pure: true },
    'CancelTokenSource.prototype.token': { givesSignal: 'own', result: 'CancelToken' },
    'CancelToken.prototype.throwIfRequested': { cancellation: 'guard' },
  }),
  ...exportsOf('axios', `${page}/handling_errors`, { isAxiosError: { pure: true, throws: 'never' } }),
];
