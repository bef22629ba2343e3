import { cancels, each, exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

export const pMap: readonly CatalogEntry[] = exportsOf(
  'p-map',
  'https://github.com/sindresorhus/p-map#signal',
  each(['default', 'pMapSettled'], {
    signal: [cancels(2, 'signal')],
    callbacks: [{ argument: 1, runs: 'later', result: 'joined', errors: 'propagate' }],
    result: 'lib:Promise',
  }),
);
