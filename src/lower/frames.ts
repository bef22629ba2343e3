/**
 * Whatever surrounds the point that is being lowered, as a list, innermost first.
 */
import type { OpenBlock } from '../flow/builder.ts';
import type { Region, RegionId, ValueId } from '../flow/graph.ts';

export type Completion = NonNullable<Region['completion']>;

export type Frame = CatchFrame | CleanupFrame | TargetFrame;

interface CatchFrame {
  readonly kind: 'catch';
  readonly around: Frame | undefined;
  readonly entry: OpenBlock;
}

/** Something that happens on every way out: a `finally`, the disposal of a `using`, the closing of an iterator. */
export interface CleanupFrame {
  readonly kind: 'cleanup';
  readonly around: Frame | undefined;
  readonly scope: Scope;
  /** The first blocks of the copies made so far, by completion and destination. */
  readonly copies: Map<string, OpenBlock>;
  regionFor(completion: Completion): RegionId;
  lower(completion: Completion): void;
}

/** Where `break` or `continue` leads. A `break` without a label looks for a frame that is not only a label. */
export interface TargetFrame {
  readonly kind: 'break' | 'continue';
  readonly around: Frame | undefined;
  readonly block: OpenBlock;
  readonly labels: readonly string[];
  readonly onlyLabel: boolean;
}

/** What names mean here: `this` of a static block or field, and whether a `with` may catch any name. */
export interface Scope {
  readonly self: ValueId | undefined;
  readonly insideWith: boolean;
}
