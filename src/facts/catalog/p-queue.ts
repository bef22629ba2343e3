import { cancels, chained, each, exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/** An abort takes a waiting task out of the queue; one that runs has to look at the signal itself. */

const readme = 'https://github.com/sindresorhus/p-queue/tree/v9.3.5';

export const pQueue: readonly CatalogEntry[] = [
  ...exportsOf('p-queue', `${readme}#addfn-options`, {
    'default.prototype.add': { signal: [cancels(1, 'signal')], callbacks: [chained(0)], result: 'lib:Promise' },
    'default.prototype.addAll': { signal: [cancels(1, 'signal')], result: 'lib:Promise' },
  }),
  ...exportsOf(
    'p-queue',
    `${readme}#onidle`,
    each(
      ['onEmpty', 'onIdle', 'onSizeLessThan', 'onPendingZero'].map(name => `default.prototype.${name}`),
      { rejects: 'never' },
    ),
  ),
];
