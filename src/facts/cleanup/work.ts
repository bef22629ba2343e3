import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import type { FunctionNode, Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { answerOf, or } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import { calledFunctions, entryOfCall } from '../task/callee.ts';
import { plainly, variantOf } from '../task/failure.ts';
import { linkOf } from '../task/syntax.ts';

/** Is this event something that a cleanup is there for: a wait for work, a call that changes something, a write that others see? */
export function isDoing(context: FactContext, lowered: Lowered, event: FlowEvent): Answer {
  const { ts } = context;
  const node = lowered.nodeOfEvent(event.id);
  switch (event.kind) {
    case 'await': {
      const [call] = ts.isAwaitExpression(node) ? callsIn(context, node.expression) : [];
      return call === undefined ? 'unknown' : isWork(context, call);
    }
    case 'call':
      return ts.isCallExpression(node) && ts.isExpressionStatement(consumerOf(ts, node)) ? isWork(context, node) : 'no';
    case 'assign':
      return answerOf(isSeenByOthers(lowered, event));
    default:
      return 'no';
  }
}

/**
 * Does the call do more than to let time pass or to tell a log? Yes if it is a library's that is neither pure, nor a log, nor a mere wait
 * (which never rejects but for a signal), or if a function that it reaches changes something, or does something that can fail.
 */
export function isWork(context: FactContext, call: ts.CallExpression): Answer {
  const entry = entryOfCall(context, call);
  if (entry !== undefined) {
    const isIdle = entry.logs === true || entry.pure === true || entry.cancellation !== undefined || (entry.rejects === 'never' && entry.signal !== undefined);
    return answerOf(!isIdle);
  }
  return or(calledFunctions(context, call).members.map(fn => changesOrFails(context, fn)).concat('unknown'));
}

/** Whether a function has any effect would say too little: a mere wait has one, which is its timer. */
function changesOrFails(context: FactContext, fn: FunctionNode): Answer {
  const lowered = context.lowered(fn);
  const writes = lowered?.graph.events.some(event => event.kind === 'assign' && isSeenByOthers(lowered, event)) === true;
  return writes ? 'yes' : context.summaries.mayFail(fn, variantOf('any', { ...plainly, uncancelled: true }));
}

function isSeenByOthers({ graph }: Lowered, { place }: FlowEvent): boolean {
  const kind = place === undefined ? undefined : graph.places[place]?.kind;
  return kind === 'field' || kind === 'captured' || kind === 'element';
}

/** The calls whose outcome an expression waits for: behind `.catch(f)` and other links, and as the members of a combinator. */
export function callsIn(context: FactContext, expression: ts.Expression): readonly ts.CallExpression[] {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (ts.isArrayLiteralExpression(bare)) {
    return bare.elements.flatMap(element => callsIn(context, element));
  }
  if (!ts.isCallExpression(bare)) {
    return [];
  }
  const link = linkOf(ts, bare);
  if (link !== undefined) {
    return callsIn(context, link.receiver);
  }
  const [members] = bare.arguments;
  return context.catalog.entryOf(bare.expression)?.combines === undefined ? [bare] : members === undefined ? [] : callsIn(context, members);
}
