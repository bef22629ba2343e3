import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder that a project's paths are relative to.
 *
 * Fingerprints must not depend on the folder from which the audit was started, nor on where the repository was checked out: so it is
 * the repository's folder, or where there is none, that of the nearest package, or else the folder itself.
 */
export function projectRoot(folder: string): string {
  return upwards(folder, '.git') ?? upwards(folder, 'package.json') ?? folder;
}

/** The folder that holds all that is audited: the working folder, unless some of it lies elsewhere. */
export function auditedFolder(cwd: string, given: readonly string[]): string {
  const folders = given.map(name => path.resolve(cwd, beforeGlob(name))).map(name => (isFolder(name) ? name : path.dirname(name)));
  const [first = cwd, ...others] = folders;
  let common = first;
  while (!others.every(folder => isWithin(folder, common))) {
    common = path.dirname(common);
  }
  return isWithin(common, cwd) ? cwd : common;
}

/** What stands before the first segment with a wildcard. */
function beforeGlob(name: string): string {
  return name.replace(/(?:^|[\\/])[^\\/]*[*?[{(!].*$/, '') || '.';
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isWithin(name: string, folder: string): boolean {
  const relative = path.relative(folder, name);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

/** The nearest folder, from this one upwards, that holds the name. */
export function upwards(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, name))) {
      return at;
    }
    if (at === path.dirname(at)) {
      return undefined;
    }
  }
}
