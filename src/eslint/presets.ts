import type { Linter } from 'eslint';
import type { PresetName, Rule } from '../engine/rule.ts';

export const presetNames: readonly PresetName[] = ['recommended', 'strict', 'all'];

/** The rules of a preset as ESLint's configuration writes them: what is recommended is an error, what others add a warning. */
export function rulesOfPreset(rules: readonly Rule[], preset: PresetName, namespace: string): Linter.RulesRecord {
  const entries: [string, Linter.RuleEntry][] = [];
  for (const rule of rules) {
    const options = optionsIn(rule, preset);
    if (options !== false) {
      const severity = rule.presets.recommended === false ? 'warn' : 'error';
      entries.push([`${namespace}/${rule.name}`, Object.keys(options).length === 0 ? severity : [severity, options]]);
    }
  }
  return Object.fromEntries(entries);
}

function optionsIn({ presets }: Rule, preset: PresetName): object | false {
  if (preset === 'all') {
    return presets.all ?? (presets.strict === false ? presets.recommended || {} : presets.strict);
  }
  return presets[preset];
}
