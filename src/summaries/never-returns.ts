import type ts from 'typescript';
import type { FactContext } from '../facts/context.ts';
import type { FlowEvent } from '../flow/graph.ts';
import { firstPath } from '../flow/reach.ts';
import { calledFunctions, entryOfCall } from '../facts/task/callee.ts';
import { consumerOf } from '../facts/syntax.ts';
import { isAsyncFunction, isGenerator } from '../facts/task/syntax.ts';
import type { Lowered } from '../lower/lowered.ts';
import type { Question } from './store.ts';
import { nothing, proven, unknownSummary } from './store.ts';

/**
 * Does a call of the function never come back? An async one does, at once; the variant 1 asks whether awaiting it does.
 *
 * A witness is that no path leads to the end without passing a call that never returns itself. Whether it can return is certain
 * only if there is a path on which each callee is read or known.
 */
export function neverReturnsQuestion(context: FactContext): Question {
  return {
    name: 'never returns',
    compute: (fn, variant) => {
      if (isGenerator(fn) || (isAsyncFunction(context.ts, fn) && variant === 0)) {
        return nothing;
      }
      const lowered = context.lowered(fn);
      if (lowered === undefined) {
        return unknownSummary;
      }
      const isReachable = (passes: (event: FlowEvent) => boolean): boolean =>
        firstPath(lowered.graph, { block: lowered.graph.entry, index: 0 }, {
          // A call that does not return may throw, and a handler go on.
          visit: event => (event.kind === 'throw' || (event.kind === 'call' && !passes(event)) ? 'raise' : 'pass'),
          follow: () => true,
          target: new Set(['exit'] as const),
        }) !== undefined;
      if (!isReachable(event => callEnds(context, lowered, event) !== 'yes')) {
        return proven;
      }
      return isReachable(event => callEnds(context, lowered, event) === 'no') ? nothing : unknownSummary;
    },
  };
}

/** Does this call certainly never return, or the await around it? */
function callEnds(context: FactContext, lowered: Lowered, event: FlowEvent): 'yes' | 'no' | 'unknown' {
  const node: ts.Node = lowered.nodeOfEvent(event.id);
  if (!context.ts.isCallExpression(node)) {
    return 'no';
  }
  const entry = entryOfCall(context, node);
  if (entry !== undefined) {
    return entry.neverReturns === true ? 'yes' : 'no';
  }
  const { members, closed } = calledFunctions(context, node);
  const isAwaited = context.ts.isAwaitExpression(consumerOf(context.ts, node));
  const answers = members.map(fn => context.summaries.neverReturns(fn, isAwaited ? 'awaited' : undefined));
  if (answers.length > 0 && closed === 'yes' && answers.every(answer => answer === 'yes')) {
    return 'yes';
  }
  return answers.length > 0 && closed === 'yes' && answers.every(answer => answer === 'no') ? 'no' : 'unknown';
}
