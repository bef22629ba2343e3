import type { CatalogEntry } from './entry.ts';

/** Does a call of it return a promise? It says so by whether that rejects, by what it does with tasks, or by its result. */
export function givesPromise({ rejects, combines, result }: CatalogEntry): boolean {
  return rejects !== undefined || combines !== undefined || result === 'Promise' || result === 'lib:Promise' || result === 'PromiseLike';
}
