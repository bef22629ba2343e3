import { KnownError } from '../known-error.ts';

export function configurationWrong(file: string, problems: readonly string[]): KnownError {
  return new KnownError({
    looked: 'The configuration file says something that is not known.',
    where: [file, ...problems],
    next: 'Mend these places. The package describes the format in its schema.json, and an editor checks it if the file names that as its `$schema`.',
  });
}
