import type { Severity } from '../engine/finding.ts';
import type { PresetName, Rule } from '../engine/rule.ts';
import { unknownRule } from './messages/unknown-rule.ts';

/** How the user wants a rule; what is left out comes from the preset. */
export interface RuleWish {
  readonly severity?: Severity | 'off';
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface Wishes {
  readonly preset: PresetName;
  /** From the configuration. */
  readonly configured: ReadonlyMap<string, RuleWish>;
  /** From the command line: these rules and no others, unless `alsoPreset`. */
  readonly named: ReadonlyMap<string, RuleWish>;
  readonly alsoPreset: boolean;
}

export interface SelectedRule {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly options: object;
}

/** Which rules run, how severe, and with which options. */
export function selectRules(rules: readonly Rule[], wishes: Wishes): SelectedRule[] {
  for (const name of [...wishes.configured.keys(), ...wishes.named.keys()]) {
    if (!rules.some(rule => rule.name === name)) {
      throw unknownRule(name, rules.map(rule => rule.name));
    }
  }
  const onlyNamed = wishes.named.size > 0 && !wishes.alsoPreset;
  return rules.flatMap(rule => {
    const configured = wishes.configured.get(rule.name);
    const named = wishes.named.get(rule.name);
    if (onlyNamed && named === undefined) {
      return [];
    }
    const severity = named?.severity ?? (named === undefined ? configured?.severity : onOf(configured?.severity));
    return selected(rule, wishes, { ...(severity && { severity }), options: { ...configured?.options, ...named?.options } }, named !== undefined);
  });
}

function selected(rule: Rule, { preset }: Wishes, wish: RuleWish, isNamed: boolean): SelectedRule[] {
  const options = optionsIn(rule, preset);
  if (wish.severity === 'off' || (options === undefined && wish.severity === undefined && !isNamed)) {
    return [];
  }
  return [{ rule, severity: wish.severity ?? usualSeverity(rule), options: { ...rule.defaults, ...(options ?? weakestOptions(rule)), ...wish.options } }];
}

/** The options under which the preset runs the rule; undefined where it leaves the rule out. */
function optionsIn(rule: Rule, preset: PresetName): object | undefined {
  if (preset === 'all') {
    return rule.presets.all ?? (rule.presets.strict || rule.presets.recommended || {});
  }
  return rule.presets[preset] || undefined;
}

/** A rule that is asked for by name although the preset leaves it out runs as in the first preset that has it. */
function weakestOptions({ presets }: Rule): object {
  return presets.recommended || presets.strict || {};
}

/** What `recommended` finds is an error; what the others add is a warning. */
function usualSeverity({ presets }: Rule): Severity {
  return presets.recommended === false ? 'warning' : 'error';
}

/** A rule that is named on the command line runs, even if the configuration has switched it off. */
function onOf(severity: RuleWish['severity']): Severity | undefined {
  return severity === 'off' ? undefined : severity;
}
