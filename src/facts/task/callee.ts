import type ts from 'typescript';
import type { CatalogEntry } from '../catalog/entry.ts';
import { calleeOf, functionsBehind, symbolOf } from '../callee.ts';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { Callee, FactContext } from '../context.ts';
import { implementationsOf } from '../implementations.ts';
import { memoised } from '../memo.ts';
import { bareExpression } from '../syntax.ts';
import { givenArgument, methodCallOf } from './syntax.ts';

export type Call = ts.CallExpression | ts.NewExpression;

/** What the catalog says of the callee of a call, if it says anything. */
export function entryOfCall(context: FactContext, call: Call): CatalogEntry | undefined {
  const { entry, askedTypes } = context.catalog.answerFor(call.expression);
  if (askedTypes) {
    context.trace.askedTypes();
  }
  return entry;
}

/**
 * What a call gives back of its arguments, and nothing of its own: `Object.assign(task, …)`. Found out once, since those who look for what is lost
 * and for what may fail have to be told the same.
 */
export const returnedArgument = memoised<Call, ts.Expression | undefined>(undefined, (context, call) => {
  const index = entryOfCall(context, call)?.returnsArgument;
  return index === undefined ? undefined : givenArgument(context.ts, call, index);
});

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
  const callee = calleeOf(context, call);
  return callee.members.length > 0 ? callee : { ...callee, ...keyedMethods(context, call) };
});

/** `this[kDrain]()`, where the class has a method under the key of that name; a derived class may have another. */
function keyedMethods(context: FactContext, call: ts.Node): Callee | undefined {
  const { ts } = context;
  const callee = ts.isCallExpression(call) ? bareExpression(ts, call.expression) : undefined;
  if (callee === undefined || !ts.isElementAccessExpression(callee) || callee.expression.kind !== ts.SyntaxKind.ThisKeyword) {
    return undefined;
  }
  const key = ts.isIdentifier(callee.argumentExpression) ? symbolOf(context, callee.argumentExpression) : undefined;
  const members: FunctionNode[] = [];
  for (const member of (key === undefined ? undefined : classOfThis(ts, callee))?.members ?? []) {
    const isKeyed = member.name !== undefined && ts.isComputedPropertyName(member.name) && ts.isIdentifier(member.name.expression);
    if (ts.isMethodDeclaration(member) && member.body !== undefined && isKeyed && symbolOf(context, member.name.expression) === key) {
      members.push(member);
    }
  }
  return members.length === 0 ? undefined : { members, closed: 'unknown' };
}

function classOfThis(ts: FactContext['ts'], node: ts.Node): ts.ClassLikeDeclaration | undefined {
  let at = node;
  while (!ts.isSourceFile(at) && !ts.isClassLike(at)) {
    if (ts.isFunctionExpression(at) || ts.isFunctionDeclaration(at)) {
      return undefined;
    }
    at = at.parent;
  }
  return ts.isClassLike(at) ? at : undefined;
}

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
