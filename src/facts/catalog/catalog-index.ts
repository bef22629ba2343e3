import type { CatalogEntry, SignalSlot } from './entry.ts';
import { canonical, pathOfSpecifier, type Path } from './path.ts';

/**
 * Entries by name.
 *
 * Most names in a program are in no catalog, so `knows` answers by the last segment before anybody resolves anything. An
 * entry of the user's for the same thing is laid over the built-in one, key by key.
 */
export class CatalogIndex {
  readonly #lastNames = new Set<string>();
  readonly #lastNamesInFiles = new Set<string>();
  readonly #signalSlots = new Map<string, SignalSlot[]>();
  readonly #exact = new Map<string, CatalogEntry>();
  readonly #inFiles = new Map<string, CatalogEntry[]>();
  readonly #anywhere = new Map<string, CatalogEntry>();

  readonly #packagesOfUser = new Set<string>();
  readonly #subpaths = new Map<string, Set<string>>();

  constructor(builtin: Iterable<CatalogEntry>, extra: Iterable<CatalogEntry>) {
    for (const entry of builtin) {
      this.#add(entry);
    }
    for (const entry of extra) {
      this.#add(entry);
      if (entry.of.from === 'package') {
        this.#packagesOfUser.add(entry.of.package);
      }
    }
  }

  /** Has the user said something of this package? Then it may be one of the project's own. */
  isPackageOfUser(name: string): boolean {
    return this.#packagesOfUser.has(name);
  }

  /** The entry points of a package beside its main one of which something is known: a file of it may declare what any of them exports. */
  subpathsOf(name: string): Iterable<string> {
    return this.#subpaths.get(name) ?? [];
  }

  /** Is there an entry whose last name is this? */
  knows(lastName: string): boolean {
    return this.#lastNames.has(lastName);
  }

  /** Has the user said something of a thing in a file that has this last name? */
  knowsInFiles(lastName: string): boolean {
    return this.#lastNamesInFiles.has(lastName);
  }

  /** The places for a signal that something with this last name has. */
  signalSlotsOf(lastName: string): readonly SignalSlot[] {
    return this.#signalSlots.get(lastName) ?? [];
  }

  find(path: Path): CatalogEntry | undefined {
    const exact = canonical(path);
    let found: CatalogEntry | undefined;
    for (const names of spellings(exact.names)) {
      found ??= exact.origin === 'file' ? this.#inFile(exact.home, names) : this.#exact.get(key(exact, names));
    }
    return overlaid(found, this.anywhere(exact.names));
  }

  /** What the user said of a name, wherever it is declared. */
  anywhere(names: readonly string[]): CatalogEntry | undefined {
    if (this.#anywhere.size === 0) {
      return undefined;
    }
    const said = spellings(names).map(spelling => this.#anywhere.get(spelling.join('.')));
    return said.find(entry => entry !== undefined) ?? this.#anywhere.get(names.at(-1) ?? '');
  }

  #add(entry: CatalogEntry): void {
    const { of } = entry;
    const lastName = of.name.slice(of.name.lastIndexOf('.') + 1);
    this.#lastNames.add(lastName);
    if (entry.signal !== undefined) {
      this.#signalSlots.set(lastName, [...this.signalSlotsOf(lastName), ...entry.signal]);
    }
    if (of.from === 'any') {
      put(this.#anywhere, of.name, entry);
    } else if (of.from === 'file') {
      this.#lastNamesInFiles.add(lastName);
      this.#inFiles.set(of.name, [...(this.#inFiles.get(of.name) ?? []), entry]);
    } else {
      const path = pathOfSpecifier(of);
      const [main = ''] = /^(?:@[^/]+\/)?[^/]+/.exec(path.home) ?? [];
      if (main !== path.home) {
        this.#subpaths.set(main, (this.#subpaths.get(main) ?? new Set()).add(path.home));
      }
      put(this.#exact, key(path, path.names), entry);
    }
  }

  #inFile(file: string, names: readonly string[]): CatalogEntry | undefined {
    return this.#inFiles
      .get(names.join('.'))
      ?.filter(entry => entry.of.from === 'file' && (entry.of.path === undefined || isFile(file, entry.of.path)))
      .reduce<CatalogEntry | undefined>(overlaid, undefined);
  }
}

function key(path: Path, names: readonly string[]): string {
  return `${path.origin}:${path.home}:${names.join('.')}`;
}

/**
 * `Response.prototype.json` may also be written `Response.json`, never the other way round. What is said of a class is not said of
 * its instance: `Debugger.prototype` is what happens when an instance is called.
 */
function spellings(names: readonly string[]): (readonly string[])[] {
  return names.includes('prototype') && names.at(-1) !== 'prototype' ? [names, names.filter(name => name !== 'prototype')] : [names];
}

function put(map: Map<string, CatalogEntry>, name: string, entry: CatalogEntry): void {
  map.set(name, overlaid(map.get(name), entry) ?? entry);
}

function overlaid(under: CatalogEntry | undefined, over: CatalogEntry | undefined): CatalogEntry | undefined {
  return under === undefined || over === undefined ? (over ?? under) : { ...under, ...over };
}

/** Users write paths relative to their project, with or without an extension. */
function isFile(file: string, path: string): boolean {
  const wanted = bare(path.replace(/^(?:\.\/)+/, ''));
  const actual = bare(file);
  return actual === wanted || actual.endsWith(`/${wanted}`);
}

function bare(file: string): string {
  return file.replaceAll('\\', '/').replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
}
