import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { takesTime } from '../duration.ts';
import { isForItsEffect, isTakenBefore } from '../cleanup/returned.ts';
import { signalOf } from '../signal/signal.ts';
import { bareExpression, consumerOf, isAnywhereIn, isWithin, returnedBy } from '../syntax.ts';
import { isFunctionLiteral, methodCallOf } from '../task/syntax.ts';
import { isTask } from '../task/type.ts';
import { valuesOf } from '../task/values.ts';

/**
 * Children that run on when the function that has started them is on its way out: how long they take, who may stop them, and what they
 * lose. A child is the expression that starts it, or the callback of a `map` that starts one for each element.
 */

/** Is it certainly under way for a while? */
export function lasts(context: FactContext, task: ts.Expression): Answer {
  const { ts } = context;
  if (!isFunctionLiteral(ts, task)) {
    return takesTime(context, task);
  }
  const waits = context.lowered(task)?.graph.events.filter(({ kind }) => kind === 'await' || kind === 'return') ?? [];
  const waited = waits.flatMap(event => {
    const node = context.homeOf(event).nodeOfEvent(event.id);
    return ts.isAwaitExpression(node) ? node.expression : ts.isArrowFunction(node) && !ts.isBlock(node.body) ? node.body : [];
  });
  return answerOf(waited.some(expression => takesTime(context, expression) === 'yes'));
}

/** May it be under way for a while, as far as anybody has read what it waits for? It is certainly a task. */
export function mayLast(context: FactContext, task: ts.Expression): boolean {
  const { ts } = context;
  const mayTakeTime = (expression: ts.Expression): boolean => isTask(context, expression) === 'yes' && takesTime(context, expression) !== 'no';
  if (!isFunctionLiteral(ts, task)) {
    return mayTakeTime(task);
  }
  const lowered = context.lowered(task);
  const isWaiting = lowered?.graph.events.some(({ id, kind }) => {
    const node = kind === 'await' ? lowered.nodeOfEvent(id) : undefined;
    return node !== undefined && ts.isAwaitExpression(node) && takesTime(context, node.expression) !== 'no';
  });
  return isWaiting === true || (lowered?.graph.events ?? []).some(({ id, kind }) => {
    const given = kind === 'return' ? returnedBy(ts, lowered?.nodeOfEvent(id) ?? task) : undefined;
    return given !== undefined && mayTakeTime(given);
  });
}

/** A controller that is made here or in the class may be aborted for the tasks; a caller's signal is not aborted by a failure. */
export function isStoppedElsewhere(context: FactContext, started: ts.Node): boolean {
  const { ts } = context;
  return isAnywhereIn(ts, started, node => {
    const signal = ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) ? signalOf(context, node) : undefined;
    return (signal !== undefined && signal.origin !== 'foreign') || (ts.isIdentifier(node) && isController(context, node));
  });
}

function isController(context: FactContext, name: ts.Identifier): boolean {
  const { ts } = context;
  return valuesOf(context, name).members.some(value => ts.isNewExpression(value) && context.catalog.entryOf(value.expression)?.type === 'controller');
}

/** A `using`, or a method in `finally` of what this function has taken, that the tasks are given or call methods of. */
export function endsWhatIsUsed(context: FactContext, event: FlowEvent, children: readonly ts.Expression[]): boolean {
  const { ts } = context;
  const home = context.homeOf(event);
  const node = home.nodeOfEvent(event.id);
  if (event.kind === 'dispose') {
    const resource = ts.isVariableDeclaration(node) ? node.name : node;
    return ts.isIdentifier(resource) && isUsedBy(context, resource, children);
  }
  if (event.kind !== 'call' || !ts.isCallExpression(node) || !isForItsEffect(ts, node) || ts.findAncestor(node, at => ts.isBlock(at) && ts.isTryStatement(at.parent) && at.parent.finallyBlock === at) === undefined) {
    return false;
  }
  const callee = bareExpression(ts, node.expression);
  const receiver = ts.isPropertyAccessExpression(callee) ? bareExpression(ts, callee.expression) : undefined;
  return receiver !== undefined && ts.isIdentifier(receiver) && isTakenBefore(context, receiver, node) && isUsedBy(context, receiver, children);
}

/** Does each task that may be left use the resource, and not only read something off it? */
function isUsedBy(context: FactContext, resource: ts.Identifier, children: readonly ts.Expression[]): boolean {
  const { ts } = context;
  const symbol = symbolOf(context, resource);
  const isUse = (node: ts.Node): boolean => {
    if (!ts.isIdentifier(node) || node.text !== resource.text || symbolOf(context, node) !== symbol) {
      return false;
    }
    const consumer = consumerOf(ts, node);
    return ts.isCallExpression(consumer) || methodCallOf(ts, consumer.parent)?.receiver === node;
  };
  return symbol !== undefined && children.every(child => isAnywhereIn(ts, child, isUse));
}

/** A retry starts the same; the next round of a batch starts something else, which its loop names. */
export function isOfOuterThings(context: FactContext, node: ts.Node, started: ts.Node): boolean {
  const { ts } = context;
  const loop = ts.findAncestor(node, at => ts.isIterationStatement(at, false));
  const isOuter = (name: ts.Identifier): boolean => {
    const declaration = symbolOf(context, name)?.valueDeclaration;
    return declaration === undefined || loop === undefined || !isWithin(loop, declaration) || isWithin(started, declaration);
  };
  return loop !== undefined && !isAnywhereIn(ts, started, at => ts.isIdentifier(at) && !isOuter(at));
}
