import type ts from 'typescript';
import type { Edge, FlowEvent, FlowGraph } from '../../flow/graph.ts';
import { firstPath, pointAfter } from '../../flow/reach.ts';
import type { Answer } from '../answer.ts';
import { and, not, some } from '../answer.ts';
import { calleeOf, symbolOf } from '../callee.ts';
import { cancellableOf } from '../cancellable.ts';
import { givenSignals } from '../signal/given.ts';
import { cancellableAt } from '../cancellation.ts';
import type { Cleanup } from './site.ts';
import { isInCleanup } from './site.ts';
import { callsIn, isWork } from './work.ts';
import type { FactContext } from '../context.ts';
import type { Handler } from '../handler/handler.ts';
import type { Signal } from '../signal/signal.ts';
import { controllerSignalOf, shareRoot } from '../signal/signal.ts';
import { returnedBy, shortText } from '../syntax.ts';
import { signalsHeardBy } from '../task/cancellation.ts';
import { isFunctionLiteral, linkOf, methodCallOf } from '../task/syntax.ts';
import { isSpannedBy } from '../../flow/within.ts';

/** Does a wait of a cleanup refuse, because the signal that it is given is the one whose abort has led there? */
export interface Refusal {
  readonly answer: Answer;
  /** The wait of the operation that is cancelled, or the call that aborts. */
  readonly by?: FlowEvent;
  readonly call?: string;
  readonly signal?: string;
}

const given: Refusal = { answer: 'no' };

/**
 * A signal stays aborted. What is given the signal of an operation while that operation is torn down works as long as it fails for
 * other reasons, and refuses when it is cancelled.
 */
export function isRefused(context: FactContext, cleanup: Cleanup, wait: FlowEvent): Refusal {
  const { ts } = context;
  const node = cleanup.handler.body.nodeOfEvent(wait.id);
  const waited = ts.isAwaitExpression(node) ? node.expression : returnedBy(ts, node);
  const refusals = (waited === undefined ? [] : callsIn(context, waited)).map(call => refusalOf(context, cleanup, wait, call));
  return refusals.find(({ answer }) => answer === 'yes') ?? refusals.find(({ answer }) => answer === 'unknown') ?? given;
}

function refusalOf(context: FactContext, cleanup: Cleanup, wait: FlowEvent, call: ts.CallExpression): Refusal {
  const signals = givenSignals(context, call);
  const [signal] = signals;
  if (signal === undefined) {
    return given;
  }
  const aborted = abortsOf(context, cleanup, wait).filter(abort => shareRoot(abort.signals, signals)).sort((a, b) => Number(b.answer === 'yes') - Number(a.answer === 'yes'))[0];
  if (aborted === undefined) {
    return given;
  }
  const deaf = not(some(calleeOf(context, call), fn => context.summaries.letsCancellationOut(fn)));
  const refuses = and([aborted.answer, context.presume('signalled-call-is-interruptible', deaf), isWork(context, call), isReached(context, cleanup, { wait, call, ...(aborted.told === true && { from: aborted.by }) })]);
  // What does not refuse is still given the aborted signal: that it is not can no more be said.
  return { answer: refuses === 'yes' ? 'yes' : 'unknown', ...(aborted.by !== undefined && { by: aborted.by }), call: shortText(call.getText()), signal: shortText(signal.expression.getText()) };
}

interface Abort {
  /** Is it certain that an abort of these signals ends it? */
  readonly answer: Answer;
  readonly signals: readonly Signal[];
  readonly by?: FlowEvent;
  /** Aborted by the cleanup itself. */
  readonly told?: boolean;
}

/** Signals that are aborted when the wait begins: the operation's, if it was cancelled, and those that the cleanup itself aborts. */
function abortsOf(context: FactContext, cleanup: Cleanup, wait: FlowEvent): readonly Abort[] {
  const { ts } = context;
  const { handler: { body }, operation } = cleanup;
  const fn = body.function;
  const heard = cleanup.kind === 'listener' && isFunctionLiteral(ts, fn) ? signalsHeardBy(context, fn) : [];
  const cancelled = [...operation, ...eventsElsewhere(context, cleanup)].flatMap(event => abortsAt(context, event));
  const told = body.graph.events.flatMap(event => {
    const method = isInCleanup(cleanup, event) && event.kind === 'call' ? methodCallOf(ts, body.nodeOfEvent(event.id)) : undefined;
    const signal = method?.method.text === 'abort' ? controllerSignalOf(context, method.receiver) : undefined;
    return signal === undefined || !leadsTo(body.graph, event, wait) ? [] : [{ answer: 'yes' as const, signals: [signal], by: event, told: true }];
  });
  return [...told, ...cancelled, { answer: 'yes', signals: heard }];
}

