import type { Severity } from '../engine/finding.ts';
import { rulePageOf } from '../engine/rule-page.ts';
import type { Rule } from '../engine/rule.ts';

/** What somebody who chooses among the rules wants to know of one. */
export interface RuleDescription {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Its page. */
  readonly url: string;
  /** Unless the configuration says otherwise. */
  readonly severity: Severity;
}

export function describe({ name, summary, presets }: Rule): RuleDescription {
  return { name, summary, url: rulePageOf(name), severity: presets.recommended === false ? 'warning' : 'error' };
}
