import { KnownError } from '../known-error.ts';

export function tsconfigNotFound(given: string, absolute: string): KnownError {
  return new KnownError({
    looked: `There is no tsconfig ${given}.`,
    where: [absolute],
    next: 'Give --project the path of a tsconfig file or of a folder with a tsconfig.json, or leave it out: the audit then finds the tsconfig that owns each file.',
  });
}
