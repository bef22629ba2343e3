import { cancels, each, exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

export const delay: readonly CatalogEntry[] = [
  ...exportsOf('delay', 'https://github.com/sindresorhus/delay#signal', {
    default: { signal: [cancels(1, 'signal')], rejects: 'never', ticks: 0 },
    rangeDelay: { signal: [cancels(2, 'signal')], rejects: 'never', ticks: 0 },
  }),
  ...exportsOf('delay', 'https://github.com/sindresorhus/delay#cleardelaydelaypromise', each(['clearDelay'], { throws: 'never' })),
];
