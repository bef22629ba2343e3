import { each, exportsOf, globals, type Claims } from './claims.ts';
import type { CallbackUse, CatalogEntry } from './entry.ts';

/** Test runners wait for the promise of a test and turn its error into a result. */

const body = (argument: number): CallbackUse => ({ argument, runs: 'later', result: 'joined', errors: 'caught' });

const registration: Claims = { callbacks: [body(1), body(2)] };

/** The names that runners put beside a program's own: a test's promise is waited for, and its error is a result. Mocha says the same of its `describe` and `it`. */
const unimported: readonly CatalogEntry[] = [
  ...globals('https://jestjs.io/docs/api', {
    ...each(
      ['describe', 'test', 'it', 'suite'].flatMap(name => [name, `${name}.only`, `${name}.skip`]),
      registration,
    ),
    ...each(['beforeAll', 'beforeEach', 'afterAll', 'afterEach'], { callbacks: [body(0)] }),
  }),
];

export const testRunners: readonly CatalogEntry[] = [
  ...unimported,
  ...exportsOf('vitest', 'https://vitest.dev/api/', {
    ...each(
      ['test', 'it'].flatMap(name => [name, `${name}.only`, `${name}.skip`, `${name}.concurrent`]),
      registration,
    ),
    ...each(
      ['describe', 'suite'].flatMap(name => [name, `${name}.only`, `${name}.skip`]),
      registration,
    ),
    ...each(['beforeAll', 'beforeEach', 'afterAll', 'afterEach'], { callbacks: [body(0)] }),
  }),
];
