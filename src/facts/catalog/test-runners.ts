import { each, exportsOf, type Claims } from './claims.ts';
import type { CallbackUse, CatalogEntry } from './entry.ts';

/** Test runners wait for the promise of a test and turn its error into a result. */

const body = (argument: number): CallbackUse => ({ argument, runs: 'later', result: 'joined', errors: 'caught' });

const registration: Claims = { callbacks: [body(1), body(2)] };

export const testRunners: readonly CatalogEntry[] = [
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
