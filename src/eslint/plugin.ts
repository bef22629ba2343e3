import type { ESLint, Linter, Rule as ESLintRule } from 'eslint';
import { name, version } from '../engine/own-package.ts';
import type { PresetName, Rule } from '../engine/rule.ts';
import { adapt } from './adapt.ts';
import { presetNames, rulesOfPreset } from './presets.ts';
import { SourceUnits, type CreateAnalysis } from './source-unit.ts';

/** What `eslint.config.js` imports. */
export interface CancellationPlugin extends ESLint.Plugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: 'cancellation' };
  readonly rules: Record<string, ESLintRule.RuleModule>;
  /** Each is an array for `defineConfig`, `tseslint.config`, or a plain configuration that spreads it. */
  readonly configs: Record<PresetName, Linter.Config[]>;
}

export interface Parts {
  readonly rules: readonly Rule[];
  readonly createAnalysis: CreateAnalysis;
}

const namespace = 'cancellation';

export function createPlugin({ rules, createAnalysis }: Parts): CancellationPlugin {
  const units = new SourceUnits(createAnalysis);
  const plugin: CancellationPlugin = {
    meta: { name, version, namespace },
    rules: Object.fromEntries(rules.map(rule => [rule.name, adapt(rule, units)])),
    configs: { recommended: [], strict: [], all: [] },
  };
  // A configuration names the plugin that it belongs to, so that it needs no further import.
  for (const preset of presetNames) {
    plugin.configs[preset].push({
      name: `${namespace}/${preset}`,
      plugins: { [namespace]: plugin },
      rules: rulesOfPreset(rules, preset, namespace),
    });
  }
  return plugin;
}
