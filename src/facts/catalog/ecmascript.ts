import { collected, chained, during, each, globals } from './claims.ts';
import type { CallbackUse, CatalogEntry } from './entry.ts';

/** What ECMAScript's own library does with tasks, callbacks and errors. */

/** The executor runs at once; what it throws rejects the promise, what an async executor rejects with is lost. */
const executor: CallbackUse = { argument: 0, runs: 'during', result: 'dropped', errors: 'caught' };

/** The callback's result goes into the array, but only as a truth value, an order or a key. */
const asValue = [during(0)];

const promises = globals('https://tc39.es/ecma262/#sec-promise-objects', {
  Promise: { callbacks: [executor], result: 'Promise', type: 'task' },
  'Promise.all': { combines: 'all', result: 'Array' },
  'Promise.allSettled': { combines: 'settled', rejects: 'never', result: 'Array' },
  'Promise.race': { combines: 'race' },
  'Promise.any': { combines: 'any' },
  'Promise.resolve': { combines: 'wraps', throws: 'never' },
  // Where nothing takes it, somebody raises an unhandled rejection on purpose, to have an error reported.
  'Promise.reject': { rejects: 'witness', throws: 'never', detaches: true },
  'Promise.withResolvers': { throws: 'never' },
  'Promise.try': { callbacks: [{ argument: 0, runs: 'during', result: 'returned', errors: 'caught' }], throws: 'never', result: 'Promise' },
  'Promise.prototype.then': { callbacks: [chained(0), chained(1)], throws: 'never', result: 'Promise' },
  'Promise.prototype.catch': { callbacks: [chained(0)], throws: 'never', result: 'Promise' },
  'Promise.prototype.finally': {
    callbacks: [{ argument: 0, runs: 'later', result: 'joined', errors: 'propagate' }],
    throws: 'never',
    result: 'Promise',
  },
  'PromiseLike.prototype.then': { callbacks: [chained(0), chained(1)], result: 'PromiseLike' },
  PromiseLike: { type: 'task' },
});

/** Closing a generator runs its `finally` blocks: it fails only if one of these does. */
const generators = globals('https://tc39.es/ecma262/#sec-asyncgenerator-prototype-return', {
  'AsyncGenerator.prototype.return': { result: 'Promise' },
});

const arrayReaders = [
  'at',
  'concat',
  'entries',
  'includes',
  'indexOf',
  'join',
  'keys',
  'lastIndexOf',
  'slice',
  'toReversed',
  'toSpliced',
  'values',
  'with',
];

const typedArrays = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
];

const arrays = [
  ...globals('https://tc39.es/ecma262/#sec-properties-of-the-array-prototype-object', {
    ...methods('Array', each(arrayReaders, { pure: true })),
    ...methods('ReadonlyArray', each(arrayReaders.filter(name => !['with'].includes(name)), { pure: true })),
    ...iteration('Array', ['findLast', 'findLastIndex', 'flatMap', 'toSorted', 'sort']),
    ...iteration('ReadonlyArray', ['findLast', 'findLastIndex', 'flatMap', 'toSorted']),
    'Array.isArray': { pure: true, throws: 'never' },
    'Array.of': { pure: true, throws: 'never', result: 'Array' },
  }),
  ...globals('https://tc39.es/ecma262/#sec-array.from', {
    'Array.from': { callbacks: [collected(1)], result: 'Array' },
  }),
  ...globals('https://tc39.es/proposal-array-from-async/', {
    'Array.fromAsync': {
      callbacks: [{ argument: 1, runs: 'unknown', result: 'joined', errors: 'propagate' }],
      result: 'Promise',
    },
  }),
  ...globals(
    'https://tc39.es/ecma262/#sec-properties-of-the-%typedarrayprototype%-object',
    Object.fromEntries(typedArrays.flatMap(name => Object.entries(iteration(name, ['sort'])))),
  ),
];

