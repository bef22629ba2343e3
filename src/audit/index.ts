import { rules } from '../../rules/index.ts';
import { createAnalysis } from '../engine/create-analysis.ts';
import type { AuditResult } from '../engine/audit-result.ts';
import { audit as auditWith, type AuditOptions } from './audit.ts';
import { describe, type RuleDescription } from './describe-rules.ts';

export type { AuditOptions, AuditProgress } from './audit.ts';
export type { AuditFinding, AuditResult, AuditSummary, PathStep, Place, Repair, Timing } from '../engine/audit-result.ts';
export type { Note, Severity } from '../engine/finding.ts';
export type { PresetName } from '../engine/rule.ts';
export type { RuleDescription } from './describe-rules.ts';
export type { RuleWish } from './select-rules.ts';
export { KnownError, type Remedy } from './known-error.ts';

/**
 * Audits files, folders or whole projects, and tells what it found.
 *
 * Opens the TypeScript projects that own the files (or makes one up for files that have none), and runs the rules on each file
 * with everything that the program knows. Nothing of the audited project is executed. A file that cannot be analysed is
 * told in `notes` and does not stop the others. Reads `cancellation.config.json`, looked for from `cwd` upwards; what
 * `options` say goes before it. `eslint-disable` comments are honoured.
 *
 * The work is done on the calling thread. Several audits may run in one process, one after the other or interleaved: they share nothing.
 *
 * @param options Where to look and which rules to run. Without any, the working folder under the recommended preset.
 * @throws {KnownError} If the options, the configuration file or a named tsconfig are wrong: a path that does not exist, an unknown rule.
 * @example
 * const { findings, notes } = await audit({ paths: ['src'], preset: 'strict' });
 * for (const { file, line, message } of findings) {
 *   console.log(`${file}:${line} ${message}`);
 * }
 */
export async function audit(options: AuditOptions = {}): Promise<AuditResult> {
  return auditWith(options, { createAnalysis, rules });
}

/**
 * Lists every rule that the audit can run, in alphabetical order.
 *
 * @example
 * const names = auditRules().map(({ name }) => name);
 */
export function auditRules(): readonly RuleDescription[] {
  return rules.map(describe);
}
