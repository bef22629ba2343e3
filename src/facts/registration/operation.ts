import type ts from 'typescript';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { and, or } from '../answer.ts';
import { symbolOf } from '../callee.ts';
import { usesOfFunction } from '../callers.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import { entryOfCall } from '../task/callee.ts';
import { isAsyncFunction, isFunctionLiteral, isGenerator } from '../task/syntax.ts';
import { givesTask } from '../task/type.ts';

/**
 * For what a function registers something.
 *
 * - `executor`: for a promise that it makes with `new Promise`: until that is settled. - `task`: for the work whose promise the function gives: until
 *   that is done. - `object`: for the object that the constructor makes: until that is done with. - `other`: of a callback, whoever calls it decides, and
 *   a function that sets something up may mean it to stay until the abort.
 */
export type OperationKind = 'executor' | 'task' | 'object' | 'other';

export function operationKindOf(context: FactContext, fn: FunctionNode): OperationKind {
  const { ts } = context;
  if (executedPromise(context, fn) !== undefined) {
    return 'executor';
  }
  if (isHandedOver(context, fn)) {
    return 'other';
  }
  if (isGenerator(fn) || !ts.isFunctionLike(fn)) {
    return 'other';
  }
  if (ts.isConstructorDeclaration(fn)) {
    return 'object';
  }
  return isAsyncFunction(ts, fn) || givesTask(context, fn) === 'yes' ? 'task' : 'other';
}

/** `new Promise(fn)`. */
function executedPromise(context: FactContext, fn: FunctionNode): ts.NewExpression | undefined {
  const { ts } = context;
  const made = isFunctionLiteral(ts, fn) ? consumerOf(ts, fn) : undefined;
  return made !== undefined && ts.isNewExpression(made) && entryOfCall(context, made)?.type === 'task' ? made : undefined;
}

/** A function that is written as an argument, or as a member of one: what it is called with is the caller's. */
export function isHandedOver({ ts }: FactContext, fn: FunctionNode): boolean {
  if (!isFunctionLiteral(ts, fn) && !ts.isMethodDeclaration(fn)) {
    return false;
  }
  let holder = isFunctionLiteral(ts, fn) ? consumerOf(ts, fn) : fn.parent;
  while (ts.isPropertyAssignment(holder) || ts.isObjectLiteralExpression(holder) || ts.isArrayLiteralExpression(holder)) {
    holder = holder.parent;
  }
  const isCalledHere = isFunctionLiteral(ts, fn) && ts.isCallExpression(holder) && bareExpression(ts, holder.expression) === fn;
  return (ts.isCallExpression(holder) || ts.isNewExpression(holder) || ts.isReturnStatement(holder) || ts.isJsxExpression(holder)) && !isCalledHere;
}

/**
 * The function that was handed what an expression begins with, and is no callback: `options.signal` of `save(order, options)`. Undefined where it
 * begins with something else.
 */
export function receiverOfHanded(context: FactContext, expression: ts.Expression): FunctionNode | undefined {
  const parameter = handedParameter(context, expression);
  return parameter === undefined ? undefined : context.functionAround(parameter.name);
}

/** The parameter of that function as which it was handed. */
export function handedParameter(context: FactContext, expression: ts.Expression): ts.ParameterDeclaration | undefined {
  const { ts } = context;
  let root = bareExpression(ts, expression);
  for (let depth = 0; depth < deepestName; depth += 1) {
    while (ts.isPropertyAccessExpression(root)) {
      root = bareExpression(ts, root.expression);
    }
    const declaration = ts.isIdentifier(root) ? symbolOf(context, root)?.valueDeclaration : undefined;
    const owner = declaration !== undefined && ts.isBindingElement(declaration) ? ts.walkUpBindingElementsAndPatterns(declaration) : declaration;
    if (owner === undefined) {
      return undefined;
    }
    if (ts.isParameter(owner)) {
      return isHandedOver(context, context.functionAround(owner.name)) ? undefined : owner;
    }
    const initial = ts.isVariableDeclaration(owner) ? owner.initializer : undefined;
    if (initial === undefined) {
      return undefined;
    }
    root = bareExpression(ts, initial);
  }
  return undefined;
}

const deepestName = 4;

/**
 * Is the promise that an executor makes a member of a race: `Promise.race([work, new Promise(…)])`, also by the name of a variable or as what
 * a function of this file gives?
 */
export function isRaced(context: FactContext, executor: FunctionNode): Answer {
  const made = executedPromise(context, executor);
  return made === undefined ? 'no' : isRacedValue(context, made, 0);
}

function isRacedValue(context: FactContext, value: ts.Expression, depth: number): Answer {
  const { ts } = context;
  const consumer = consumerOf(ts, value);
  if (depth > deepestName) {
    return 'unknown';
  }
  if (ts.isArrayLiteralExpression(consumer)) {
    const call = consumerOf(ts, consumer);
    return ts.isCallExpression(call) && entryOfCall(context, call)?.combines === 'race' ? 'yes' : 'unknown';
  }
  if (ts.isVariableDeclaration(consumer) && ts.isIdentifier(consumer.name)) {
    return or(usesOfName(context, consumer.name, consumer.getSourceFile()).map(use => isRacedValue(context, use, depth + 1)));
  }
  const gives = ts.isReturnStatement(consumer) ? context.functionAround(consumer) : ts.isArrowFunction(consumer) && consumer.body === value ? consumer : undefined;
  if (gives === undefined) {
    return 'unknown';
  }
  const calls = usesOfFunction(context, gives).members.map(use => (ts.isPropertyAccessExpression(use.parent) ? use.parent : use).parent);
  // A helper that is also waited for alone, as a sleep is, leaves nothing there.
  return calls.length === 0 ? 'unknown' : and(calls.map(call => (ts.isCallExpression(call) ? isRacedValue(context, call, depth + 1) : 'unknown')));
}
