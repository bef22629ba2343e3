import { KnownError } from '../../audit/known-error.ts';
import { nearestName } from '../../audit/nearest-name.ts';

export function unknownFormat(given: string, formats: readonly string[]): KnownError {
  const likely = nearestName(given, formats);
  return new KnownError({
    looked: `There is no format ${given}.`,
    where: [`formats: ${formats.join(', ')}`],
    next: likely === undefined ? 'Give one of these to --format.' : `Did you mean ${likely}?`,
  });
}
