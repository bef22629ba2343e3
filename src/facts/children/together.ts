import type ts from 'typescript';
import { calleeOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { givenSignals } from '../signal/given.ts';
import { shareRoot } from '../signal/signal.ts';
import { plainly, variantOf } from '../task/failure.ts';

const byItself = variantOf('any', { ...plainly, uncancelled: true });

/** Of what is known to fail, only an abort lets the one fail, and that ends the other as well. */
export function endTogether(context: FactContext, task: ts.Expression, failing: ts.Expression): boolean {
  const { ts } = context;
  if (!ts.isCallExpression(task) || !ts.isCallExpression(failing) || !shareRoot(givenSignals(context, task), givenSignals(context, failing))) {
    return false;
  }
  const { members, closed } = calleeOf(context, failing);
  return members.length > 0 && closed === 'yes' && members.every(fn => context.summaries.mayFail(fn, byItself) !== 'yes');
}
