import { KnownError } from '../../audit/known-error.ts';
import { nearestName } from '../../audit/nearest-name.ts';

export function unknownSeverity(given: string, rule: string, severities: readonly string[]): KnownError {
  const likely = nearestName(given, severities);
  return new KnownError({
    looked: `There is no severity ${given}.`,
    where: [`in --rule ${rule}:${given}`, `severities: ${severities.join(', ')}`],
    next: `Write --rule ${rule}:${likely ?? 'warning'}, or --rule ${rule} for its usual severity.`,
  });
}
