import type ts from 'typescript';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { givenSignals } from '../signal/given.ts';
import { slotsOf } from '../signal/slots.ts';
import { bareExpression, returnedBy } from '../syntax.ts';
import { calledFunctions } from '../task/callee.ts';
import { isFunctionLiteral } from '../task/syntax.ts';

/**
 * Does it matter that a task goes on when nobody waits for it any more?
 *
 * Most such tasks compute something that nobody gets. It matters if the task then changes what lives on, or if it was given a signal
 * by which it could be stopped.
 */
export function mattersLater(context: FactContext, task: ts.Expression): Answer {
  const { ts } = context;
  const bare = bareExpression(ts, task);
  const functions = isFunctionLiteral(ts, bare) ? [bare] : ts.isCallExpression(bare) ? calledFunctions(context, bare).members : [];
  const isChanging = functions.length > 0 && functions.every(fn => context.summaries.leavesTrace(fn, 'late') === 'yes');
  return answerOf(isChanging || startedCalls(context, bare).some(call => isStoppable(context, call)));
}

/** The call, or what a `map` callback awaits or gives back. */
function startedCalls(context: FactContext, task: ts.Expression): readonly ts.CallExpression[] {
  const { ts } = context;
  if (!isFunctionLiteral(ts, task)) {
    return ts.isCallExpression(task) ? [task] : [];
  }
  return waitedIn(context, task).flatMap(expression => (ts.isCallExpression(expression) ? [expression] : []));
}

function waitedIn(context: FactContext, fn: FunctionNode): readonly ts.Expression[] {
  const { ts } = context;
  const lowered = context.lowered(fn);
  return (lowered?.graph.events ?? []).flatMap(event => {
    const node = event.kind === 'await' || event.kind === 'return' ? lowered?.nodeOfEvent(event.id) : undefined;
    const waited = node === undefined ? undefined : ts.isAwaitExpression(node) ? node.expression : returnedBy(ts, node);
    return waited === undefined ? [] : [bareExpression(ts, waited)];
  });
}

function isStoppable(context: FactContext, call: ts.CallExpression): boolean {
  return givenSignals(context, call).length > 0 && slotsOf(context, call).cancels === 'yes';
}
