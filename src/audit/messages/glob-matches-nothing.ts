import { KnownError } from '../known-error.ts';

export function globMatchesNothing(given: string, cwd: string): KnownError {
  return new KnownError({
    looked: `No source file matches ${given}.`,
    where: [`in ${cwd}`],
    next: 'Check the glob, and put it in quotes so that the shell leaves it alone. Files in node_modules, dist, build and out are skipped: name them to audit them.',
  });
}
