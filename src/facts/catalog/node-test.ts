import { each, exportsOf, lifetime, type Claims } from './claims.ts';
import type { CallbackUse, CatalogEntry } from './entry.ts';

/** Node's test runner: it starts tests, waits for them itself, and turns their errors into results. */

const page = 'https://nodejs.org/docs/latest-v20.x/api/test.html';

const body = (argument: number): CallbackUse => ({ argument, runs: 'later', result: 'joined', errors: 'caught' });

const registration: Claims = {
  callbacks: [body(0), body(1), body(2)],
  signal: [lifetime(0, 'signal'), lifetime(1, 'signal')],
  rejects: 'never',
  detaches: true,
};

const hook: Claims = { callbacks: [body(0)], signal: [lifetime(1, 'signal')] };

const variants = ['only', 'skip', 'todo'];

export const nodeTest: readonly CatalogEntry[] = [
  ...exportsOf('test', `${page}#testname-options-fn`, {
    ...each(['test', 'it', ...variants.map(variant => `it.${variant}`)], registration),
    ...each(['describe', 'suite', ...['describe', 'suite'].flatMap(name => variants.map(variant => `${name}.${variant}`))], registration),
    // Members of `test` are the module's own: `test.only` is `only`.
    ...each(variants, registration),
  }),
  ...exportsOf('test', `${page}#beforefn-options`, each(['before', 'after', 'beforeEach', 'afterEach'], hook)),
  ...exportsOf('test', `${page}#class-testcontext`, {
    'TestContext.prototype.test': registration,
    ...each(
      ['before', 'after', 'beforeEach', 'afterEach'].map(name => `TestContext.prototype.${name}`),
      hook,
    ),
    'TestContext.prototype.signal': { givesSignal: 'foreign', result: 'lib:AbortSignal' },
    'TestContext.prototype.diagnostic': { logs: true },
    'SuiteContext.prototype.signal': { givesSignal: 'foreign', result: 'lib:AbortSignal' },
  }),
  ...exportsOf('test', `${page}#runoptions`, { run: { signal: [lifetime(0, 'signal')] } }),
];
