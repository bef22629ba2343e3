import { chained, exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

export const pLimit: readonly CatalogEntry[] = exportsOf('p-limit', 'https://github.com/sindresorhus/p-limit#limitfn-args', {
  default: { pure: true, result: 'LimitFunction' },
  'LimitFunction.prototype': { callbacks: [chained(0)], result: 'lib:Promise' },
  'LimitFunction.prototype.map': {
    callbacks: [{ argument: 1, runs: 'later', result: 'joined', errors: 'propagate' }],
    result: 'lib:Promise',
  },
});
