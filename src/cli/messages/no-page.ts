import { KnownError } from '../../audit/known-error.ts';
import { nearestName } from '../../audit/nearest-name.ts';

export function noPage(rule: string, rules: readonly string[]): KnownError {
  const likely = nearestName(rule, rules);
  return new KnownError({
    looked: `There is no rule ${rule}.`,
    where: [`rules: ${rules.join(', ')}`],
    next: likely === undefined ? 'Name one of these.' : `Did you mean ${likely}?`,
  });
}
