import type { AuditResult } from '../engine/audit-result.ts';
import type { ReportContext } from './context.ts';
import { formatJson } from './json.ts';
import { formatPretty } from './pretty.ts';
import { formatSarif } from './sarif.ts';

const formatters = { pretty: formatPretty, json: formatJson, sarif: formatSarif };

export type Format = keyof typeof formatters;

export const formats: readonly string[] = Object.keys(formatters);

export function isFormat(name: string): name is Format {
  return Object.hasOwn(formatters, name);
}

export function formatReport(format: Format, result: AuditResult, context: ReportContext): string {
  return formatters[format](result, context);
}
