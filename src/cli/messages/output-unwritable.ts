import { KnownError } from '../../audit/known-error.ts';

export function outputUnwritable(file: string, error: unknown): KnownError {
  return new KnownError({
    looked: 'The report cannot be written.',
    where: [file, error instanceof Error ? error.message : String(error)],
    next: 'Give --output a file in a folder that you may write to.',
  });
}
