import { KnownError } from '../known-error.ts';

export function configurationUnreadable(file: string, error: unknown): KnownError {
  return new KnownError({
    looked: 'The configuration file cannot be read.',
    where: [file, error instanceof Error ? error.message : String(error)],
    next: 'It has to be JSON without comments. An editor shows the place if the file begins with { "$schema": "./node_modules/eslint-plugin-cancellation/schema.json" }.',
  });
}
