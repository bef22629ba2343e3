import type { FlowEvent, Span } from '../flow/graph.ts';
import type { Unit } from './unit.ts';
import type { Edit } from './finding.ts';

export type PresetName = 'recommended' | 'strict' | 'all';

/** What the explorer sees when a finding comes true. */
export type Shown =
  | 'swallowed'
  | 'wrapped'
  | 'orphaned'
  | 'unhandled'
  | 'masked'
  | 'skipped-cleanup'
  | 'hung'
  | 'leaked-listener'
  | 'leaked-timer'
  | 'late-work'
  | 'deaf';

export type Need = 'syntax' | 'types' | 'program';

/** A related place: an event of this or of another function, or a span of the unit's own file. */
export interface Because<MessageId extends string> {
  readonly at: FlowEvent | Span | { readonly file: string; readonly span: Span };
  readonly message: MessageId;
  readonly data?: Readonly<Record<string, string>>;
}

export interface Problem<MessageId extends string = string> {
  readonly span: Span;
  readonly message: MessageId;
  readonly data?: Readonly<Record<string, string>>;
  readonly because?: readonly Because<MessageId>[];
  readonly suggestions?: readonly {
    readonly message: MessageId;
    readonly data?: Readonly<Record<string, string>>;
    readonly edits: readonly Edit[];
  }[];
}

export interface Rule<Options extends object = object, MessageId extends string = string> {
  readonly name: string;
  /** For someone choosing: a sentence that begins with Disallow or Require. */
  readonly summary: string;
  /** The options under which each preset runs the rule; false where the preset leaves it out. `all` has those of `strict` unless it says more. */
  readonly presets: { readonly recommended: Partial<Options> | false; readonly strict: Partial<Options> | false; readonly all?: Partial<Options> };
  readonly needs: { readonly least: Need; readonly best: Need };
  readonly shows: readonly Shown[];
  /** Rules that say more where both speak of one place: their finding stands, and this one's is not told. */
  readonly yieldsTo?: readonly string[];
  /** Messages, of the strict preset alone, whose findings no run can show, each with the reason. */
  readonly unshown?: Readonly<Partial<Record<MessageId, string>>>;
  readonly sources: readonly string[];
  readonly messages: Readonly<Record<MessageId, string>>;
  /** JSON schema of the options object's properties, and their defaults. */
  readonly schema: Readonly<Record<string, object>>;
  readonly defaults: Options;
  check(unit: Unit, options: Options): Iterable<Problem<MessageId>>;
}

/** Declares a rule. The declaration is what the documentation, the presets and the hosts are made from. */
export function defineRule<Options extends object, MessageId extends string>(
  rule: Rule<Options, MessageId>,
): Rule<Options, MessageId> {
  return rule;
}

