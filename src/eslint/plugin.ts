import { name, version } from '../engine/own-package.ts';
import type { Rule } from '../engine/rule.ts';
import { adapt } from './adapt.ts';
import type { CancellationPlugin } from './cancellation-plugin.ts';
import { presetNames, rulesOfPreset } from './presets.ts';
import { SourceUnits, type CreateAnalysis } from './source-unit.ts';

export interface Parts {
  readonly rules: readonly Rule[];
  readonly createAnalysis: CreateAnalysis;
}

const namespace = 'cancellation';

export function createPlugin({ rules, createAnalysis }: Parts): CancellationPlugin {
  const units = new SourceUnits(createAnalysis);
  const plugin: CancellationPlugin = {
    meta: { name, version, namespace },
    rules: Object.fromEntries(rules.map(rule => [rule.name, adapt(rule, units, rules)])),
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
