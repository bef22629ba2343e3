import type { Finding } from './finding.ts';
import type { Rule } from './rule.ts';

/**
 * One site, one finding: what a rule finds where a rule speaks that it yields to is not told.
 *
 * `told` gives the findings of the rule with that name in the same file, or none where it does not run.
 */
export function withoutYielded(rule: Rule, findings: readonly Finding[], told: (rule: string) => readonly Finding[]): readonly Finding[] {
  if (rule.yieldsTo === undefined || findings.length === 0) {
    return findings;
  }
  const taken = new Set(rule.yieldsTo.flatMap(name => told(name)).map(({ span }) => span.start));
  return findings.filter(({ span }) => !taken.has(span.start));
}
