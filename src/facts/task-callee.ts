import type ts from 'typescript';
import type { CatalogEntry } from './catalog/entry.ts';
import { calleeOf, functionsBehind, symbolOf } from './callee.ts';
import type { Callee, FactContext } from './context.ts';
import { implementationsOf } from './implementations.ts';
import { memoised } from './memo.ts';
import { bareExpression } from './syntax.ts';
import { methodCallOf } from './task-syntax.ts';

export type Call = ts.CallExpression | ts.NewExpression;

/** What the catalog says of the callee of a call, if it says anything. */
export function entryOfCall(context: FactContext, call: Call): CatalogEntry | undefined {
  const { entry, askedTypes } = context.catalog.answerFor(call.expression);
  if (askedTypes) {
    context.trace.askedTypes();
  }
  return entry;
}

const unread: Callee = { members: [], closed: 'no' };

/** The functions that a call runs, also through `f.call(…)` and `f.apply(…)`. Asked of one call by several questions. */
export const calledFunctions = memoised(unread, (context: FactContext, call: ts.Node): Callee => {
  const { ts } = context;
  const method = methodCallOf(ts, call);
  if (method !== undefined && (method.method.text === 'call' || method.method.text === 'apply')) {
    const behind = functionsOfValue(context, method.receiver);
    if (behind.members.length > 0) {
      return behind;
    }
  }
  return calleeOf(context, call);
});

/** As `calledFunctions`, with the methods of derived and implementing classes: whatever a call may run, as far as it is found. */
export function reachedFunctions(context: FactContext, call: Call): Callee {
  const { ts } = context;
  const callee = calledFunctions(context, call);
  if (callee.symbol === undefined || callee.closed === 'yes') {
    return callee;
  }
  const receiver = methodCallOf(ts, call)?.receiver;
  const isFixed = receiver === undefined || receiver.kind === ts.SyntaxKind.SuperKeyword;
  const others = isFixed ? [] : implementationsOf(context, callee.symbol, call);
  return others.length === 0 ? callee : { ...callee, members: [...callee.members, ...others] };
}

/** The functions that an expression stands for where it is handed over: written there, named, or bound. */
export const functionsOfValue = memoised(unread, (context: FactContext, expression: ts.Expression): Callee => {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  const method = methodCallOf(ts, bare);
  return functionsBehind(context, method?.method.text === 'bind' ? method.receiver : bare);
});

/** The parameter that is called, where a function calls what it was given. */
export function calledParameter(context: FactContext, call: ts.Node): ts.ParameterDeclaration | undefined {
  const { ts } = context;
  const method = methodCallOf(ts, call);
  const isApplied = method !== undefined && (method.method.text === 'call' || method.method.text === 'apply');
  const callee = isApplied ? method.receiver : ts.isCallExpression(call) ? call.expression : undefined;
  return callee === undefined ? undefined : parameterNamed(context, callee);
}

export function parameterNamed(context: FactContext, expression: ts.Expression): ts.ParameterDeclaration | undefined {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  const declaration = ts.isIdentifier(bare) ? symbolOf(context, bare)?.valueDeclaration : undefined;
  return declaration !== undefined && ts.isParameter(declaration) ? declaration : undefined;
}
