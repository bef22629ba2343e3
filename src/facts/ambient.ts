import type ts from 'typescript';
import type { FunctionNode } from '../lower/lowered.ts';
import { callbackUseOf } from './callback.ts';
import { usesOfFunction } from './callers.ts';
import type { CatalogEntry } from './catalog/entry.ts';
import type { FactContext } from './context.ts';
import { memoised } from './memo.ts';
import { annotationOf } from './signal/type.ts';
import { singleValueOf } from './single-value.ts';
import { bareExpression, consumerOf, isAnywhereIn } from './syntax.ts';
import { calledFunctions, entryOfCall } from './task/callee.ts';

// Where a task is cancelled without a signal, its waits are cancellation points by what they wait for: the catalog calls this
// ambient. Such a cancellation is raised once, in the wait that is suspended or else in the next one; later waits work again.

/** What the catalog says of the call or the value that is waited for, if waiting for it is a cancellation point by itself. */
export function ambientEntryOf(context: FactContext, expression: ts.Expression, depth = 0): CatalogEntry | undefined {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (depth > deepestName) {
    return undefined;
  }
  if (ts.isCallExpression(bare)) {
    const entry = entryOfCall(context, bare);
    return entry?.ambient === true ? entry : undefined;
  }
  const value = ts.isIdentifier(bare) ? singleValueOf(context, bare) : undefined;
  return value === undefined ? ambientClassOf(context, bare) : ambientEntryOf(context, value, depth + 1);
}

const deepestName = 8;

/** By the type that is written beside a name, or else by the checker's. */
function ambientClassOf(context: FactContext, name: ts.Expression): CatalogEntry | undefined {
  const { ts, checker, catalog, strength } = context;
  if (!ts.isIdentifier(name) && !ts.isPropertyAccessExpression(name)) {
    return undefined;
  }
  const written = annotationOf(context, name);
  const named = written !== undefined && ts.isTypeReferenceNode(written) ? catalog.entryOf(written.typeName) : undefined;
  if (named?.ambient === true || strength === 'syntax') {
    return named?.ambient === true ? named : undefined;
  }
  context.trace.askedTypes();
  const symbol = checker.getTypeAtLocation(name).getSymbol();
  const entry = symbol === undefined ? undefined : catalog.entryOfClass(symbol);
  return entry?.ambient === true ? entry : undefined;
}

/** Does no cancellation from outside reach what this waits for, or is that not known, because it stands in clean-up that must finish, or in a main function? */
export function isMasked(context: FactContext, node: ts.Node): boolean {
  return isMaskedFunction(context, context.functionAround(node));
}

const isMaskedFunction = memoised(false, (context: FactContext, fn: FunctionNode): boolean => {
  const { ts } = context;
  if (ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) {
    return isMaskedCallback(context, fn);
  }
  return usesOfFunction(context, fn).members.some(use => isMaskedCallback(context, use));
});

function isMaskedCallback(context: FactContext, callback: ts.Expression | ts.PrivateIdentifier): boolean {
  const { ts } = context;
  const consumer = consumerOf(ts, callback);
  if (!ts.isCallExpression(consumer) || ts.isPrivateIdentifier(callback) || bareExpression(ts, consumer.expression) === callback) {
    return false;
  }
  const use = callbackUseOf(context, consumer, callback);
  // Whoever is handed it and has not been read may keep cancellations out.
  return use === undefined ? calledFunctions(context, consumer).members.length === 0 : use.masked === true;
}

/**
 * May the cancellation that comes out of this wait be one that the waiting function has asked for itself? It cancels a task, and
 * this waits for tasks and not only for time or room.
 */
export function mayBeAskedFor(context: FactContext, expression: ts.Expression): boolean {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  const isForTasks = !ts.isCallExpression(bare) || entryOfCall(context, bare)?.combines !== undefined || bare.arguments.some(given => ambientEntryOf(context, given) !== undefined);
  return isForTasks && cancelsTasks(context, context.functionAround(expression));
}

const cancelsTasks = memoised(false, (context: FactContext, fn: FunctionNode): boolean => {
  const { ts } = context;
  return isAnywhereIn(ts, fn, node => ts.isCallExpression(node) && entryOfCall(context, node)?.cancels === true);
});
