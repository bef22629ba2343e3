import type { Specifier } from './entry.ts';

/**
 * Where something comes from, and what it is called there.
 *
 * An instance of a class is written as the class's prototype: `new Response().json` is `Response.prototype.json` of the
 * library. The default export is `default`, and a module as a whole has no name at all.
 */
export interface Path {
  readonly origin: 'lib' | 'package' | 'file';
  /** The package, without `node:`; or the file. Empty for `lib`. */
  readonly home: string;
  readonly names: readonly string[];
}

export function libPath(...names: readonly string[]): Path {
  return { origin: 'lib', home: '', names };
}

export function packagePath(specifier: string, ...names: readonly string[]): Path {
  return { origin: 'package', home: specifier.replace(/^node:/, ''), names };
}

export function filePath(file: string, ...names: readonly string[]): Path {
  return { origin: 'file', home: file, names };
}

export function memberOf(path: Path, name: string): Path {
  return { ...path, names: [...path.names, name] };
}

export function instanceOf(path: Path): Path {
  // What makes instances of a module as a whole is what it exports by default.
  return memberOf(path.names.length === 0 ? memberOf(path, 'default') : path, 'prototype');
}

export function isInstance(path: Path): boolean {
  return path.names.at(-1) === 'prototype';
}

export function pathOfSpecifier(specifier: Exclude<Specifier, { from: 'any' }>): Path {
  const names = specifier.name.split('.');
  switch (specifier.from) {
    case 'lib':
      return libPath(...names);
    case 'package':
      return canonical(packagePath(specifier.package, ...names));
    case 'file':
      return filePath(specifier.path ?? '', ...names);
  }
}

/** Modules of Node that are what their main class or function is (`import EventEmitter from 'node:events'`), and what that is called. */
const selfNamed: ReadonlyMap<string, { readonly main: string; readonly namespace: string }> = new Map([
  ['events', { main: 'EventEmitter', namespace: 'EventEmitter' }],
  ['stream', { main: 'Stream', namespace: 'Stream' }],
  ['assert', { main: 'ok', namespace: 'assert' }],
  ['assert/strict', { main: 'ok', namespace: 'strict' }],
  ['test', { main: 'test', namespace: 'test' }],
  ['module', { main: 'Module', namespace: 'Module' }],
]);

/**
 * Interfaces and namespaces of Node's types that stand for one object: `process`, `path`, `assert.strict`. What they hold is
 * known as the object's.
 */
const objects: readonly { readonly origin: Path['origin']; readonly home: string; readonly names: readonly string[]; readonly object: readonly string[] }[] = [
  { origin: 'lib', home: '', names: ['Process', 'prototype'], object: ['process'] },
  { origin: 'package', home: 'path', names: ['PlatformPath', 'prototype'], object: [] },
  { origin: 'package', home: 'path', names: ['path', 'PlatformPath', 'prototype'], object: [] },
  { origin: 'package', home: 'assert', names: ['strict'], object: [] },
  { origin: 'package', home: 'timers/promises', names: ['Scheduler', 'prototype'], object: ['scheduler'] },
];

/** Modules of Node that hand out a global under their own name. */
const globalModules: ReadonlySet<string> = new Set(['process', 'console']);

/** Global classes that Node's modules hand out as well. */
const globalExports: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['url', new Set(['URL', 'URLSearchParams'])],
  ['util', new Set(['TextDecoder', 'TextEncoder'])],
  ['perf_hooks', new Set(['performance', 'PerformanceObserver'])],
  ['buffer', new Set(['Buffer', 'Blob', 'File', 'atob', 'btoa'])],
  ['worker_threads', new Set(['BroadcastChannel'])],
  [
    'stream/web',
    new Set(['ReadableStream', 'WritableStream', 'TransformStream', 'ReadableStreamDefaultReader', 'WritableStreamDefaultWriter']),
  ],
]);

/**
 * One way of writing what can be written in several: `fs.promises.readFile` is `readFile` of `fs/promises`, a member of
 * the default export is a member of the module, `node:process` is the global.
 */
export function canonical(path: Path): Path {
  return asObject(path.origin === 'package' ? canonicalExport(path) : path);
}

function asObject(path: Path): Path {
  const alias = objects.find(
    ({ origin, home, names }) =>
      origin === path.origin && home === path.home && path.names.length > names.length && names.every((name, at) => path.names[at] === name),
  );
  return alias === undefined ? path : { ...path, names: [...alias.object, ...path.names.slice(alias.names.length)] };
}

function canonicalExport(path: Path): Path {
  let { home } = path;
  let names = path.names.length === 0 ? ['default'] : path.names;
  const self = selfNamed.get(home);
  const isMember = names.length > 1 && names[1] !== 'prototype';
  if (isMember && (names[0] === 'default' || names[0] === self?.namespace)) {
    names = names.slice(1);
  } else if (self !== undefined && names[0] === 'default') {
    names = [self.main, ...names.slice(1)];
  }
  if (names[0] === 'promises' && names.length > 1) {
    home = `${home}/promises`;
    names = names.slice(1);
  }
  if (globalModules.has(home)) {
    return libPath(home, ...names.filter(name => name !== 'default'));
  }
  if (globalExports.get(home)?.has(names[0] ?? '') === true) {
    return libPath(...names);
  }
  return packagePath(home, ...names);
}
