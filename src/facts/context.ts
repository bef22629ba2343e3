import type ts from 'typescript';
import type { FlowEvent } from '../flow/graph.ts';
import type { FunctionNode, Lowered } from '../lower/lowered.ts';
import type { Answer, Members } from './answer.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { Facts } from './facts.ts';
import type { Admission } from './handler/guard.ts';
import type { PresumptionId } from './presumptions.ts';
import type { Signal } from './signal/signal.ts';
import type { Trace } from './trace.ts';

/** The compiler instance that made the nodes; it is an argument, never an import. */
export type Compiler = typeof ts;

/** What a host can tell: names of one file; also types; also every function of the program. */
export type Strength = 'syntax' | 'types' | 'program';

/** The functions that a call can reach, as far as they are read. `closed` says whether these are certainly all. */
export interface Callee extends Members<FunctionNode> {
  /** The symbol that was called, aliases resolved. */
  readonly symbol?: ts.Symbol;
}

/** What whole functions do; asked of summaries, which look into bodies (across files where the host can). */
export interface Summaries {
  /** May a call of it reject (async) or throw (sync)? The variant asks for one of the two, or under assumptions: `variantOf`. */
  mayFail(fn: FunctionNode, variant?: number): Answer;
  /** Can a cancellation come out of a call of it that is given a live signal? */
  letsCancellationOut(fn: FunctionNode): Answer;
  /** The same for a call that is given none: does it wait on a signal of its own (a field, a captured one)? */
  letsOwnCancellationOut(fn: FunctionNode): Answer;
  /** Those signals of its own, as far as they have names. */
  signalsLetOutOf(fn: FunctionNode): readonly Signal[];
  /** The first wait in it from which a cancellation of such a signal reaches its caller. */
  waitLetOutOf(fn: FunctionNode): FlowEvent | undefined;
  /** What its result says about a cancellation, where it stands in a condition. */
  admission(fn: FunctionNode): Admission;
  /** Does a call of it throw whenever the error it is given is a cancellation, or the signal that it looks at is aborted? */
  isCancellationGuard(fn: FunctionNode): Answer;
  /** Does a call of it never come back? An async function does, at once; whether awaiting its promise does is another question. */
  neverReturns(fn: FunctionNode, use?: 'awaited'): Answer;
  /** Does it certainly consume the task that is passed as this parameter? */
  joins(fn: FunctionNode, parameter: number): Answer;
  /** May the value passed as this parameter be kept, thrown, returned or handed on by it (anything but looked at and told)? */
  keeps(fn: FunctionNode, parameter: number): Answer;
  /** Does it do anything that somebody can see, beyond telling a log? */
  hasEffect(fn: FunctionNode): Answer;
  /** Does it change something that outlives its caller; `late`: after it has waited? */
  leavesTrace(fn: FunctionNode, when?: 'late'): Answer;
}

/** Everything a fact may ask. One per program (or per file, without one). */
export interface FactContext {
  readonly ts: Compiler;
  readonly checker: ts.TypeChecker;
  readonly program: ts.Program;
  readonly strength: Strength;
  readonly catalog: Catalog;
  readonly trace: Trace;
  readonly summaries: Summaries;
  /** The facts as rules see them. Families ask each other through this, so that tests can make any of them forget. */
  readonly facts: Facts;
  /** Undefined where the analysis gave up or the syntax is broken. */
  lowered(fn: FunctionNode): Lowered | undefined;
  /** The graph that an event belongs to. */
  homeOf(event: FlowEvent): Lowered;
  functionAround(node: ts.Node): FunctionNode;
  /** Yes, unless the contrary is proven; the presumption is noted for the finding. */
  presume(presumption: PresumptionId, contrary: Answer): Answer;
}
