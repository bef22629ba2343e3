import { KnownError } from '../../audit/known-error.ts';

export function notACount(option: string, given: string): KnownError {
  return new KnownError({
    looked: `${option} takes a number of warnings, and ${given} is none.`,
    next: `Give a whole number from 0 upwards: ${option} 0 fails on the first warning.`,
  });
}
