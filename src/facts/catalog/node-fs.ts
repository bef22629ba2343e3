import { cancels, commit, each, exportsOf, later, lifetime, type Claims } from './claims.ts';
import { insteadOfOpening, insteadOfReading, insteadOfWriting } from './instead.ts';
import { emitters } from './node-events.ts';
import { promisified } from './promisified.ts';
import type { CatalogEntry } from './entry.ts';

/**
 * Files. Every call may fail (the file is missing, the disk full), and only a few take a signal. A signal that stops a write leaves
 * half a file behind, hence `commit`: nobody is told to hand a signal to `writeFile`.
 */

const page = 'https://nodejs.org/docs/latest-v20.x/api/fs.html';

const fails: Claims = { rejects: 'witness' };

const promised: readonly CatalogEntry[] = [
  ...exportsOf('fs/promises', `${page}#promises-api`, {
    ...each(
      [
        'access',
        'appendFile',
        'chmod',
        'chown',
        'copyFile',
        'cp',
        'lchmod',
        'lchown',
        'link',
        'lstat',
        'lutimes',
        'mkdir',
        'mkdtemp',
        'readdir',
        'readlink',
        'realpath',
        'rename',
        'rm',
        'rmdir',
        'stat',
        'statfs',
        'symlink',
        'truncate',
        'unlink',
        'utimes',
      ],
      fails,
    ),
    open: { ...fails, result: 'FileHandle' },
    opendir: { ...fails, result: 'fs:Dir' },
  }),
  ...exportsOf('fs/promises', `${page}#fspromisesreadfilepath-options`, { readFile: { ...fails, brief: true, signal: [cancels(1, 'signal')] } }),
  ...exportsOf('fs/promises', `${page}#fspromiseswritefilefile-data-options`, {
    writeFile: { ...fails, signal: [commit(2, 'signal')] },
  }),
  ...exportsOf('fs/promises', `${page}#fspromiseswatchfilename-options`, { watch: { signal: [cancels(1, 'signal')] } }),
  ...exportsOf('fs/promises', `${page}#class-filehandle`, {
    ...each(
      ['chmod', 'chown', 'close', 'datasync', 'read', 'readv', 'stat', 'sync', 'truncate', 'utimes', 'write', 'writev'].map(
        name => `FileHandle.prototype.${name}`,
      ),
      fails,
    ),
    'FileHandle.prototype.readFile': { ...fails, brief: true, signal: [cancels(0, 'signal')] },
    'FileHandle.prototype.writeFile': { ...fails, signal: [commit(1, 'signal')] },
    'FileHandle.prototype.appendFile': { ...fails, signal: [commit(1, 'signal')] },
    'FileHandle.prototype.createReadStream': { signal: [lifetime(0, 'signal')], result: 'fs:ReadStream' },
    'FileHandle.prototype.createWriteStream': { result: 'fs:WriteStream' },
    'FileHandle.prototype.readLines': { signal: [lifetime(0, 'signal')], result: 'readline:Interface' },
  }),
  ...exportsOf('fs', `${page}#class-fsdir`, {
    'Dir.prototype.close': { ...fails, callbacks: [later(0)] },
    'Dir.prototype.read': { ...fails, callbacks: [later(0)] },
  }),
  ...exportsOf('fs', `${page}#fsopenasblobpath-options`, { openAsBlob: { ...fails, result: 'lib:Blob' } }),
];

/** Where the callback may stand. */
const callbackStyle: Readonly<Record<string, readonly number[]>> = {
  access: [1, 2],
  appendFile: [2, 3],
  chmod: [2],
  chown: [3],
  close: [1],
  copyFile: [2, 3],
  fchmod: [2],
  fchown: [3],
  fdatasync: [1],
  fstat: [1, 2],
  fsync: [1],
  ftruncate: [1, 2],
  futimes: [3],
  lchown: [3],
  link: [2],
  lstat: [1, 2],
  lutimes: [3],
  mkdir: [1, 2],
  mkdtemp: [1, 2],
  open: [1, 2, 3],
  read: [1, 2, 3, 5],
  readdir: [1, 2],
  readFile: [1, 2],
  readlink: [1, 2],
  readv: [2, 3],
  realpath: [1, 2],
  rename: [2],
  rm: [1, 2],
  rmdir: [1, 2],
  stat: [1, 2],
  statfs: [1, 2],
  symlink: [2, 3],
  truncate: [1, 2],
  unlink: [1],
  utimes: [3],
  write: [2, 3, 4, 5],
  writeFile: [2, 3],
  writev: [2, 3],
};

const callbackSlots: Readonly<Record<string, Claims>> = {
  readFile: { signal: [lifetime(1, 'signal')] },
  writeFile: { signal: [commit(2, 'signal')] },
};

const called: readonly CatalogEntry[] = [
  ...Object.entries(callbackStyle).flatMap(([name, positions]) => [
    ...exportsOf('fs', `${page}#callback-api`, { [name]: { callbacks: positions.map(later), ...callbackSlots[name] } }),
    ...promisified('fs', [name], fails),
  ]),
  ...exportsOf('fs', `${page}#callback-api`, {
    // These have no promisified form in the types.
    cp: { callbacks: [later(2), later(3)] },
    opendir: { callbacks: [later(1), later(2)] },
    exists: { callbacks: [later(1)] },
    watchFile: { callbacks: [later(1), later(2)], result: 'StatWatcher' },
    watch: { callbacks: [later(1), later(2)], signal: [lifetime(1, 'signal')], result: 'FSWatcher' },
    createReadStream: { signal: [lifetime(1, 'signal')], result: 'ReadStream' },
    createWriteStream: { signal: [lifetime(1, 'signal')], result: 'WriteStream' },
  }),
];

const synchronous = exportsOf('fs', `${page}#synchronous-api`, {
  existsSync: { throws: 'never', pure: true },
  ...each(
    [
      'accessSync',
      'appendFileSync',
      'chmodSync',
      'chownSync',
      'closeSync',
      'copyFileSync',
      'cpSync',
      'fsyncSync',
      'fstatSync',
      'ftruncateSync',
      'linkSync',
      'lstatSync',
      'mkdirSync',
      'mkdtempSync',
      'openSync',
      'opendirSync',
      'readdirSync',
      'readFileSync',
      'readlinkSync',
      'readSync',
      'realpathSync',
      'renameSync',
      'rmdirSync',
      'rmSync',
      'statSync',
      'statfsSync',
      'symlinkSync',
      'truncateSync',
      'unlinkSync',
      'utimesSync',
      'writeFileSync',
      'writeSync',
      'writevSync',
    ],
    { throws: 'witness' },
  ),
});

export const nodeFs: readonly CatalogEntry[] = [
  ...promised,
  ...called,
  ...synchronous,
  ...exportsOf('fs', `${page}#class-fsreadstream`, { ReadStream: { instead: { ...insteadOfReading, ...insteadOfOpening } } }),
  ...exportsOf('fs', `${page}#class-fswritestream`, { WriteStream: { instead: { ...insteadOfWriting, ...insteadOfOpening } } }),
  ...emitters('fs', `${page}#class-fsreadstream`, ['ReadStream', 'WriteStream', 'FSWatcher']),
];
