import type { AuditOptions, AuditResult, RuleDescription } from '../audit/index.ts';
import type { Terminal } from './terminal.ts';

/** What commands work with; tests put in parts of their own. */
export interface Host {
  readonly terminal: Terminal;
  readonly audit: (options: AuditOptions) => Promise<AuditResult>;
  readonly rules: () => readonly RuleDescription[];
}
