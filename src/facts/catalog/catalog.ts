import type ts from 'typescript';
import type { CatalogEntry } from './entry.ts';

/** Finds what is known about a symbol, an import, or a global. */
export interface Catalog {
  /** The entry for the declaration that a name or property resolves to; undefined where nothing is known. */
  entryOf(node: ts.Node): CatalogEntry | undefined;
}
