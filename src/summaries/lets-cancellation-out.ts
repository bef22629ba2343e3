import type ts from 'typescript';
import type { FlowEvent } from '../flow/graph.ts';
import { firstPath, pointBefore } from '../flow/reach.ts';
import { cancellableOf } from '../facts/cancellable.ts';
import type { FactContext } from '../facts/context.ts';
import { readsSignal } from '../facts/handler/guard.ts';
import { isParameterSignal } from '../facts/signal/signal.ts';
import type { Signal } from '../facts/signal/signal.ts';
import { returnedBy } from '../facts/syntax.ts';
import type { FunctionNode, Lowered } from '../lower/lowered.ts';
import type { Question, Summary } from './store.ts';
import { join, nothing, proven, unknownSummary } from './store.ts';

/**
 * Can a cancellation come out of a call of this function?
 *
 * A witness is a wait on a signal from which the rejection reaches the caller: not caught on its way, or caught and thrown again.
 * With `ownOnly`, waits on signals that the caller itself handed over do not count: they are told by the call's arguments.
 */
export function letsCancellationOutQuestion(context: FactContext, ownOnly: boolean): Question {
  return {
    name: ownOnly ? 'lets own cancellation out' : 'lets cancellation out',
    compute(fn) {
      const lowered = context.lowered(fn);
      return lowered === undefined ? unknownSummary : lowered.graph.events.map(event => contribution(context, lowered, event, ownOnly)).reduce(join, nothing);
    },
  };
}

function contribution(context: FactContext, lowered: Lowered, event: FlowEvent, ownOnly: boolean): Summary {
  const waited = waitedBy(context, lowered, event);
  if (waited === undefined) {
    return nothing;
  }
  const { answer, signals } = waited;
  const counted = ownOnly && signals.length > 0 ? signals.filter(signal => !isParameterSignal(context, signal, lowered.function)) : signals;
  if (answer === 'no' || (signals.length > 0 && counted.length === 0) || !reachesCaller(context, lowered, event)) {
    return nothing;
  }
  return answer === 'yes' ? proven : unknownSummary;
}

interface Waited {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly signals: readonly Signal[];
}

function waitedBy(context: FactContext, lowered: Lowered, event: FlowEvent): Waited | undefined {
  const { ts } = context;
  if (event.kind === 'return') {
    const given = returnedBy(ts, lowered.nodeOfEvent(event.id));
    return given === undefined ? undefined : cancellableOf(context, given);
  }
  if (event.kind === 'await') {
    const node = lowered.nodeOfEvent(event.id);
    return ts.isAwaitExpression(node) || ts.isForOfStatement(node) ? cancellableOf(context, node.expression) : undefined;
  }
  const answer = event.kind === 'call' ? context.facts.isCancellationPoint(event) : 'no';
  return answer === 'yes' && !isCallback(context, lowered, event) ? { answer, signals: [] } : undefined;
}

function isCallback({ ts }: FactContext, lowered: Lowered, event: FlowEvent): boolean {
  const node = lowered.nodeOfEvent(event.id);
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && ['then', 'catch'].includes(node.expression.name.text);
}

/** A returned promise rejects outside; an awaited one inside, where a handler may keep it. */
function reachesCaller(context: FactContext, lowered: Lowered, event: FlowEvent): boolean {
  if (event.kind === 'return') {
    return true;
  }
  const { graph } = lowered;
  const path = firstPath(graph, pointBefore(graph, event), {
    visit: other => (other === event || other.kind === 'throw' ? 'raise' : 'pass'),
    follow: edge => edge.kind !== 'throw',
    target: new Set(['raised'] as const),
  });
  return path !== undefined;
}

/** The first event that is a witness for the question with `ownOnly`. */
export function waitLetOutOf(context: FactContext, fn: FunctionNode): FlowEvent | undefined {
  const lowered = context.lowered(fn);
  return lowered?.graph.events.find(event => contribution(context, lowered, event, true).witness);
}

/** The signals that the function's own waits let out; for telling whether two interruptions are of the same signal. */
export function createSignalsLetOut(context: FactContext): (fn: FunctionNode) => readonly Signal[] {
  const known = new WeakMap<FunctionNode, readonly Signal[]>();
  return fn => {
    const answer = known.get(fn);
    if (answer !== undefined) {
      return answer;
    }
    known.set(fn, []);
    const lowered = context.lowered(fn);
    const events: readonly FlowEvent[] = lowered?.graph.events ?? [];
    const signals = lowered === undefined ? [] : events.flatMap(event => waitedBy(context, lowered, event)?.signals ?? []);
    const outside = signals.filter(signal => !isParameterSignal(context, signal, fn));
    known.set(fn, outside);
    return outside;
  };
}

/** Does a call of it throw whenever the cancellation is there? It tests for one and throws, or calls something that does. */
export function cancellationGuardQuestion(context: FactContext): Question {
  return {
    name: 'is cancellation guard',
    compute(fn) {
      const lowered = context.lowered(fn);
      if (lowered === undefined || !context.ts.isFunctionLike(fn)) {
        return unknownSummary;
      }
      const { events } = lowered.graph;
      if (events.some(event => callsGuard(context, lowered, event))) {
        return proven;
      }
      if (!events.some(event => event.kind === 'throw')) {
        return nothing;
      }
      const { whenTrue, whenFalse } = context.summaries.admission(fn);
      if (whenTrue === 'no' && whenFalse === 'no') {
        return proven;
      }
      // What it does with an error that it is given, and throws, is asked elsewhere: whether it hands the error on.
      const isUnreadable = whenTrue === 'unknown' || whenFalse === 'unknown';
      return isUnreadable && context.ts.forEachChild(fn, child => readsSignal(context, child)) === true ? unknownSummary : nothing;
    },
  };
}

function callsGuard(context: FactContext, lowered: Lowered, event: FlowEvent): boolean {
  const { ts } = context;
  const node: ts.Node = lowered.nodeOfEvent(event.id);
  if (event.kind !== 'call' || !ts.isCallExpression(node)) {
    return false;
  }
  const { expression } = node;
  return (ts.isPropertyAccessExpression(expression) && expression.name.text === 'throwIfAborted') || context.catalog.entryOf(expression)?.cancellation === 'guard';
}
