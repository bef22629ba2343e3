import { statSync } from 'node:fs';
import path from 'node:path';
import type ts from 'typescript';
import type { Note } from '../engine/finding.ts';
import type { Compiler } from '../facts/context.ts';
import { slashed } from './source-names.ts';
import { tsconfigNotFound } from './messages/tsconfig-not-found.ts';
import { tsconfigUnreadable } from './messages/tsconfig-unreadable.ts';

export interface Tsconfig {
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly parsed: ts.ParsedCommandLine;
  /** The files that it names, by `files` and `include`. */
  readonly files: readonly string[];
  owns(file: string): boolean;
}

const names = ['tsconfig.json', 'jsconfig.json'];

/**
 * Which tsconfig speaks for a file.
 *
 * The nearest one upwards that includes the file, itself or through its references (a "solution" has no files of its own);
 * one that excludes it is passed by. The search ends at the repository's edge. One that cannot be read is told in a note, unless the
 * user named it: then there is no point in going on without. A base from a package that is not installed is always told in a note:
 * whoever audits a fresh clone has no packages, and what the tsconfig itself says stands there all the same.
 */
export class Tsconfigs {
  readonly #ts: Compiler;
  readonly #cwd: string;
  readonly #read = new Map<string, Tsconfig | undefined>();
  readonly #candidates = new Map<string, readonly string[]>();
  readonly #extended = new Map<string, ts.ExtendedConfigCacheEntry>();
  readonly #notes: Note[] = [];

  constructor(ts: Compiler, cwd: string) {
    this.#ts = ts;
    this.#cwd = cwd;
  }

  get notes(): readonly Note[] {
    return this.#notes;
  }

  /** A tsconfig that the user named. */
  given(name: string): Tsconfig {
    const absolute = slashed(path.resolve(this.#cwd, name));
    const file = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true ? `${absolute}/tsconfig.json` : absolute;
    if (!this.#ts.sys.fileExists(file)) {
      throw tsconfigNotFound(name, file);
    }
    const { tsconfig, fatal, harmless } = this.#parse(file);
    if (tsconfig === undefined || fatal.length > 0) {
      throw tsconfigUnreadable(name, [file, ...fatal]);
    }
    this.#remember(file, tsconfig, harmless);
    return tsconfig;
  }

  ownerOf(file: string): Tsconfig | undefined {
    for (const candidate of this.#candidatesFor(path.posix.dirname(file))) {
      const owner = this.#ownerAmong(candidate, file, new Set());
      if (owner !== undefined) {
        return owner;
      }
    }
    return undefined;
  }

  /** The next one upwards, whether it includes the file or not. */
  nearestTo(file: string): Tsconfig | undefined {
    for (const candidate of this.#candidatesFor(path.posix.dirname(file))) {
      const tsconfig = this.at(candidate);
      if (tsconfig !== undefined) {
        return tsconfig;
      }
    }
    return undefined;
  }

  /** All that a tsconfig refers to, directly or not. */
  referencesOf(tsconfig: Tsconfig, seen = new Set<string>([tsconfig.path])): Tsconfig[] {
    return this.#directReferences(tsconfig).flatMap(reference => {
      if (seen.has(reference.path)) {
        return [];
      }
      seen.add(reference.path);
      return [reference, ...this.referencesOf(reference, seen)];
    });
  }

  /** Undefined if there is none there, or if it cannot be read. */
  at(file: string): Tsconfig | undefined {
    if (!this.#read.has(file)) {
      if (this.#ts.sys.fileExists(file)) {
        const { tsconfig, fatal, harmless } = this.#parse(file);
        this.#remember(file, tsconfig, [...fatal, ...harmless]);
      } else {
        this.#read.set(file, undefined);
      }
    }
    return this.#read.get(file);
  }

