import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../rules/index.ts';
import { filesOf } from '../src/dev/new-rule.ts';
import { renderIndex, ruleNames } from '../src/dev/update-index.ts';
import type { PresetName } from '../src/engine/rule.ts';
import plugin from '../src/eslint/index.ts';
import { root } from './harness/stories.ts';

// A rule is a file, a page, a folder of stories, a line in the index, and a member of the presets it names. What has one of
// these has all of them.

const names = ruleNames();

describe('each rule file', () => {
  it('declares the rule of its own name', () => {
    expect(rules.map(({ name }) => name)).toEqual(names);
  });

  it('has a page, and each page a rule', () => {
    expect(listed('docs/rules', '.md')).toEqual(names);
  });

  it('has stories, and each folder of stories a rule', () => {
    expect(listed('fixtures/rules', '')).toEqual(names);
  });

  it('is in the plugin', () => {
    expect(Object.keys(plugin.rules).sort()).toEqual(names);
  });
});

it('rules/index.ts is what the folder gives', () => {
  const file = join(root, 'rules/index.ts');
  const rendered = renderIndex(names);
  if (process.env['UPDATE'] !== undefined) {
    writeFileSync(file, rendered);
  }
  expect(readFileSync(file, 'utf8')).toBe(rendered);
});

describe('the presets', () => {
  it.each(['recommended', 'strict'] as const)('%s holds the rules that say so, with their options', preset => {
    const promised = rules.flatMap(rule => {
      const options = rule.presets[preset];
      return options === false ? [] : [[rule.name, rule.presets.recommended === false ? 'warn' : 'error', options]];
    });
    expect(rulesIn(preset)).toEqual(promised);
  });

  it('all holds every rule, and what is recommended is an error in it', () => {
    expect(rulesIn('all').map(([name, severity]) => [name, severity])).toEqual(
      rules.map(rule => [rule.name, rule.presets.recommended === false ? 'warn' : 'error']),
    );
  });

  it('all is no weaker than strict', () => {
    const weaker = rules.filter(({ presets: { strict, all } }) => all !== undefined && Object.entries(strict || {}).some(([option, value]) => value !== false && Object.entries(all).every(([name, other]) => name !== option || other !== value)));
    expect(weaker.map(({ name }) => name)).toEqual([]);
  });

  it('strict is no weaker than recommended', () => {
    expect(rules.filter(({ presets }) => presets.recommended !== false && presets.strict === false).map(({ name }) => name)).toEqual([]);
  });
});

describe('each rule', () => {
  it.each(rules)('$name gives a default to each option, and each option a schema', rule => {
    expect(Object.keys(rule.defaults).sort()).toEqual(Object.keys(rule.schema).sort());
    const known = new Set(Object.keys(rule.schema));
    const set = [rule.presets.recommended, rule.presets.strict, rule.presets.all ?? {}].flatMap(options => (options === false ? [] : Object.keys(options)));
    expect(set.filter(option => !known.has(option))).toEqual([]);
  });

  it.each(rules)('$name says what its stories show and where that can be read', rule => {
    expect(rule.shows.length).toBeGreaterThan(0);
    expect(rule.sources.length).toBeGreaterThan(0);
    expect(rule.sources.filter(source => !URL.canParse(source))).toEqual([]);
  });
});

it('a new rule begins with everything that the catalogue asks for', () => {
  expect(filesOf('no-lost-task').map(([path]) => path)).toEqual([
    'rules/no-lost-task.ts',
    'docs/rules/no-lost-task.md',
    'fixtures/rules/no-lost-task/a-first-story.ts',
  ]);
});

/** Name, severity and options of the rules in a preset, by name. */
function rulesIn(preset: PresetName): readonly (readonly unknown[])[] {
  return plugin.configs[preset]
    .flatMap(config => Object.entries(config.rules ?? {}))
    .map(([name, entry]) => {
      const [severity, options = {}]: readonly unknown[] = Array.isArray(entry) ? entry : [entry];
      return [name.replace(/^.*\//, ''), severity, options] as const;
    })
    .toSorted(([a], [b]) => a.localeCompare(b));
}

function listed(folder: string, ending: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter(name => name.endsWith(ending) && !name.startsWith('.'))
    .map(name => name.slice(0, name.length - ending.length))
    .sort();
}
