import { each, exportsOf, globals, later, type Claims } from './claims.ts';
import type { CatalogEntry } from './entry.ts';
import { promisified } from './promisified.ts';

/** Node's calculating and describing modules: mostly pure, some of them with callbacks from a thread pool. */

const api = 'https://nodejs.org/docs/latest-v20.x/api';

const pure: Claims = { pure: true };
const parses: Claims = { pure: true, throws: 'witness' };

const util = [
  ...exportsOf('util', `${api}/util.html`, {
    ...each(['inspect', 'format', 'formatWithOptions', 'isDeepStrictEqual', 'stripVTControlCharacters', 'inherits', 'deprecate', 'callbackify'], pure),
    promisify: pure,
    parseArgs: parses,
    // It is fulfilled when the signal aborts, and never rejects.
    aborted: { rejects: 'never' },
    transferableAbortController: { result: 'lib:AbortController' },
    transferableAbortSignal: { givesSignal: 'composed', result: 'lib:AbortSignal' },
  }),
  ...exportsOf('path', `${api}/path.html`, {
    ...each(['basename', 'dirname', 'extname', 'format', 'isAbsolute', 'join', 'normalize', 'parse', 'relative', 'resolve'], pure),
    ...each(
      ['posix', 'win32'].flatMap(flavour => ['basename', 'dirname', 'extname', 'join', 'normalize', 'relative', 'resolve'].map(name => `${flavour}.${name}`)),
      pure,
    ),
  }),
  ...exportsOf('os', `${api}/os.html`, {
    ...each(['arch', 'availableParallelism', 'cpus', 'freemem', 'homedir', 'hostname', 'platform', 'release', 'tmpdir', 'totalmem', 'type', 'uptime'], pure),
  }),
  ...exportsOf('url', `${api}/url.html`, {
    fileURLToPath: pure,
    pathToFileURL: { pure: true, result: 'lib:URL' },
    format: pure,
  }),
  ...exportsOf('querystring', `${api}/querystring.html`, each(['parse', 'stringify', 'escape', 'unescape'], pure)),
  ...globals(`${api}/buffer.html`, {
    ...each(['Buffer.from', 'Buffer.alloc', 'Buffer.concat'], { pure: true, result: 'Buffer' }),
    ...each(['Buffer.byteLength', 'Buffer.isBuffer', 'Buffer.compare', 'Buffer.isEncoding'], pure),
    ...each(['Buffer.prototype.equals', 'Buffer.prototype.toString'], pure),
  }),
  ...exportsOf('module', `${api}/module.html`, { createRequire: pure, isBuiltin: pure }),
  ...exportsOf('v8', `${api}/v8.html`, { deserialize: parses, serialize: pure }),
  ...exportsOf('vm', `${api}/vm.html`, each(['runInContext', 'runInNewContext', 'runInThisContext', 'compileFunction'], { throws: 'witness' })),
];

const assertions = [
  'default',
  'deepEqual',
  'deepStrictEqual',
  'doesNotMatch',
  'doesNotThrow',
  'equal',
  'fail',
  'ifError',
  'match',
  'notDeepEqual',
  'notDeepStrictEqual',
  'notEqual',
  'notStrictEqual',
  'ok',
  'strict',
  'strictEqual',
  'throws',
];

const assert = ['assert', 'assert/strict'].flatMap(module =>
  exportsOf(module, `${api}/assert.html`, {
    ...each(assertions, { throws: 'witness', asserts: true }),
    rejects: { rejects: 'witness', asserts: true, callbacks: [{ argument: 0, runs: 'during', result: 'joined', errors: 'caught' }] },
    doesNotReject: { rejects: 'witness', asserts: true, callbacks: [{ argument: 0, runs: 'during', result: 'joined', errors: 'propagate' }] },
  }),
);

const compressors = ['brotliCompress', 'brotliDecompress', 'deflate', 'deflateRaw', 'gunzip', 'gzip', 'inflate', 'inflateRaw', 'unzip'];

const zlib = [
  ...exportsOf('zlib', `${api}/zlib.html#convenience-methods`, {
    ...each(compressors, { callbacks: [later(1), later(2)] }),
    ...each(
      compressors.map(name => `${name}Sync`),
      parses,
    ),
  }),
  ...promisified('zlib', compressors, { rejects: 'witness' }),
];

const subtle = [
  'decrypt',
  'deriveBits',
  'deriveKey',
  'digest',
  'encrypt',
  'exportKey',
  'generateKey',
  'importKey',
  'sign',
  'unwrapKey',
  'verify',
  'wrapKey',
];

const crypto = [
  ...exportsOf('crypto', `${api}/crypto.html`, {
    checkPrime: { callbacks: [later(1), later(2)] },
    generateKey: { callbacks: [later(2)] },
    generateKeyPair: { callbacks: [later(2)] },
    generatePrime: { callbacks: [later(1), later(2)] },
    hkdf: { callbacks: [later(5)] },
    pbkdf2: { callbacks: [later(5)] },
    randomBytes: { callbacks: [later(1)] },
    randomFill: { callbacks: [later(1), later(2), later(3)] },
    randomInt: { callbacks: [later(1), later(2)] },
    scrypt: { callbacks: [later(3), later(4)] },
    sign: { callbacks: [later(3)] },
    verify: { callbacks: [later(4)] },
    randomUUID: pure,
    timingSafeEqual: pure,
    createHash: { pure: true, result: 'Hash' },
    createHmac: { pure: true, result: 'Hmac' },
  }),
  ...promisified('crypto', ['generateKeyPair'], { rejects: 'witness' }),
  ...globals('https://w3c.github.io/webcrypto/#subtlecrypto-interface', {
    ...each(
      subtle.map(name => `SubtleCrypto.prototype.${name}`),
      { rejects: 'witness' },
    ),
    'Crypto.prototype.randomUUID': pure,
    'Crypto.prototype.subtle': { result: 'SubtleCrypto' },
    crypto: { result: 'Crypto' },
  }),
];

const performance = exportsOf('perf_hooks', `${api}/perf_hooks.html`, {
  monitorEventLoopDelay: pure,
  createHistogram: pure,
});

export const nodeUtilities: readonly CatalogEntry[] = [...util, ...assert, ...zlib, ...crypto, ...performance];
