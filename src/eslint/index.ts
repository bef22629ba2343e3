import { rules } from '../../rules/index.ts';
import { createAnalysis } from '../engine/create-analysis.ts';
import { createPlugin } from './plugin.ts';

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
export default createPlugin({ rules, createAnalysis });
