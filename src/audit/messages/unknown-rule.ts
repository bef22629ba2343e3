import { KnownError } from '../known-error.ts';
import { nearestName } from '../nearest-name.ts';

export function unknownRule(name: string, rules: readonly string[]): KnownError {
  const likely = nearestName(name, rules);
  return new KnownError({
    looked: `There is no rule ${name}.`,
    where: [`rules: ${rules.join(', ')}`],
    next: likely === undefined ? 'Name one of these.' : `Did you mean ${likely}?`,
  });
}
