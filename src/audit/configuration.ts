import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Severity } from '../engine/finding.ts';
import type { PresetName } from '../engine/rule.ts';
import type { CatalogEntry } from '../facts/catalog/entry.ts';
import { checkConfiguration } from './check-configuration.ts';
import { configurationUnreadable } from './messages/configuration-unreadable.ts';
import { configurationWrong } from './messages/configuration-wrong.ts';
import { upwards } from './project-root.ts';
import type { RuleWish } from './select-rules.ts';

export const configurationName = 'cancellation.config.json';

/** `cancellation.config.json`, as `schema.json` describes it. */
export interface ConfigurationFile {
  readonly $schema?: string;
  readonly preset?: PresetName;
  readonly rules?: Readonly<Record<string, Severity | 'off' | readonly [Severity | 'off', Readonly<Record<string, unknown>>]>>;
  /** Globs, relative to the file. */
  readonly ignores?: readonly string[];
  readonly catalog?: readonly CatalogEntry[];
}

export interface Configuration {
  /** The folder that its globs are relative to. */
  readonly folder: string;
  readonly preset?: PresetName;
  readonly rules: ReadonlyMap<string, RuleWish>;
  readonly ignores: readonly string[];
  readonly catalog: readonly CatalogEntry[];
}

/** Reads the nearest configuration from a folder upwards; without one, nothing is configured. */
export async function readConfiguration(cwd: string): Promise<Configuration> {
  const folder = upwards(cwd, configurationName);
  if (folder === undefined) {
    return { folder: cwd, rules: new Map(), ignores: [], catalog: [] };
  }
  const { preset, rules = {}, ignores = [], catalog = [] } = await read(path.join(folder, configurationName));
  return { folder, ...(preset && { preset }), rules: new Map(Object.entries(rules).map(wishOf)), ignores, catalog };
}

async function read(file: string): Promise<ConfigurationFile> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw configurationUnreadable(file, error);
  }
  const checked = await checkConfiguration(value);
  if ('problems' in checked) {
    throw configurationWrong(file, checked.problems);
  }
  return checked.configuration;
}

function wishOf([name, given]: [string, NonNullable<ConfigurationFile['rules']>[string]]): [string, RuleWish] {
  const [severity, options] = typeof given === 'string' ? [given, {}] : given;
  // The prefix under which ESLint knows the rule may stand here too.
  return [name.slice(name.lastIndexOf('/') + 1), { severity, options }];
}
