import { KnownError } from '../known-error.ts';

export function tsconfigMatchesNothing(tsconfigs: readonly string[]): KnownError {
  return new KnownError({
    looked: 'The tsconfig matches no source files.',
    where: tsconfigs,
    next: 'Check its `include`, `exclude` and `files`, or give the paths to audit instead of --project.',
  });
}
