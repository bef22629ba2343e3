import { isBuiltin } from 'node:module';
import type ts from 'typescript';
import type { Note } from '../engine/finding.ts';

/**
 * Modules that give no types, told once for the whole audit.
 *
 * The compiler would say it per import, at the price of checking every file. Module resolution passes here anyway.
 */
export class MissingModules {
  readonly #absent = new Map<string, number>();
  readonly #untyped = new Map<string, number>();

  record(specifier: string, resolved: ts.ResolvedModuleFull | undefined): void {
    if (resolved === undefined) {
      if (isBuiltin(specifier)) {
        count(this.#untyped, specifier);
      } else if (!isAsset(specifier)) {
        count(this.#absent, specifier);
      }
    } else if (resolved.isExternalLibraryImport === true && /^\.[mc]?jsx?$/.test(resolved.extension)) {
      count(this.#untyped, specifier);
    }
  }

  /** `declared`: modules that some file of the program declares (`declare module 'x'`), also with a `*`. */
  forget(declared: readonly string[]): void {
    for (const name of declared) {
      for (const specifier of [...this.#absent.keys(), ...this.#untyped.keys()]) {
        if (matches(specifier, name)) {
          this.#absent.delete(specifier);
          this.#untyped.delete(specifier);
        }
      }
    }
  }

  notes(): Note[] {
    const untyped = new Map<string, number>();
    for (const [specifier, uses] of this.#untyped) {
      count(untyped, isBuiltin(specifier) ? nodeItself : specifier, uses);
    }
    return [
      ...noteOf('missing-module', this.#absent, 'not found, so what comes from there is unknown. Install the dependencies, and build the packages whose output is imported'),
      ...noteOf('untyped', untyped, 'without types, so calls there are read by name alone. Install the `@types` packages'),
    ];
  }
}

// Its modules are there, but not their declarations: one name for all of them, as one package mends all of them.
const nodeItself = 'node';

/** What a bundler turns into a module. */
function isAsset(specifier: string): boolean {
  return specifier.includes('?') || /\.(?!(?:[mc]?[jt]sx?)$)[a-z][a-z0-9]{1,7}$/i.test(specifier.replace(/^.*\//, ''));
}

function count(counts: Map<string, number>, name: string, uses = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + uses);
}

function matches(specifier: string, declared: string): boolean {
  const [head, tail] = declared.split('*');
  return tail === undefined ? specifier === head : specifier.startsWith(head ?? '') && specifier.endsWith(tail);
}

const mostNamed = 5;

function noteOf(code: 'missing-module' | 'untyped', counts: ReadonlyMap<string, number>, text: string): Note[] {
  if (counts.size === 0) {
    return [];
  }
  const byUse = [...counts].sort(([a, less], [b, more]) => more - less || (a < b ? -1 : 1)).map(([name]) => `\`${name}\``);
  const named = byUse.slice(0, mostNamed).join(', ');
  const rest = byUse.length > mostNamed ? ` and ${String(byUse.length - mostNamed)} more` : '';
  return [{ code, message: `${counts.size === 1 ? '1 module is' : `${String(counts.size)} modules are`} ${text}: ${named}${rest}.` }];
}
