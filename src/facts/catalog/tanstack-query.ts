import { exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/**
 * The packages for one framework hand out what `query-core` defines. They are too large to be installed for a comparison; the
 * types of `@tanstack/query-core` 5.108.0 agreed.
 */
export const tanstackPackages = [
  '@tanstack/query-core',
  '@tanstack/react-query',
  '@tanstack/vue-query',
  '@tanstack/solid-query',
  '@tanstack/svelte-query',
  '@tanstack/angular-query-experimental',
];

export const tanstackQuery: readonly CatalogEntry[] = tanstackPackages.flatMap(module =>
  exportsOf(module, 'https://tanstack.com/query/latest/docs/framework/react/guides/query-cancellation', {
    isCancelledError: { cancellation: 'predicate', pure: true },
    CancelledError: { cancellation: 'class', pure: true },
  }),
);
