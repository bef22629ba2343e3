import type ts from 'typescript';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import type { Reach } from './distance.ts';
import { anywhere } from './distance.ts';

/**
 * May something fail, and what proves it?
 *
 * Two booleans that only ever grow: `witness` (a proven source of errors was found) and `possible` (something that we could not
 * read might be one). Yes is a witness, no is neither, so that nothing is proven by not having understood.
 */
export interface Failure {
  readonly witness: boolean;
  readonly possible: boolean;
  /** What proves it; only beside a witness. */
  readonly cause?: Cause;
}

/**
 * A place where an error begins, or a call through which it comes: a `throw`, a call that throws, one whose promise rejects, or one of
 * which nobody knows that it does not.
 */
export interface Cause {
  readonly kind: 'throws' | 'raises' | 'rejects' | 'presumed';
  readonly node: ts.Node;
  /** The function from which the error comes, and how to ask it further. */
  readonly from?: { readonly fn: FunctionNode; readonly variant: number };
}

export const harmless: Failure = { witness: false, possible: false };
export const unread: Failure = { witness: false, possible: true };

export function provenBy(cause: Cause): Failure {
  return { witness: true, possible: true, cause };
}

/** May one of them fail? Of two witnesses the first is told. */
export function either(failures: Iterable<Failure>): Failure {
  let result = harmless;
  for (const failure of failures) {
    const cause = result.cause ?? failure.cause;
    result = {
      witness: result.witness || failure.witness,
      possible: result.possible || failure.possible,
      ...(cause !== undefined && { cause }),
    };
  }
  return result;
}

/** Does it fail, whichever of them it is? */
export function all(failures: readonly Failure[]): Failure {
  const joined = either(failures);
  return joined.witness && failures.some(({ witness }) => !witness) ? unread : joined;
}

/**
 * Which failing is meant.
 *
 * `any`: a call fails in one way or another. `rejection`: the promise that it gives rejects. `throwing`: the call itself throws.
 * `iteration`: the body of a generator fails when it is walked.
 */
export type FailureKind = 'any' | 'rejection' | 'throwing' | 'iteration';

/** Under which assumptions the question is asked. */
export interface Assumptions {
  /** An async callee that cannot be read may reject: the presumption counts as a witness. Of the site only, never inside of what it calls. */
  readonly presuming: boolean;
  /** The same of whatever is waited for on the way, however far below the site. */
  readonly presumingWithin: boolean;
  /** What is called through a parameter cannot fail: the callbacks at hand are looked at by themselves. */
  readonly harmlessCallbacks: boolean;
  /** A synchronous library call does not throw, even where it is known to for some inputs: what handlers are allowed. */
  readonly lenient: boolean;
  /** The caller hands over no signal, so that what only an abort of it can cause does not happen. */
  readonly uncancelled: boolean;
  /** Of a callback: nor has the function that it is written in got one. */
  readonly uncancelledAround: boolean;
  /** Parameters that are certainly a function, or certainly undefined, and properties of them that are certainly not set: `task-presence.ts`. */
  readonly given: number;
  readonly absent: number;
  readonly lacking: number;
  /** How far away an error may begin that counts as a witness; nearness also asks that all of several implementations fail. */
  readonly reach: Reach;
}

/** What a site is asked under: the signals around it are alive. */
export const plainly: Assumptions = {
  presuming: false,
  presumingWithin: false,
  harmlessCallbacks: false,
  lenient: false,
  uncancelled: false,
  uncancelledAround: false,
  given: 0,
  absent: 0,
  lacking: 0,
  reach: anywhere,
};

/** What nobody here has read may fail, at the site and in whatever it waits for. */
export const unreadMayFail: Assumptions = { ...plainly, presuming: true, presumingWithin: true };

const kinds: readonly FailureKind[] = ['any', 'rejection', 'throwing', 'iteration'];

/** Kind and assumptions as the one number by which summaries tell their variants apart. A summary presumes nothing. */
export function variantOf(kind: FailureKind, { harmlessCallbacks, lenient, uncancelled, uncancelledAround, given, absent, lacking, reach, presumingWithin }: Assumptions): number {
  const flags = (harmlessCallbacks ? 4 : 0) + (lenient ? 8 : 0) + (uncancelled ? 16 : 0) + (uncancelledAround ? 1 << 13 : 0) + (presumingWithin ? 1 << 23 : 0);
  return kinds.indexOf(kind) + flags + (given << 5) + (absent << 9) + (lacking << 14) + (reach << 18);
}

export function kindOf(variant: number): FailureKind {
  return kinds[variant % 4] ?? 'any';
}

export function assumptionsOf(variant: number): Assumptions {
  return {
    presuming: (variant & (1 << 23)) !== 0,
    presumingWithin: (variant & (1 << 23)) !== 0,
    harmlessCallbacks: (variant & 4) !== 0,
    lenient: (variant & 8) !== 0,
    uncancelled: (variant & 16) !== 0,
    uncancelledAround: (variant & (1 << 13)) !== 0,
    given: (variant >> 5) & 15,
    absent: (variant >> 9) & 15,
    lacking: (variant >> 14) & 15,
    reach: (variant >> 18) & 31,
  };
}

/**
 * The questions about failing, as their parts ask each other. Promises are made of promises, chains of callbacks, and callbacks
 * of calls; the object that ties this knot is passed on, so that the parts need not import each other in a circle.
 */
export interface Failing {
  readonly context: FactContext;
  readonly assuming: Assumptions;
  /** The function that is asked about; none where it is a site. */
  readonly home?: FunctionNode;
  /** May the promise that this expression evaluates to reject? Harmless, too, if it evaluates to no promise at all. */
  rejection(expression: ts.Expression, use?: 'awaited'): Failure;
  /** May evaluating this call or `new` itself throw? */
  throwing(call: ts.Node): Failure;
  /** May a function fail that is called, or handed to somebody who calls it, here? */
  ofFunction(fn: FunctionNode, kind: FailureKind, at: ts.Node): Failure;
  /** May one of the functions fail that an expression stands for? */
  ofCallback(callback: ts.Expression, kind: FailureKind): Failure;
  /** May one of the tasks in this list (an array, `xs.map(f)`) reject? */
  ofMembers(list: ts.Expression): Failure;
  /** How control comes to this node of a function, if it ever does. */
  arrivalAt(node: ts.Node): 'proven' | 'possible' | undefined;
  /** The same questions under other assumptions. */
  with(assumptions: Partial<Assumptions>): Failing;
}
