import type ts from 'typescript';
import type { FlowEvent } from '../flow/graph.ts';
import { ambientEntryOf, isMasked, mayBeAskedFor } from './ambient.ts';
import type { Answer } from './answer.ts';
import { every, not, or, some } from './answer.ts';
import { calleeOf } from './callee.ts';
import type { FactContext } from './context.ts';
import { givenSignals } from './signal/given.ts';
import type { Signal } from './signal/signal.ts';
import { bareExpression, returnedBy } from './syntax.ts';
import { singleValueOf } from './single-value.ts';
import { reachedFunctions, returnedArgument } from './task/callee.ts';

/** Can a cancellation come out of waiting for this, and whose? */
export interface Cancellable {
  readonly answer: Answer;
  /** The signals that would have to abort; empty where they are inside the callee. */
  readonly signals: readonly Signal[];
  /** The call that is interrupted. */
  readonly call?: ts.Expression;
  /** The task that waits is cancelled, and not a signal: the cancellation is raised here once, and not at the waits that follow. */
  readonly ambient?: true;
  /** Where inside its callee the wait is, if the call says nothing of a signal. */
  readonly within?: FlowEvent;
}

const never: Cancellable = { answer: 'no', signals: [] };
const unread: Cancellable = { answer: 'unknown', signals: [] };
const deepestChain = 12;

/**
 * Can this expression be interrupted by a cancellation while it is awaited?
 *
 * `yes` only when its value comes from a call that was given a signal that somebody else may abort, or whose summary says that a
 * cancellation can come out of it. A plain promise cannot be cancelled, so a callee that is wholly read and passes
 * no signal on is `no`; a value of unknown origin is `unknown`.
 */
export function cancellableOf(context: FactContext, expression: ts.Expression, depth = 0): Cancellable {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (depth > deepestChain) {
    return unread;
  }
  if (ts.isCallExpression(bare)) {
    return cancellableCall(context, bare, depth);
  }
  if (ts.isConditionalExpression(bare)) {
    return either([bare.whenTrue, bare.whenFalse].map(branch => cancellableOf(context, branch, depth + 1)));
  }
  if (ts.isAwaitExpression(bare) || ts.isLiteralExpression(bare) || ts.isObjectLiteralExpression(bare)) {
    return never;
  }
  const ambient = ambientWait(context, bare);
  if (ambient !== undefined) {
    return ambient;
  }
  const value = ts.isIdentifier(bare) ? singleValueOf(context, bare) : undefined;
  return value === undefined ? unread : cancellableOf(context, value, depth + 1);
}

function either(branches: readonly Cancellable[]): Cancellable {
  const proven = branches.find(branch => branch.answer === 'yes');
  return { ...proven, answer: or(branches.map(branch => branch.answer)), signals: branches.flatMap(branch => branch.signals) };
}

function cancellableCall(context: FactContext, call: ts.CallExpression, depth: number): Cancellable {
  return chained(context, call, depth) ?? ambientWait(context, call) ?? combined(context, call, depth) ?? signalled(context, call) ?? summarised(context, call, depth);
}

/** Waiting for it is a cancellation point of the task that waits, without any signal. */
function ambientWait(context: FactContext, waited: ts.Expression): Cancellable | undefined {
  if (ambientEntryOf(context, waited) === undefined) {
    return undefined;
  }
  if (isMasked(context, waited)) {
    return never;
  }
  return mayBeAskedFor(context, waited) ? unread : { answer: 'yes', signals: [], call: waited, ambient: true };
}

/** `f(signal).then(g)` and `.finally(g)` pass a rejection on; `.catch(g)` may not. */
function chained(context: FactContext, call: ts.CallExpression, depth: number): Cancellable | undefined {
  const { ts } = context;
  const callee = bareExpression(ts, call.expression);
  if (!ts.isPropertyAccessExpression(callee)) {
    return undefined;
  }
  const passes = callee.name.text === 'finally' || (callee.name.text === 'then' && call.arguments.length === 1);
  if (passes) {
    return cancellableOf(context, callee.expression, depth + 1);
  }
  return callee.name.text === 'catch' || callee.name.text === 'then' ? unread : undefined;
}

