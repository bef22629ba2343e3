import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSettings, SettingsError, type Settings } from '../engine/settings.ts';
import { configurationUnreadable } from './messages/configuration-unreadable.ts';
import { configurationWrong } from './messages/configuration-wrong.ts';
import { upwards } from './project-root.ts';

const configurationName = 'cancellation.config.json';

export interface Configuration extends Settings {
  /** The folder that its globs are relative to. */
  readonly folder: string;
}

/** Reads the nearest configuration from a folder upwards; without one, nothing is configured. */
export function readConfiguration(cwd: string): Configuration {
  const folder = upwards(cwd, configurationName);
  if (folder === undefined) {
    return { folder: cwd, ...parseSettings(undefined) };
  }
  const file = path.join(folder, configurationName);
  try {
    return { folder, ...parseSettings(read(file)) };
  } catch (error) {
    throw error instanceof SettingsError ? configurationWrong(file, error.problems) : error;
  }
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw configurationUnreadable(file, error);
  }
}