const collections = globals('https://tc39.es/ecma262/#sec-keyed-collections', {
  'Map.prototype.forEach': { callbacks: asValue },
  'ReadonlyMap.prototype.forEach': { callbacks: asValue },
  'Set.prototype.forEach': { callbacks: asValue },
  'ReadonlySet.prototype.forEach': { callbacks: asValue },
  'Map.groupBy': { callbacks: [collected(1)] },
  'Object.groupBy': { callbacks: [collected(1)] },
  ...each(
    ['Map', 'ReadonlyMap', 'Set', 'ReadonlySet', 'WeakMap', 'WeakSet'].map(name => `${name}.prototype.has`),
    { pure: true, throws: 'never' },
  ),
  ...each(
    ['Map', 'ReadonlyMap', 'WeakMap'].map(name => `${name}.prototype.get`),
    { pure: true, throws: 'never' },
  ),
  ...each(
    ['Map', 'ReadonlyMap', 'Set', 'ReadonlySet'].flatMap(name => ['entries', 'keys', 'values'].map(method => `${name}.prototype.${method}`)),
    { pure: true, throws: 'never' },
  ),
  FinalizationRegistry: { callbacks: [{ argument: 0, runs: 'later', result: 'dropped', errors: 'unknown' }] },
});

const iterators = globals('https://tc39.es/ecma262/#sec-%iterator.prototype%', {
  ...each(
    ['forEach', 'some', 'every', 'find'].map(name => `IteratorObject.prototype.${name}`),
    { callbacks: asValue },
  ),
  ...each(
    ['map', 'filter', 'flatMap'].map(name => `IteratorObject.prototype.${name}`),
    { callbacks: [{ argument: 0, runs: 'later', result: 'returned', errors: 'propagate' }] },
  ),
  'IteratorObject.prototype.reduce': { callbacks: [collected(0)] },
});

const text = [
  ...globals('https://tc39.es/ecma262/#sec-json-object', {
    'JSON.parse': { throws: 'witness', pure: true, callbacks: [collected(1)] },
    'JSON.stringify': { pure: true, callbacks: [collected(1)] },
  }),
  ...globals('https://tc39.es/ecma262/#sec-string.prototype.replace', {
    'String.prototype.replace': { callbacks: [during(1)], pure: true },
    'String.prototype.replaceAll': { callbacks: [during(1)], pure: true },
  }),
  ...globals(
    'https://tc39.es/ecma262/#sec-properties-of-the-string-prototype-object',
    methods(
      'String',
      each(
        [
          'at',
          'charAt',
          'charCodeAt',
          'codePointAt',
          'concat',
          'endsWith',
          'includes',
          'indexOf',
          'lastIndexOf',
          'match',
          'matchAll',
          'padEnd',
          'padStart',
          'search',
          'slice',
          'split',
          'startsWith',
          'substring',
          'toLowerCase',
          'toUpperCase',
          'trim',
          'trimEnd',
          'trimStart',
        ],
        { pure: true },
      ),
    ),
  ),
  ...globals('https://tc39.es/ecma262/#sec-regexp.prototype.test', { 'RegExp.prototype.test': { throws: 'never' } }),
  ...globals('https://tc39.es/ecma262/#sec-global-object', {
    ...each(['String', 'Number', 'Boolean', 'parseInt', 'parseFloat', 'isNaN', 'isFinite', 'encodeURIComponent'], { pure: true }),
    ...each(['Symbol', 'Object'], { pure: true }),
    BigInt: { pure: true },
    decodeURIComponent: { pure: true, throws: 'witness' },
    decodeURI: { pure: true, throws: 'witness' },
    encodeURI: { pure: true },
  }),
];

