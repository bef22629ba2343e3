import { audit, type AuditFinding } from 'eslint-plugin-cancellation/audit';
import * as runtime from 'eslint-plugin-cancellation/runtime';
import cancellation, { type CancellationPlugin } from 'eslint-plugin-cancellation';
import type { ESLint, Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(cancellation.configs.recommended);

export const extended = defineConfig({ files: ['**/*.ts'], extends: [cancellation.configs.strict] });
export const byName = defineConfig({ plugins: { cancellation }, extends: ['cancellation/all'] });
export const spread: Linter.Config[] = [...cancellation.configs.all];
export const forTypeScript = tseslint.config(cancellation.configs.recommended, { plugins: { cancellation } });
export const plugin: ESLint.Plugin = cancellation satisfies CancellationPlugin;
export const findings: Promise<readonly AuditFinding[]> = audit({ paths: ['src'] }).then(result => result.findings);
export type Runtime = typeof runtime;
