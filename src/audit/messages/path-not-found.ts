import { readdirSync } from 'node:fs';
import path from 'node:path';
import { KnownError } from '../known-error.ts';
import { nearestName } from '../nearest-name.ts';

export function pathNotFound(given: string, cwd: string): KnownError {
  const absolute = path.resolve(cwd, given);
  const likely = nearestName(path.basename(absolute), namesIn(path.dirname(absolute)));
  return new KnownError({
    looked: `There is no file or folder ${given}.`,
    where: [absolute],
    next: likely === undefined ? 'Give the path of a file or folder, or a glob in quotes.' : `Did you mean ${path.join(path.dirname(given), likely)}?`,
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // The folder is missing too: there is nothing to suggest.
    return [];
  }
}
