import { KnownError } from '../known-error.ts';
import { sourceExtensions } from '../source-names.ts';

export function notASource(given: string): KnownError {
  return new KnownError({
    looked: `${given} is not a file that the audit reads.`,
    next: `Give a file that ends in ${sourceExtensions.join(', ')} (declaration files have no code to audit).`,
  });
}
