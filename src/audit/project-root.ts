import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder that a project's paths are relative to.
 *
 * Fingerprints must not depend on the folder from which the audit was started, nor on where the repository was checked out: so it is
 * the repository's folder, or where there is none, that of the nearest package, or else the working folder itself.
 */
export function projectRoot(cwd: string): string {
  return upwards(cwd, '.git') ?? upwards(cwd, 'package.json') ?? cwd;
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
