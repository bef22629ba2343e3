import { rules } from '../../rules/index.ts';
import { createAnalysis } from '../engine/create-analysis.ts';
import type { CancellationPlugin } from './cancellation-plugin.ts';
import { createPlugin } from './plugin.ts';

export type { CancellationPlugin };

/**
 * The ESLint plugin, for ESLint 9 and 10.
 *
 * @example
 * // eslint.config.js
 * import cancellation from 'eslint-plugin-cancellation';
 * import { defineConfig } from 'eslint/config';
 *
 * export default defineConfig(cancellation.configs.recommended);
 */
const plugin: CancellationPlugin = createPlugin({ rules, createAnalysis });

export default plugin;
