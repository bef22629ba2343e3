import type ts from 'typescript';
import type { FlowEvent, FlowGraph } from '../../flow/graph.ts';
import { blockOf, eventOf } from '../../flow/reach.ts';
import type { Lowered } from '../../lower/lowered.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { bareExpression, isAnywhereIn } from '../syntax.ts';
import { entryOfCall } from '../task/callee.ts';
import { valuesOf } from '../task/values.ts';

/**
 * What a function does on its way out that a task, which it hands out while it is under way, can suffer from.
 *
 * That is: a resource that a `using` disposes of; a method of something that the task was made with (`connection.query(…)` beside
 * `connection.close()`); something that the function was given before the `try` and now ends or gives back (`clearTimeout(timer)`,
 * `release()`); and a field or an outer variable that is put back to what it was (`this.#busy = false`).
 */
export function cleanupUnder(context: FactContext, lowered: Lowered, returned: FlowEvent, value: ts.Expression): FlowEvent | undefined {
  return eventsBehind(lowered.graph, returned).find(event => {
    switch (event.kind) {
      case 'dispose':
        return true;
      case 'call':
        return endsSomething(context, lowered.nodeOfEvent(event.id), value);
      case 'assign':
        return isPutBack(context, lowered, event);
      default:
        return false;
    }
  });
}

/** Whatever still happens between the `return` and the end: copies of `finally`, disposals. */
function eventsBehind(graph: FlowGraph, event: FlowEvent): readonly FlowEvent[] {
  const found: FlowEvent[] = [];
  const seen = new Set([event.block]);
  const waiting = [event.block];
  for (const id of waiting) {
    const block = blockOf(graph, id);
    found.push(...(id === event.block ? [] : block.events.map(each => eventOf(graph, each))));
    for (const edge of block.successors) {
      if (edge.kind !== 'throw' && !seen.has(edge.to)) {
        seen.add(edge.to);
        waiting.push(edge.to);
      }
    }
  }
  return found;
}

function endsSomething(context: FactContext, call: ts.Node, value: ts.Expression): boolean {
  const { ts } = context;
  if (!ts.isCallExpression(call) || !isForItsEffect(ts, call) || entryOfCall(context, call)?.logs === true) {
    return false;
  }
  const callee = bareExpression(ts, call.expression);
  if (ts.isPropertyAccessExpression(callee)) {
    const receiver = bareExpression(ts, callee.expression);
    return isMentioned(context, receiver, value) || isTakenBefore(context, receiver, call) || call.arguments.slice(0, 1).some(argument => isTakenBefore(context, argument, call));
  }
  return isTakenBefore(context, callee, call) || call.arguments.slice(0, 1).some(argument => isTakenBefore(context, argument, call));
}

/** A statement by itself: nobody wants its value. */
export function isForItsEffect(ts: FactContext['ts'], call: ts.CallExpression): boolean {
  let at: ts.Node = call.parent;
  while (ts.isAwaitExpression(at) || ts.isVoidExpression(at) || ts.isParenthesizedExpression(at)) {
    at = at.parent;
  }
  return ts.isExpressionStatement(at);
}

/** Does the returned expression name the very thing whose method is called: a variable, or a field by its path? `this` alone is too much. */
function isMentioned({ ts }: FactContext, receiver: ts.Expression, value: ts.Expression): boolean {
  const isPath = ts.isIdentifier(receiver) || ts.isPropertyAccessExpression(receiver);
  if (!isPath) {
    return false;
  }
  const text = receiver.getText();
  return isAnywhereIn(ts, value, node => node.kind === receiver.kind && node.getText() === text && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node));
}

/** A local name for what a call or `new` has given, before the statement that is being left. */
export function isTakenBefore(context: FactContext, expression: ts.Expression, cleanup: ts.Node): boolean {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  const declaration = ts.isIdentifier(bare) ? symbolOf(context, bare)?.valueDeclaration : undefined;
  if (!ts.isIdentifier(bare) || declaration === undefined || context.functionAround(declaration) !== context.functionAround(cleanup)) {
    return false;
  }
  const { members, closed } = valuesOf(context, bare);
  return closed === 'yes' && members.some(member => isGiven(ts, member)) && declaration.pos < tryAround(ts, cleanup).pos;
}

function isGiven(ts: FactContext['ts'], expression: ts.Expression): boolean {
  const bare = bareExpression(ts, expression);
  const given = ts.isAwaitExpression(bare) ? bareExpression(ts, bare.expression) : bare;
  return ts.isCallExpression(given) || ts.isNewExpression(given);
}

function tryAround(ts: FactContext['ts'], node: ts.Node): ts.Node {
  return ts.findAncestor(node, ts.isTryStatement) ?? node;
}

/** A field or an outer variable to which the function has given a value before the `try`, and gives another now. */
function isPutBack({ ts }: FactContext, lowered: Lowered, { id, place }: FlowEvent): boolean {
  const { graph } = lowered;
  const kindOf = (at: number | undefined): string | undefined => (at === undefined ? undefined : graph.places[at]?.kind);
  const kind = kindOf(place);
  const target = targetOf(ts, lowered.nodeOfEvent(id));
  if ((kind !== 'field' && kind !== 'captured') || target === undefined) {
    return false;
  }
  const around = tryAround(ts, target);
  return graph.events.some(event => {
    const other = event.kind === 'assign' && kindOf(event.place) === kind ? targetOf(ts, lowered.nodeOfEvent(event.id)) : undefined;
    return other !== undefined && other.end <= around.getStart() && other.getText() === target.getText();
  });
}

function targetOf(ts: FactContext['ts'], node: ts.Node): ts.Expression | undefined {
  if (ts.isBinaryExpression(node)) {
    return node.left;
  }
  return ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node) ? node.operand : undefined;
}
