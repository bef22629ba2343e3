import type ts from 'typescript';
import type { FactContext } from '../context.ts';
import { isGivenAnySignal, isOpen } from '../signal/passing.ts';
import { slotsOf } from '../signal/slots.ts';
import { entryOfCall } from '../task/callee.ts';
import { onlyRaced, rootOf } from './node.ts';

/** The call behind a racer that could be given a signal to be stopped by, and is not. */
export function stoppableCall(context: FactContext, racer: ts.Expression): ts.CallExpression | undefined {
  const { ts } = context;
  const raced = onlyRaced(context, racer);
  const call = raced === undefined ? undefined : rootOf(context, raced);
  const entry = call !== undefined && ts.isCallExpression(call) ? entryOfCall(context, call) : undefined;
  if (call === undefined || !ts.isCallExpression(call) || entry?.ticks !== undefined || entry?.brief === true) {
    return undefined;
  }
  const { slots, cancels } = slotsOf(context, call);
  const isAlone = slots.length > 0 && slots.every(slot => isOpen(context, call, slot) === 'yes') && isGivenAnySignal(context, call, call, []) === 'no';
  return cancels === 'yes' && isAlone ? call : undefined;
}
