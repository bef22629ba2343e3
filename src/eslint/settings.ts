import type { CatalogEntry } from '../facts/catalog/entry.ts';

/** The settings that ESLint shares between the rules of all plugins. */
export type Settings = Readonly<Record<string, unknown>>;

/** What the user adds to the catalog, in `settings.cancellation.catalog`. */
export function catalogOf(settings: Settings): readonly CatalogEntry[] {
  const ours = settings['cancellation'];
  if (typeof ours !== 'object' || ours === null || !('catalog' in ours)) {
    return [];
  }
  if (!isCatalog(ours.catalog)) {
    throw new Error(
      '`settings.cancellation.catalog` is not a list of entries such as { of: { from: "package", package: "orders", name: "save" }, source: "…" }.',
    );
  }
  return ours.catalog;
}

function isCatalog(catalog: unknown): catalog is readonly CatalogEntry[] {
  return (
    Array.isArray(catalog) &&
    catalog.every((entry: unknown) => typeof entry === 'object' && entry !== null && 'of' in entry && typeof entry.of === 'object')
  );
}
