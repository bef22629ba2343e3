import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { and, not, or } from '../answer.ts';
import { callOfUse, usesOfFunction } from '../callers.ts';
import type { CallbackUse } from '../catalog/entry.ts';
import type { FactContext } from '../context.ts';
import { callbackUseOf } from '../callback.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import { entryOfCall } from '../task/callee.ts';
import { usesOf } from '../uses.ts';

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
    const use = callbackUseOf(context, consumer, fn);
    if (use?.boundary === true) {
      return 'yes';
    }
    const task = taskPosition(context, consumer, use);
    if (task !== undefined) {
      return task;
    }
    const result = use?.result ?? 'unknown';
    return result === 'dropped' ? 'yes' : result === 'joined' ? 'no' : result === 'returned' && ts.isCallExpression(consumer) ? isDropped(context, consumer) : 'unknown';
  }
  if (ts.isJsxExpression(consumer)) {
    return 'yes';
  }
  return ts.isVariableDeclaration(consumer) || ts.isPropertyDeclaration(consumer) ? undefined : 'unknown';
}

/**
 * Does nobody wait for the task that a callback is run as? Not where the task is awaited, returned, or handed to something that
 * waits for tasks; undefined for what is not run as one.
 */
function taskPosition(context: FactContext, call: ts.Node, use: CallbackUse | undefined): Answer | undefined {
  const { ts } = context;
  if (!ts.isCallExpression(call) || use?.task === undefined) {
    return undefined;
  }
  const position = isDropped(context, call);
  const lowered = context.lowered(context.functionAround(call));
  const made = lowered?.eventsOfNode(call).flatMap(event => (event.kind === 'call' && event.result !== undefined ? [event.result] : [])) ?? [];
  if (position !== 'unknown' || lowered === undefined) {
    return position;
  }
  const uses = made.flatMap(value => usesOf(context, lowered, value).members);
  const isAwaited = uses.some(({ kind, event }) => kind === 'awaited' || kind === 'returned' || (kind === 'argument' && event !== undefined && waitsForTasks(context, event)));
  return isAwaited ? 'no' : 'unknown';
}

function waitsForTasks(context: FactContext, event: FlowEvent): boolean {
  const node = context.homeOf(event).nodeOfEvent(event.id);
  const entry = context.ts.isCallExpression(node) ? entryOfCall(context, node) : undefined;
  return entry?.ambient === true || entry?.combines !== undefined;
}

function takesSignal(context: FactContext, fn: FunctionNode): boolean {
  const { ts } = context;
  return ts.isFunctionLike(fn) && fn.parameters.some(parameter => context.facts.isSignalParameter(parameter) === 'yes');
}

function isAwaitedUse(context: FactContext, use: Name): Answer {
  return not(isDroppedUse(context, use));
}

function isDroppedUse(context: FactContext, use: Name): Answer {
  const { ts } = context;
  const call = callOfUse(context, use);
  if (call !== undefined) {
    return isDropped(context, call);
  }
  const consumer = consumerOf(ts, use);
  const isHandedOn = ts.isCallExpression(consumer) && ts.isIdentifier(use);
  return (isHandedOn ? taskPosition(context, consumer, callbackUseOf(context, consumer, use)) : undefined) ?? 'unknown';
}

type Name = ts.Identifier | ts.PrivateIdentifier;

/** Is the promise of a call thrown away where it stands? No where it is awaited, returned, or given to a combinator that is. */
function isDropped(context: FactContext, call: ts.CallExpression): Answer {
  const { ts } = context;
  const consumer = consumerOf(ts, call);
  if (ts.isExpressionStatement(consumer) || ts.isVoidExpression(consumer)) {
    return 'yes';
  }
  if (ts.isAwaitExpression(consumer) || ts.isReturnStatement(consumer)) {
    return 'no';
  }
  if (ts.isArrowFunction(consumer) && consumer.body === call) {
    // What an arrow answers is thrown away where nobody waits for the arrow.
    return callbackPosition(context, consumer) === 'yes' ? 'yes' : 'no';
  }
  if (ts.isPropertyAccessExpression(consumer) && ts.isCallExpression(consumer.parent) && ['then', 'catch', 'finally'].includes(consumer.name.text)) {
    return isDropped(context, consumer.parent);
  }
  if (ts.isCallExpression(consumer) && context.catalog.entryOf(consumer.expression)?.combines !== undefined) {
    return isDropped(context, consumer);
  }
  return ts.isArrayLiteralExpression(consumer) && ts.isCallExpression(consumer.parent) ? isDropped(context, consumer.parent) : 'unknown';
}
