import type { ESLint, Linter, Rule } from 'eslint';

/** What `eslint.config.js` imports. */
export interface CancellationPlugin extends ESLint.Plugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: 'cancellation' };
  readonly rules: Record<string, Rule.RuleModule>;
  /** Each is an array for `defineConfig`, `tseslint.config`, or a plain configuration that spreads it. */
  readonly configs: Record<'recommended' | 'strict' | 'all', Linter.Config[]>;
}
