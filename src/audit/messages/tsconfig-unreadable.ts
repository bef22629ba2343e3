import { KnownError } from '../known-error.ts';

export function tsconfigUnreadable(file: string, problems: readonly string[]): KnownError {
  return new KnownError({
    looked: `The tsconfig ${file} cannot be read.`,
    where: problems,
    next: 'Mend it (`tsc --showConfig` says the same), or leave --project out: the audit then makes do without it.',
  });
}