  #ownerAmong(candidate: string, file: string, seen: Set<string>): Tsconfig | undefined {
    if (seen.has(candidate)) {
      return undefined;
    }
    seen.add(candidate);
    const tsconfig = this.at(candidate);
    if (tsconfig === undefined || tsconfig.owns(file)) {
      return tsconfig;
    }
    for (const reference of this.#directReferences(tsconfig)) {
      const owner = this.#ownerAmong(reference.path, file, seen);
      if (owner !== undefined) {
        return owner;
      }
    }
    return undefined;
  }

  #directReferences(tsconfig: Tsconfig): Tsconfig[] {
    return (tsconfig.parsed.projectReferences ?? []).flatMap(reference => this.at(this.#ts.resolveProjectReferencePath(reference)) ?? []);
  }

  /** The tsconfigs that there are from a folder upwards, to the edge of the repository. */
  #candidatesFor(folder: string): readonly string[] {
    let candidates = this.#candidates.get(folder);
    if (candidates === undefined) {
      const own = names.map(name => path.posix.join(folder, name)).filter(file => this.#ts.sys.fileExists(file));
      const parent = path.posix.dirname(folder);
      const isEdge = parent === folder || statSync(`${folder}/.git`, { throwIfNoEntry: false }) !== undefined;
      candidates = isEdge ? own : [...own, ...this.#candidatesFor(parent)];
      this.#candidates.set(folder, candidates);
    }
    return candidates;
  }

  #remember(file: string, tsconfig: Tsconfig | undefined, problems: readonly string[]): void {
    this.#read.set(file, tsconfig);
    if (problems.length > 0) {
      this.#notes.push({ code: 'tsconfig', file, message: `${problems.join(' ')} What can be read of it is used.` });
    }
  }

  #parse(file: string): { tsconfig: Tsconfig | undefined; fatal: string[]; harmless: string[] } {
    const ts = this.#ts;
    const unrecoverable: ts.Diagnostic[] = [];
    const parsed = ts.getParsedCommandLineOfConfigFile(
      file,
      {},
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic: diagnostic => unrecoverable.push(diagnostic) },
      this.#extended,
    );
    const { error: broken } = ts.readConfigFile(file, name => ts.sys.readFile(name));
    const diagnostics = [...(broken === undefined ? [] : [broken]), ...unrecoverable, ...(parsed?.errors ?? [])].filter(({ code }) => code !== matchesNothing);
    const [fatal, harmless] = [true, false].map(wanted =>
      diagnostics.filter(diagnostic => this.#isFatal(diagnostic) === wanted).map(diagnostic => this.#tell(diagnostic, file)),
    );
    return { tsconfig: parsed === undefined ? undefined : tsconfigOf(file, parsed), fatal: fatal ?? [], harmless: harmless ?? [] };
  }

  /** Whether the project would be another one without the mistake: broken JSON, a base that is missing or goes in circles. */
  #isFatal(diagnostic: ts.Diagnostic): boolean {
    const { code } = diagnostic;
    if (code === notFound && isPackage(textOf(diagnostic))) {
      return false;
    }
    return code < 5000 || code === circular || code === notFound || code === cannotRead || code === cannotReadBecause;
  }

  #tell(diagnostic: ts.Diagnostic, tsconfig: string): string {
    const text = this.#ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
    if (diagnostic.file === undefined || diagnostic.start === undefined) {
      return text;
    }
    const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
    const { fileName } = diagnostic.file;
    return `${fileName === tsconfig ? '' : `${fileName}: `}Line ${String(line + 1)}, column ${String(character + 1)}: ${text}`;
  }
}

// https://github.com/microsoft/TypeScript/blob/main/src/compiler/diagnosticMessages.json; below 5000 is syntax.
const matchesNothing = 18003;
const circular = 18000;
const notFound = 6053;
const cannotRead = 5083;
const cannotReadBecause = 5012;

/** What stands where a diagnostic points, such as the base in `"extends": "@tsconfig/node20"`. */
function textOf({ file, start, length }: ts.Diagnostic): string {
  return file === undefined || start === undefined ? '' : file.text.slice(start, start + (length ?? 0));
}

function isPackage(quoted: string): boolean {
  return /^["'][^./\\]/.test(quoted);
}

function tsconfigOf(file: string, parsed: ts.ParsedCommandLine): Tsconfig {
  let files: ReadonlySet<string> | undefined;
  return {
    path: file,
    parsed,
    files: parsed.fileNames,
    owns(name) {
      files ??= new Set(parsed.fileNames);
      return files.has(name);
    },
  };
}
