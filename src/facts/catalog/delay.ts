import { cancels, each, exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

export const delay: readonly CatalogEntry[] = [
  ...exportsOf('delay', 'https://github.com/sindresorhus/delay#signal', {
    default: { signal: [cancels(1, 'signal')], rejects: 'never' },
    rangeDelay: { signal: [cancels(2, 'signal')], rejects: 'never' },
  }),
  ...exportsOf('delay', 'https://github.com/sindresorhus/delay#cleardelaydelaypromise', each(['clearDelay'], { throws: 'never' })),
];
