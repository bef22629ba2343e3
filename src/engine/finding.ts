import type { Span } from '../flow/graph.ts';
import type { PresumptionId } from '../facts/presumptions.ts';

export type Severity = 'error' | 'warning';

/** A place that helps to understand a finding, in the order of the path. */
export interface Step {
  readonly file: string;
  readonly span: Span;
  readonly message: string;
}

export interface Edit {
  readonly span: Span;
  readonly text: string;
}

export interface Suggestion {
  readonly messageId: string;
  readonly message: string;
  /** What fills the placeholders of the rule's message; a host with messages of its own format fills them itself. */
  readonly data?: Readonly<Record<string, string>>;
  readonly edits: readonly Edit[];
}

/** One true sentence about one place of one file, independent of the host that shows it. */
export interface Finding {
  readonly rule: string;
  readonly messageId: string;
  readonly message: string;
  /** What fills the placeholders of the rule's message; a host with messages of its own format fills them itself. */
  readonly data?: Readonly<Record<string, string>>;
  readonly file: string;
  readonly span: Span;
  readonly because: readonly Step[];
  readonly suggestions: readonly Suggestion[];
  /** The presumptions on which the finding rests; a proof of the contrary would have removed it. */
  readonly presumed: readonly PresumptionId[];
  /** Names of the enclosing functions, outermost first; stable across edits elsewhere in the file. */
  readonly symbolPath: string;
}

/** Something that was left out or limited, said once. */
export interface Note {
  readonly code:
    | 'syntax-error'
    | 'function-with-syntax-error'
    | 'too-deep'
    | 'too-large'
    | 'gave-up'
    | 'flow-file'
    | 'unreadable'
    | 'untyped'
    | 'eslint-configuration-ignored'
    | 'missing-module'
    | 'tsconfig';
  readonly file?: string;
  readonly message: string;
}
