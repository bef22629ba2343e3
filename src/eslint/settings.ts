import { parseSettings } from '../engine/settings.ts';
import type { AnalysisHost } from '../engine/analysis.ts';

/** The settings that ESLint shares between the rules of all plugins. */
export type Settings = Readonly<Record<string, unknown>>;

/** What the user adds to the catalog, in `settings.cancellation`. */
export function catalogOf(settings: Settings): NonNullable<AnalysisHost['catalog']> {
  return parseSettings(settings['cancellation'], 'settings.cancellation').catalog;
}