/** The operation of a function that is nothing but cleanup: the other methods of a disposer's class, the function around a listener. */
function eventsElsewhere(context: FactContext, { kind, handler: { body } }: Cleanup): readonly FlowEvent[] {
  const { ts } = context;
  const { function: fn } = body;
  if (kind === 'listener') {
    return context.lowered(context.functionAround(fn.parent))?.graph.events ?? [];
  }
  const members = kind === 'disposer' && ts.isClassLike(fn.parent) ? fn.parent.members.filter(member => ts.isMethodDeclaration(member)) : [];
  return members.filter(member => member !== fn && member.body !== undefined).flatMap(member => context.lowered(member)?.graph.events ?? []);
}

/** The signals that can interrupt the event: somebody else's, and those of a controller that was made for it. */
function abortsAt(context: FactContext, event: FlowEvent): readonly Abort[] {
  const { ts } = context;
  const node = context.homeOf(event).nodeOfEvent(event.id);
  const link = linkOf(ts, node);
  const { answer, signals } = link?.link === 'finally' ? cancellableOf(context, link.receiver) : cancellableAt(context, event);
  const calls = ts.isAwaitExpression(node) ? callsIn(context, node.expression) : [];
  const own = calls.flatMap(call => givenSignals(context, call)).filter(({ origin }) => origin === 'own');
  return [
    { answer, signals, by: event },
    { answer: 'yes', signals: own, by: event },
  ];
}

function leadsTo(graph: FlowGraph, from: FlowEvent, to: FlowEvent): boolean {
  return firstPath(graph, pointAfter(graph, from), { visit: event => (event === to ? 'target' : 'pass') }) !== undefined;
}

/**
 * Does control certainly come to the wait with the signal aborted? A way that looks at the signal first is another matter, and so is
 * one on which a variable decides: it may say that the operation was complete. What only asks for the thing that is cleaned up decides nothing.
 */
function isReached(context: FactContext, { handler }: Cleanup, { wait, call, from }: { readonly wait: FlowEvent; readonly call: ts.CallExpression; readonly from?: FlowEvent | undefined }): Answer {
  const { graph } = handler.body;
  const path = firstPath(graph, from === undefined ? handler.entry : pointAfter(graph, from), {
    visit: event => (event === wait || isPartOf(event, wait) ? 'target' : context.facts.keepsGoing(handler, event) === 'yes' ? 'pass' : 'stop'),
    follow: edge => edge.kind !== 'throw' && context.facts.admitsCancellation(handler, edge) === 'yes' && decidesNothing(context, handler, edge, call),
  });
  return path === undefined ? 'unknown' : 'yes';
}

/** The call itself may be the one that looks at the signal. */
function isPartOf({ kind, span }: FlowEvent, wait: FlowEvent): boolean {
  return kind === 'call' && isSpannedBy(wait.span, span);
}

function decidesNothing(context: FactContext, { body }: Handler, { test }: Edge, call: ts.CallExpression): boolean {
  const event = test === undefined ? undefined : body.graph.events[test];
  if (event === undefined || event.asks === 'present' || event.asks === 'more') {
    return true;
  }
  const asked = namesIn(context, body.nodeOfEvent(event.id));
  const used = namesIn(context, call);
  return asked.every(name => used.includes(name));
}

/** The variables that an expression reads. */
function namesIn(context: FactContext, expression: ts.Node): readonly (ts.Symbol | undefined)[] {
  const { ts } = context;
  const found: (ts.Symbol | undefined)[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword) {
      found.push(ts.isIdentifier(node) ? symbolOf(context, node) : undefined);
    }
    ts.forEachChild(node, visit);
  };
  visit(expression);
  return found;
}