function combined(context: FactContext, call: ts.CallExpression, depth: number): Cancellable | undefined {
  const passed = returnedArgument(context, call);
  if (passed !== undefined) {
    return cancellableOf(context, passed, depth + 1);
  }
  const combines = context.catalog.entryOf(call.expression)?.combines;
  const [members] = call.arguments;
  if (combines === undefined || members === undefined) {
    return undefined;
  }
  if (combines === 'settled') {
    return never;
  }
  if (combines === 'wraps') {
    return cancellableOf(context, members, depth + 1);
  }
  const member = cancellableMembers(context, call, depth);
  // One that is cancelled leaves `any` to the others, and where all are, an error of its own comes out.
  return combines === 'any' && member.answer === 'yes' ? { answer: 'unknown', signals: member.signals } : member;
}

/** Can a cancellation come out of one of the tasks that a combinator is given? */
export function cancellableMembers(context: FactContext, call: ts.CallExpression, depth = 0): Cancellable {
  const { ts } = context;
  const [members] = call.arguments;
  if (members === undefined) {
    return never;
  }
  const list = bareExpression(ts, ts.isIdentifier(members) ? (singleValueOf(context, members) ?? members) : members);
  return either(membersOf(context, list).map(member => cancellableMember(context, member, depth)));
}

/** What the tasks of a list are made by: its elements, or the callback of `xs.map(callback)`. */
function membersOf(context: FactContext, list: ts.Expression): readonly ts.Expression[] {
  const { ts } = context;
  if (ts.isArrayLiteralExpression(list)) {
    return list.elements.flatMap(element => (ts.isSpreadElement(element) ? membersOf(context, element.expression) : [element]));
  }
  if (!ts.isCallExpression(list) || context.catalog.entryOf(list.expression)?.callbacks?.some(use => use.result === 'returned') !== true) {
    return [list];
  }
  const [callback] = list.arguments;
  return callback === undefined ? [list] : [callback];
}

function cancellableMember(context: FactContext, member: ts.Expression, depth: number): Cancellable {
  const { ts } = context;
  const bare = bareExpression(ts, member);
  if (!ts.isArrowFunction(bare) && !ts.isFunctionExpression(bare)) {
    return cancellableOf(context, bare, depth + 1);
  }
  if (!ts.isBlock(bare.body)) {
    return cancellableOf(context, bare.body, depth + 1);
  }
  return { answer: context.summaries.letsCancellationOut(bare), signals: context.summaries.signalsLetOutOf(bare) };
}

/** A call that was given a signal: interruptible by presumption, unless what it calls is read and lets no cancellation out. */
function signalled(context: FactContext, call: ts.CallExpression): Cancellable | undefined {
  const signals = givenSignals(context, call).filter(({ origin }) => origin === 'foreign' || origin === 'class');
  if (signals.length === 0) {
    return undefined;
  }
  const deaf = not(some(calleeOf(context, call), fn => context.summaries.letsCancellationOut(fn)));
  const answer = isHeardByNone(context, call) ? 'unknown' : context.presume('signalled-call-is-interruptible', deaf);
  return { answer, signals, call };
}

/** Of a method that others may implement nobody can prove that it is deaf; but where none that is known hears a signal, nothing is presumed. */
function isHeardByNone(context: FactContext, call: ts.CallExpression): boolean {
  const { members, closed } = reachedFunctions(context, call);
  return closed !== 'yes' && members.length > 0 && members.every(fn => context.summaries.letsCancellationOut(fn) !== 'yes');
}

/** A call that was given none, but whose callee waits with a signal of its own: a field, or one that it captured. */
function summarised(context: FactContext, call: ts.CallExpression, depth: number): Cancellable {
  const callee = calleeOf(context, call);
  const answer = some(callee, fn => context.summaries.letsOwnCancellationOut(fn));
  const closed = every(callee, fn => not(context.summaries.letsOwnCancellationOut(fn)));
  if (answer !== 'yes') {
    return closed === 'yes' ? never : unread;
  }
  const [within] = callee.members.map(fn => context.summaries.waitLetOutOf(fn)).filter(event => event !== undefined);
  const signals = callee.members.flatMap(fn => context.summaries.signalsLetOutOf(fn));
  const ambient = signals.length === 0 && within !== undefined && isAmbientWithin(context, within, depth + 1) && !isMasked(context, call);
  return { answer, signals, call, ...(within === undefined ? {} : { within }), ...(ambient ? { ambient } : {}) };
}

function isAmbientWithin(context: FactContext, wait: FlowEvent, depth: number): boolean {
  const { ts } = context;
  const node = context.homeOf(wait).nodeOfEvent(wait.id);
  const waited = ts.isAwaitExpression(node) || ts.isForOfStatement(node) ? node.expression : returnedBy(ts, node);
  return waited !== undefined && cancellableOf(context, waited, depth).ambient === true;
}