const values = [
  ...globals(
    'https://tc39.es/ecma262/#sec-math-object',
    each(
      ['abs', 'ceil', 'floor', 'log', 'log2', 'log10', 'max', 'min', 'pow', 'random', 'round', 'sign', 'sqrt', 'trunc', 'hypot', 'exp'].map(
        name => `Math.${name}`,
      ),
      { pure: true },
    ),
  ),
  ...globals('https://tc39.es/ecma262/#sec-number-constructor', {
    ...each(
      ['isFinite', 'isInteger', 'isNaN', 'isSafeInteger', 'parseFloat', 'parseInt'].map(name => `Number.${name}`),
      { pure: true, throws: 'never' },
    ),
    ...each(['toFixed', 'toString', 'toPrecision', 'toLocaleString'].map(name => `Number.prototype.${name}`), { pure: true }),
  }),
  ...globals('https://tc39.es/ecma262/#sec-object-constructor', {
    ...each(
      ['entries', 'keys', 'values', 'fromEntries', 'create', 'getPrototypeOf', 'getOwnPropertyNames', 'is', 'hasOwn', 'isFrozen'].map(
        name => `Object.${name}`,
      ),
      { pure: true },
    ),
    ...each(['hasOwnProperty', 'toString', 'valueOf'].map(name => `Object.prototype.${name}`), { pure: true }),
    ...each(
      ['assign', 'defineProperties', 'defineProperty', 'freeze', 'preventExtensions', 'seal', 'setPrototypeOf'].map(name => `Object.${name}`),
      { returnsArgument: 0 },
    ),
  }),
  ...globals('https://tc39.es/ecma262/#sec-reflect-object', {
    ...each(['Reflect.has', 'Reflect.ownKeys', 'Reflect.getPrototypeOf'], { pure: true }),
    'Reflect.apply': { callbacks: [collected(0)] },
  }),
  ...globals('https://tc39.es/ecma262/#sec-date-constructor', {
    Date: { pure: true, throws: 'never' },
    'Date.now': { pure: true, throws: 'never' },
    'Date.parse': { pure: true, throws: 'never' },
    'Date.UTC': { pure: true, throws: 'never' },
    'Date.prototype.getTime': { pure: true, throws: 'never' },
    'Date.prototype.valueOf': { pure: true, throws: 'never' },
    'Date.prototype.toISOString': { pure: true },
  }),
];

const errors = globals('https://tc39.es/ecma262/#sec-error-objects', {
  ...each(['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'], { pure: true }),
  'Error.captureStackTrace': { pure: true },
});

const containers = globals('https://tc39.es/ecma262/#sec-keyed-collections', {
  ...each(['Map', 'Set', 'WeakMap', 'WeakSet'], { pure: true }),
  WeakRef: { pure: true },
  Array: { pure: true },
});

export const ecmascript: readonly CatalogEntry[] = [
  ...promises,
  ...generators,
  ...arrays,
  ...collections,
  ...iterators,
  ...text,
  ...values,
  ...errors,
  ...containers,
];

/** `map` keeps what the callback returns; the rest looks at it and forgets it, so that a promise is lost (and is always true). */
function iteration(owner: string, others: readonly string[]): Record<string, { callbacks: CallbackUse[]; result?: string }> {
  const said: Record<string, { callbacks: CallbackUse[]; result?: string }> = {};
  for (const name of ['forEach', 'some', 'every', 'find', 'findIndex', 'filter', 'map', 'reduce', 'reduceRight', ...others]) {
    const keeps = name === 'map' || name.startsWith('reduce') || name === 'flatMap';
    const callbacks = [keeps ? collected(0) : during(0)];
    const givesArray = ['filter', 'map', 'flatMap', 'sort', 'toSorted'].includes(name);
    said[`${owner}.prototype.${name}`] = givesArray ? { callbacks, result: owner === 'ReadonlyArray' ? 'Array' : owner } : { callbacks };
  }
  return said;
}

function methods<T>(owner: string, said: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(said).map(([name, claims]) => [`${owner}.prototype.${name}`, claims]));
}
