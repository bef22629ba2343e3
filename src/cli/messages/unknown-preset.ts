import { KnownError } from '../../audit/known-error.ts';
import { nearestName } from '../../audit/nearest-name.ts';

export function unknownPreset(given: string, presets: readonly string[]): KnownError {
  const likely = nearestName(given, presets);
  return new KnownError({
    looked: `There is no preset ${given}.`,
    where: [`presets: ${presets.join(', ')}`],
    next: likely === undefined ? 'Give one of these to --preset.' : `Did you mean ${likely}?`,
  });
}
