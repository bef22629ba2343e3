import path from 'node:path';
import { KnownError } from '../known-error.ts';
import { sourceExtensions } from '../source-names.ts';

export function noSources(paths: readonly string[], cwd: string): KnownError {
  return new KnownError({
    looked: `There is nothing to audit: no file ends in ${sourceExtensions.join(', ')}.`,
    where: paths.map(given => `in ${path.resolve(cwd, given)}`),
    next: 'Give a folder that holds sources. Folders named node_modules, dist, build, out and coverage are skipped, and so are hidden ones and what `ignores` names.',
  });
}
