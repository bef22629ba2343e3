import type ts from 'typescript';
import type { FunctionNode } from '../lower/lowered.ts';
import type { FactContext } from './context.ts';
import { memoised } from './memo.ts';
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
    if (isFunction(ts, at) && isRunAsTest(context, at)) {
      return true;
    }
  }
  return false;
}

/** Does the file register tests at its top? Then all that stands in it is there for them. */
export const isTestFile = memoised(false, (context: FactContext, file: ts.SourceFile): boolean => {
  const { ts } = context;
  return file.statements.some(statement => {
    const call = ts.isExpressionStatement(statement) ? bareExpression(ts, statement.expression) : undefined;
    return call !== undefined && ts.isCallExpression(call) && call.arguments.some(argument => isFunction(ts, argument) && isRunAsTest(context, argument));
  });
});

function isFunction(ts: FactContext['ts'], node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
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
