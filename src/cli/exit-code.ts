import type { AuditSummary } from '../audit/index.ts';

/** What the process says to the one that called it. */
export const exitCodes = {
  /** Nothing at error level, and no more warnings than allowed. */
  clean: 0,
  findings: 1,
  /** The user's mistake: a wrong option, a path that does not exist. */
  mistake: 2,
  /** Ours. */
  defect: 3,
} as const;

export function exitCodeOf({ errors, warnings }: AuditSummary, maxWarnings: number): number {
  return errors > 0 || warnings > maxWarnings ? exitCodes.findings : exitCodes.clean;
}
