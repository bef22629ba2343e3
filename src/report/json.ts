import type { AuditFinding, AuditResult } from '../engine/audit-result.ts';
import type { ReportContext } from './context.ts';

/** The format that programs read; `schema.json#/$defs/report` describes it. */
export function formatJson({ summary, findings, notes }: AuditResult, { tool }: ReportContext): string {
  return `${JSON.stringify({ version: 1, tool, summary, findings: findings.map(told), notes }, undefined, 2)}\n`;
}

/** Without what a finding knows only inside the process. */
function told({ symbolPath: _, presumed: __, ...finding }: AuditFinding): Omit<AuditFinding, 'symbolPath' | 'presumed'> {
  return finding;
}
