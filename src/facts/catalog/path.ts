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
  return memberOf(path, 'prototype');
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

/** Modules of Node that are what their main class or function is: `import EventEmitter from 'node:events'`. */
const selfNamed: ReadonlyMap<string, string> = new Map([
  ['events', 'EventEmitter'],
  ['stream', 'Stream'],
  ['assert', 'ok'],
  ['test', 'test'],
]);

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
  if (path.origin !== 'package') {
    return path;
  }
  let { home } = path;
  let names = path.names.length === 0 ? ['default'] : path.names;
  const main = selfNamed.get(home);
  if (main !== undefined && names[0] === 'default') {
    names = names.length > 1 && names[1] !== 'prototype' ? names.slice(1) : [main, ...names.slice(1)];
  }
  if (names[0] === 'default' && names.length > 1 && names[1] !== 'prototype') {
    names = names.slice(1);
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
