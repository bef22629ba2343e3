import type ts from 'typescript';
import type { FunctionNode } from '../lower/lowered.ts';
import type { FactContext } from './context.ts';
import { bareExpression, consumerOf } from './syntax.ts';
import { entryOfCall } from './task/callee.ts';

/**
 * Does the function stand in a test: in a callback for somebody who runs it, waits for it, and makes a result of whatever error there is?
 *
 * To a test runner an unhandled rejection is a failure like any other, so a test loses nothing by it but the place where it is told.
 */
export function isInTest(context: FactContext, fn: FunctionNode): boolean {
  const { ts } = context;
  for (let at: ts.Node = fn; !ts.isSourceFile(at); at = at.parent) {
    if ((ts.isArrowFunction(at) || ts.isFunctionExpression(at)) && isRunAsTest(context, at)) {
      return true;
    }
  }
  return false;
}

function isRunAsTest(context: FactContext, fn: ts.ArrowFunction | ts.FunctionExpression): boolean {
  const { ts } = context;
  const call = consumerOf(ts, fn);
  if (!ts.isCallExpression(call)) {
    return false;
  }
  const argument = call.arguments.findIndex(given => bareExpression(ts, given) === fn);
  const use = entryOfCall(context, call)?.callbacks?.find(candidate => candidate.argument === argument);
  return use?.runs === 'later' && use.result === 'joined' && use.errors === 'caught';
}
