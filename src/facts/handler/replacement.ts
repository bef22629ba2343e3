import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import { firstPath } from '../../flow/reach.ts';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { answerOf, every, not } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { singleValueOf } from '../single-value.ts';
import { bareExpression, consumerOf, returnedBy, shortText } from '../syntax.ts';
import type { Call } from '../task/callee.ts';
import { calledFunctions, entryOfCall } from '../task/callee.ts';
import { carries, errorNamesOf, isRejection } from './error-in-hand.ts';
import type { Handler } from './handler.ts';
import { isOtherError, tellingMembers } from './other-error.ts';

/**
 * Errors that leave a handler in place of the one in hand.
 *
 * They are thrown, or answered as a rejection, and made where they leave, or before under a name, or by a function that makes one of whatever it is given.
 */
export interface ReplacementFacts {
  /** Is an error made at this event by which nobody can tell a cancellation, or thrown that was, and does the function leave with it? */
  leavesWithAnother(handler: Handler, event: FlowEvent): Answer;
  /** That error, as a message names it. */
  replacementText(event: FlowEvent): string;
}

export function createReplacementFacts(context: FactContext): ReplacementFacts {
  return {
    leavesWithAnother: (handler, event) => isAnother(context, handler, replacementAt(context, event, 'thrown'), 0),
    replacementText: event => shortText(replacementAt(context, event, 'thrown')?.getText() ?? ''),
  };
}

/** How a function lets go of what it has made. */
type Way = 'thrown' | 'returned';

/** What is made at the event, and leaves at once; or what leaves by the event, and was made before. */
function replacementAt(context: FactContext, event: FlowEvent, way: Way): Call | undefined {
  const { ts } = context;
  const node = context.homeOf(event).nodeOfEvent(event.id);
  if ((event.kind === 'new' && ts.isNewExpression(node)) || (event.kind === 'call' && ts.isCallExpression(node))) {
    return leavesAt(context, node, way) ? node : undefined;
  }
  const left = event.kind === 'throw' && ts.isThrowStatement(node) ? node.expression : way === 'returned' && event.kind === 'return' ? returnedBy(ts, node) : undefined;
  const name = left === undefined ? undefined : bareExpression(ts, left);
  const value = name !== undefined && ts.isIdentifier(name) && isLeftAsItWas(context, name) ? singleValueOf(context, name) : undefined;
  const made = value === undefined ? undefined : bareExpression(ts, value);
  return made !== undefined && ts.isNewExpression(made) ? made : undefined;
}

/** Is it thrown, answered as a rejection, or one of two values that are? */
function leavesAt(context: FactContext, made: ts.Expression, way: Way): boolean {
  const { ts } = context;
  const consumer = consumerOf(ts, made);
  if (ts.isConditionalExpression(consumer)) {
    return bareExpression(ts, consumer.condition) !== made && leavesAt(context, consumer, way);
  }
  if (ts.isThrowStatement(consumer) || (way === 'returned' && isReturn(ts, consumer))) {
    return true;
  }
  return isRejection(context, consumer) && isReturn(ts, consumerOf(ts, consumer));
}

function isReturn(ts: FactContext['ts'], consumer: ts.Node): boolean {
  return ts.isReturnStatement(consumer) || ts.isArrowFunction(consumer);
}

/** An error that was given a name: nobody has written to its `name` or `code`, or been given it. */
function isLeftAsItWas(context: FactContext, name: ts.Identifier): boolean {
  const { ts } = context;
  return usesOfName(context, name, context.functionAround(name)).every(use => {
    const consumer = consumerOf(ts, use);
    return (
      ts.isThrowStatement(consumer) || ts.isReturnStatement(consumer) || ts.isVariableDeclaration(consumer) ||
      (ts.isPropertyAccessExpression(consumer) && !tellingMembers.has(consumer.name.text)) ||
      (ts.isCallExpression(consumer) && isOnlyTold(context, consumer, use))
    );
  });
}

function isOnlyTold(context: FactContext, call: ts.CallExpression, value: ts.Expression): boolean {
  const index = call.arguments.indexOf(value);
  return entryOfCall(context, call)?.logs === true || every(calledFunctions(context, call), fn => not(context.summaries.keeps(fn, index))) === 'yes';
}

const deepest = 2;

function isAnother(context: FactContext, handler: Handler, made: Call | undefined, depth: number): Answer {
  const { ts } = context;
  if (made === undefined) {
    return 'no';
  }
  const errors = errorNamesOf(context, handler);
  if (ts.isNewExpression(made)) {
    return isOtherError(context, made, errors);
  }
  const index = made.arguments.findIndex(argument => carries(context, argument, errors));
  return depth === deepest ? 'unknown' : every(calledFunctions(context, made), fn => makesAnother(context, fn, index, depth + 1));
}

/** Whatever it is given, is there a way on which the function makes another error of it, and hands that out? */
function makesAnother(context: FactContext, fn: FunctionNode, parameter: number, depth: number): Answer {
  const lowered = context.lowered(fn);
  if (lowered === undefined || lowered.graph.isAsync || lowered.graph.isGenerator) {
    return 'unknown';
  }
  const { graph } = lowered;
  const error = graph.values.find(value => value.kind === 'parameter' && value.index === parameter)?.id;
  const entry = { block: graph.entry, index: 0 };
  const taken: Handler = { kind: 'callback', head: { start: fn.getStart(), end: fn.end }, home: lowered, body: lowered, entry, ...(error === undefined ? {} : { error }), interruptions: [] };
  const path = firstPath(graph, entry, {
    visit: event => {
      if (isAnother(context, taken, replacementAt(context, event, 'returned'), depth) === 'yes') {
        return 'target';
      }
      return context.facts.keepsGoing(taken, event) === 'yes' ? 'pass' : 'stop';
    },
    follow: edge => edge.kind !== 'throw' && context.facts.admitsCancellation(taken, edge) === 'yes',
  });
  return answerOf(path !== undefined);
}
