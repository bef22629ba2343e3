import type { FlowEvent } from '../../flow/graph.ts';
import { interruptionsOf } from '../../flow/interruptions.ts';
import type { Lowered } from '../../lower/lowered.ts';
import { failureOf } from '../cleanup/failure.ts';
import type { FactContext } from '../context.ts';
import { bareExpression, returnedBy } from '../syntax.ts';
import { calledFunctions } from '../task/callee.ts';

const deepest = 3;

/**
 * What can go wrong in one step: the places in the function that it calls at which an error begins that leaves it, each once. Where there is but one and
 * that is a call, those of the function that it calls.
 */
export function waysToFail(context: FactContext, step: FlowEvent, depth = 0): readonly FlowEvent[] {
  const { ts } = context;
  const node = context.homeOf(step).nodeOfEvent(step.id);
  const waited = ts.isAwaitExpression(node) ? node.expression : step.kind === 'return' ? returnedBy(ts, node) : undefined;
  const call = waited === undefined ? undefined : bareExpression(ts, waited);
  const [fn, other] = call !== undefined && ts.isCallExpression(call) ? calledFunctions(context, call).members : [];
  const lowered = fn === undefined || other !== undefined ? undefined : context.lowered(fn);
  const ways = lowered === undefined ? [] : waysOutOf(context, lowered);
  const [only] = ways;
  return only !== undefined && ways.length === 1 && depth < deepest ? waysToFail(context, only, depth + 1) : ways;
}

function waysOutOf(context: FactContext, lowered: Lowered): readonly FlowEvent[] {
  const { graph } = lowered;
  const leaving = new Set(interruptionsOf(graph, graph.raised));
  const starts = new Set<number>();
  return graph.events.filter(event => {
    const isWay = (event.kind === 'return' || (leaving.has(event) && (event.kind === 'await' || event.kind === 'throw'))) && failureOf(context, lowered, event).witness;
    const isNew = isWay && !starts.has(event.span.start);
    starts.add(isWay ? event.span.start : -1);
    return isNew;
  });
}
