import type { Note, Severity } from './finding.ts';

/** A range of a file, counted from 1 as people do; the end is the place after the last character. */
export interface Place {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface PathStep extends Place {
  readonly message: string;
}

export interface Repair {
  readonly message: string;
  /** Offsets in UTF-16 code units into the finding's file, as it was when it was read. */
  readonly edits: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/** A finding with everything that a report says of it. */
export interface AuditFinding extends Place {
  readonly rule: string;
  readonly messageId: string;
  readonly message: string;
  readonly severity: Severity;
  /** The places that lead to the fault, in order. */
  readonly because: readonly PathStep[];
  readonly suggestions: readonly Repair[];
  /** Stays the same while lines move; see `Fingerprints`. */
  readonly fingerprint: string;
  /** The page of the rule. */
  readonly url: string;
  /** Names of the enclosing functions, outermost first, joined by ` › `. */
  readonly symbolPath: string;
  /** What nobody could prove, and the finding rests on. */
  readonly presumed: readonly string[];
}

export interface AuditSummary {
  /** Files that were analysed. */
  readonly files: number;
  readonly functions: number;
  readonly findings: number;
  readonly errors: number;
  readonly warnings: number;
  readonly milliseconds: number;
}

/** How long a part of the audit took; a rule's time includes the facts that it was the first to ask for. */
export interface Timing {
  readonly part: string;
  readonly milliseconds: number;
}

export interface AuditResult {
  /** The folder that paths in fingerprints and in SARIF are relative to. */
  readonly root: string;
  readonly summary: AuditSummary;
  /** Sorted by file and place. */
  readonly findings: readonly AuditFinding[];
  /** What was left out or limited, each said once. */
  readonly notes: readonly Note[];
  readonly timings: readonly Timing[];
}
