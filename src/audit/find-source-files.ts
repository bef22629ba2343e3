import { statSync } from 'node:fs';
import path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { globMatchesNothing } from './messages/glob-matches-nothing.ts';
import { notASource } from './messages/not-a-source.ts';
import { pathNotFound } from './messages/path-not-found.ts';
import { isSource, slashed } from './source-names.ts';

export interface SourceRequest {
  /** Absolute. */
  readonly cwd: string;
  /** Files, folders and globs, relative to `cwd`. */
  readonly paths: readonly string[];
  /** Globs of files to leave alone, and the folder that they are relative to. */
  readonly ignores: { readonly folder: string; readonly globs: readonly string[] };
}

export interface FoundFiles {
  /** Absolute, with forward slashes, sorted. */
  readonly files: readonly string[];
  /** The folders among the paths, absolute. */
  readonly folders: readonly string[];
}

// What tools write, not people. A tsconfig that names a file in one of them is believed: see `planFound`.
const outputFolders = ['node_modules', 'bower_components', 'dist', 'build', 'out', 'coverage'];

const sourceGlob = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}';
const skippedGlobs = ['**/*.d.{ts,mts,cts}', '**/*.d.*.ts', ...outputFolders.map(folder => `**/${folder}/**`)];

/** Finds the files that the user means. What is named is taken; what is found in a folder is taken unless a tool wrote it. */
export async function findSourceFiles(request: SourceRequest): Promise<FoundFiles> {
  const files = new Set<string>();
  const folders: string[] = [];
  for (const given of request.paths) {
    const absolute = path.resolve(request.cwd, given);
    const stats = statSync(absolute, { throwIfNoEntry: false });
    if (stats?.isDirectory() === true) {
      folders.push(slashed(absolute));
      add(files, await search(absolute, sourceGlob));
    } else if (stats !== undefined) {
      if (!isSource(absolute)) {
        throw notASource(given);
      }
      files.add(slashed(absolute));
    } else if (isDynamicPattern(given)) {
      const matches = await search(request.cwd, given);
      if (matches.length === 0) {
        throw globMatchesNothing(given, request.cwd);
      }
      add(files, matches);
    } else {
      throw pathNotFound(given, request.cwd);
    }
  }
  for (const file of await ignoredFiles(request)) {
    files.delete(file);
  }
  return { files: [...files].sort(), folders };
}

/** The files that the user's configuration leaves alone. */
export async function ignoredFiles({ ignores }: SourceRequest): Promise<ReadonlySet<string>> {
  if (ignores.globs.length === 0) {
    return new Set();
  }
  const matches = await glob([...ignores.globs], { cwd: ignores.folder, absolute: true, ignore: ['**/node_modules/**'], followSymbolicLinks: false });
  return new Set(matches);
}

async function search(folder: string, pattern: string): Promise<string[]> {
  // Links are not followed: they lead in circles, or to files that have a place of their own.
  const matches = await glob(pattern, { cwd: folder, absolute: true, ignore: skippedGlobs, followSymbolicLinks: false });
  return matches.filter(isSource);
}

function add(set: Set<string>, items: readonly string[]): void {
  for (const item of items) {
    set.add(item);
  }
}
