import { each, exportsOf, type Claims } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/**
 * What `util.promisify` makes of a function.
 *
 * `const run = promisify(exec)` is read as the member `exec.__promisify__`, which is also how Node's types say what it is.
 */
export const promisifiedName = '__promisify__';

export function promisified(module: string, names: readonly string[], said: Claims): CatalogEntry[] {
  return exportsOf(
    module,
    'https://nodejs.org/docs/latest-v20.x/api/util.html#utilpromisifyoriginal',
    each(
      names.map(name => `${name}.${promisifiedName}`),
      said,
    ),
  );
}
