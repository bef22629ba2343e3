import type ts from 'typescript';
import type { FunctionNode } from '../lower/lowered.ts';
import type { Answer } from './answer.ts';
import { and, not, or } from './answer.ts';
import { usesOfFunction } from './callers.ts';
import type { FactContext } from './context.ts';
import { callbackUseOf } from './callback.ts';
import { bareExpression, consumerOf } from './syntax.ts';

/**
 * Does nobody wait for this function to tell whether it was cancelled? Then a cancellation may rightly end in it.
 *
 * Yes for the top level of a module, for callbacks whose promise is dropped (event listeners, timers), for functions that are not
 * asynchronous and answer no promise, and where every call is detached. A function that takes a signal is presumed to be awaited,
 * unless all its callers are known and none does.
 */
export function isUnawaited(context: FactContext, fn: FunctionNode): Answer {
  const { ts } = context;
  if (ts.isSourceFile(fn) || ts.isClassLike(fn) || ts.isConstructorDeclaration(fn) || ts.isAccessor(fn)) {
    return 'yes';
  }
  if (ts.isFunctionExpression(fn) || ts.isArrowFunction(fn)) {
    const position = callbackPosition(context, fn);
    if (position !== undefined) {
      return position;
    }
  }
  const uses = usesOfFunction(context, fn);
  const awaited = or(uses.members.map(use => isAwaitedUse(context, use)));
  if (awaited === 'yes') {
    return 'no';
  }
  const dropped = uses.members.length > 0 ? and(uses.members.map(use => isDroppedUse(context, use))) : 'unknown';
  if (dropped === 'yes') {
    // Nobody that we see waits; somebody else may.
    return uses.closed === 'yes' ? 'yes' : 'unknown';
  }
  return takesSignal(context, fn) ? not(context.presume('signal-taker-is-awaited', 'no')) : 'unknown';
}

/** For a function that is written where it is used; undefined where it has a name of its own. */
function callbackPosition(context: FactContext, fn: ts.ArrowFunction | ts.FunctionExpression): Answer | undefined {
  const { ts } = context;
  const consumer = consumerOf(ts, fn);
  if (ts.isCallExpression(consumer) && bareExpression(ts, consumer.expression) === fn) {
    return isDropped(context, consumer);
  }
  if (ts.isCallExpression(consumer) || ts.isNewExpression(consumer)) {
    const result = callbackUseOf(context, consumer, fn)?.result ?? 'unknown';
    return result === 'dropped' ? 'yes' : result === 'joined' ? 'no' : result === 'returned' && ts.isCallExpression(consumer) ? isDropped(context, consumer) : 'unknown';
  }
  if (ts.isJsxExpression(consumer)) {
    return 'yes';
  }
  return ts.isVariableDeclaration(consumer) || ts.isPropertyDeclaration(consumer) ? undefined : 'unknown';
}

function takesSignal(context: FactContext, fn: FunctionNode): boolean {
  const { ts } = context;
  return ts.isFunctionLike(fn) && fn.parameters.some(parameter => context.facts.isSignalParameter(parameter) === 'yes');
}

function isAwaitedUse(context: FactContext, use: ts.Node): Answer {
  const call = callOf(context, use);
  return call === undefined ? 'unknown' : not(isDropped(context, call));
}

function isDroppedUse(context: FactContext, use: ts.Node): Answer {
  const call = callOf(context, use);
  return call === undefined ? 'unknown' : isDropped(context, call);
}

function callOf(context: FactContext, use: ts.Node): ts.CallExpression | undefined {
  const { ts } = context;
  const callee = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
  const call = callee.parent;
  return ts.isCallExpression(call) && call.expression === callee ? call : undefined;
}

/** Is the promise of a call thrown away where it stands? No where it is awaited, returned, or given to a combinator that is. */
function isDropped(context: FactContext, call: ts.CallExpression): Answer {
  const { ts } = context;
  const consumer = consumerOf(ts, call);
  if (ts.isExpressionStatement(consumer) || ts.isVoidExpression(consumer)) {
    return 'yes';
  }
  if (ts.isAwaitExpression(consumer) || ts.isReturnStatement(consumer) || (ts.isArrowFunction(consumer) && consumer.body === call)) {
    return 'no';
  }
  if (ts.isPropertyAccessExpression(consumer) && ts.isCallExpression(consumer.parent) && ['then', 'catch', 'finally'].includes(consumer.name.text)) {
    return isDropped(context, consumer.parent);
  }
  if (ts.isCallExpression(consumer) && context.catalog.entryOf(consumer.expression)?.combines !== undefined) {
    return isDropped(context, consumer);
  }
  return ts.isArrayLiteralExpression(consumer) && ts.isCallExpression(consumer.parent) ? isDropped(context, consumer.parent) : 'unknown';
}
