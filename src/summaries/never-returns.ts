import type ts from 'typescript';
import type { FactContext } from '../facts/context.ts';
import type { FlowEvent } from '../flow/graph.ts';
import { firstPath } from '../flow/reach.ts';
import { calledFunctions, entryOfCall } from '../facts/task-callee.ts';
import type { FunctionNode, Lowered } from '../lower/lowered.ts';
import type { Question } from './store.ts';
import { nothing, proven, unknownSummary } from './store.ts';

/**
 * Does a call of the function never come back?
 *
 * A witness is that no path leads to the end without passing a call that never returns itself. Whether it can return is certain
 * only if there is a path on which each callee is read or known.
 */
export function neverReturnsQuestion(context: FactContext): Question {
  return {
    name: 'never returns',
    compute: fn => {
      const lowered = context.lowered(fn);
      if (lowered === undefined) {
        return unknownSummary;
      }
      if (lowered.graph.isGenerator) {
        return nothing;
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

/** Does this call certainly never return? A promise is returned at once, whatever becomes of it. */
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
  const answers = members.map(fn => endsWhenCalled(context, fn));
  if (answers.length > 0 && closed === 'yes' && answers.every(answer => answer === 'yes')) {
    return 'yes';
  }
  return answers.length > 0 && closed === 'yes' && answers.every(answer => answer === 'no') ? 'no' : 'unknown';
}

function endsWhenCalled(context: FactContext, fn: FunctionNode): 'yes' | 'no' | 'unknown' {
  const isAsync = context.ts.canHaveModifiers(fn) && fn.modifiers?.some(modifier => modifier.kind === context.ts.SyntaxKind.AsyncKeyword) === true;
  return isAsync ? 'no' : context.summaries.neverReturns(fn);
}
