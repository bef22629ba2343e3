import { Linter } from 'eslint';
import { Linter as Linter9 } from 'eslint-9';
import type { CancellationPlugin } from '../../src/eslint/cancellation-plugin.ts';

// The declarations of the two versions differ where nothing here looks.
export const eslints: Readonly<Record<string, typeof Linter>> = { 'ESLint 9': Linter9 as unknown as typeof Linter, 'ESLint 10': Linter };

export interface Linted {
  readonly plugin: CancellationPlugin;
  readonly text: string;
  readonly filename?: string;
  readonly config?: Linter.Config;
  readonly rules?: Linter.RulesRecord;
}

/** Lints a text as ESLint does. */
export function lint(
  { plugin, text, filename = 'orders.js', config = {}, rules = { 'cancellation/no-fault': 'error' } }: Linted,
  Version: typeof Linter = Linter,
): Linter.LintMessage[] {
  const messages = new Version({ cwd: '/shop' }).verify(
    text,
    // ESLint takes no file for its own that only a pattern as wide as `**/*` names.
    [{ files: ['**/*.*'], plugins: { cancellation: plugin }, rules, ...config }],
    { filename },
  );
  const fatal = messages.find(message => message.fatal);
  if (fatal !== undefined) {
    throw new Error(fatal.message);
  }
  return messages;
}

/** Each report as `line:column-endLine:endColumn`, counted from 1. */
export function placesOf(messages: readonly Linter.LintMessage[]): readonly string[] {
  return messages.map(
    ({ line, column, endLine, endColumn }) => `${line}:${column}-${String(endLine)}:${String(endColumn)}`,
  );
}
