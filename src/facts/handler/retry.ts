import type { FlowEvent } from '../../flow/graph.ts';
import { firstPath } from '../../flow/reach.ts';
import type { FunctionNode, Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import { callbackFate } from '../callback.ts';
import { calleeOf, functionsBehind } from '../callee.ts';
import type { FactContext } from '../context.ts';
import type { Handler } from './handler.ts';
import { consumerOf } from '../syntax.ts';

/**
 * Retries that are no loop: a handler that runs the function around it anew.
 *
 * The function is called by its name, directly or by a timer; what was cancelled is reached again unless something on the way
 * there looks at the signal.
 */
export interface RetryFacts {
  /** Does this event of a handler run the function around the handler anew, as far as the wait that was cancelled, without a look at the signal? */
  startsAnew(handler: Handler, interrupted: FlowEvent, event: FlowEvent): Answer;
  /** Does a timer lie between that event and the wait? */
  startsLater(handler: Handler, interrupted: FlowEvent, event: FlowEvent): Answer;
  /** Does the handler lose the cancellation on some way without trying again, where it must not end? No only if it certainly does not. */
  losesOtherwise(handler: Handler, interrupted: FlowEvent): Answer;
}

export function createRetryFacts(context: FactContext): RetryFacts {
  return {
    startsAnew: (handler, interrupted, event) => {
      const round = roundFrom(context, handler, event);
      return answerOf(round !== undefined && leadsTo(context, handler, { round, interrupted }));
    },
    startsLater: (handler, _, event) => answerOf(roundFrom(context, handler, event)?.isLater === true),
    losesOtherwise: (handler, interrupted) => losesOtherwise(context, handler, interrupted),
  };
}

function losesOtherwise({ facts }: FactContext, handler: Handler, interrupted: FlowEvent): Answer {
  const isOwn = facts.isAbortedByOwnClass(interrupted);
  if (isOwn === 'unknown' || (isOwn === 'no' && facts.isBoundary(handler) === 'yes')) {
    return isOwn === 'unknown' ? 'unknown' : 'no';
  }
  const path = firstPath(handler.body.graph, handler.entry, {
    visit: event => {
      const again = facts.isInterruptedAgain(handler, event);
      if (again === 'yes' || facts.keepsGoing(handler, event) === 'no') {
        return 'stop';
      }
      return facts.isMoreWork(handler, event) !== 'no' ? 'target' : 'pass';
    },
    follow: edge => edge.kind !== 'throw' && facts.admitsCancellation(handler, edge) !== 'no',
    target: new Set(isOwn === 'yes' ? [] : (['exit'] as const)),
  });
  return path === undefined ? 'no' : 'unknown';
}

/** What is run anew, from the outside in: each function holds the next, and the last holds the wait. */
interface Round {
  readonly functions: readonly FunctionNode[];
  readonly isLater: boolean;
}

function roundFrom(context: FactContext, handler: Handler, event: FlowEvent): Round | undefined {
  const { ts } = context;
  const call = event.kind === 'call' ? context.homeOf(event).nodeOfEvent(event.id) : undefined;
  if (call === undefined || !ts.isCallExpression(call)) {
    return undefined;
  }
  const around = functionsAround(context, handler.home.function);
  const called = calleeOf(context, call).members.find(fn => around.includes(fn));
  if (called !== undefined) {
    return roundOf(context, around, called);
  }
  const [deferred] = call.arguments.flatMap((callback, argument) => (callbackFate(context, call, argument)?.runs === 'later' ? startedBy(context, callback, around) : []));
  const round = deferred === undefined ? undefined : roundOf(context, around, deferred);
  return round === undefined ? undefined : { ...round, isLater: true };
}

function roundOf(context: FactContext, around: readonly FunctionNode[], called: FunctionNode): Round {
  const functions = around.slice(0, around.indexOf(called) + 1).reverse();
  return { functions, isLater: functions.slice(1).some(fn => isRunLater(context, fn)) };
}

/** A function and those around it, innermost first. */
function functionsAround(context: FactContext, fn: FunctionNode): readonly FunctionNode[] {
  const { ts } = context;
  const around: FunctionNode[] = [];
  for (let at = fn; !ts.isSourceFile(at) && !ts.isClassLike(at); at = context.functionAround(at.parent)) {
    around.push(at);
  }
  return around;
}

/** `setTimeout(attempt, 10)`, or `setTimeout(() => attempt(3), 10)` with nothing in the arrow that could decide otherwise. */
function startedBy(context: FactContext, callback: Parameters<typeof functionsBehind>[1], around: readonly FunctionNode[]): readonly FunctionNode[] {
  return functionsBehind(context, callback).members.flatMap(fn => {
    if (around.includes(fn)) {
      return [fn];
    }
    const lowered = context.lowered(fn);
    const started = lowered?.graph.events.flatMap(event => (event.kind === 'call' ? calleeOf(context, lowered.nodeOfEvent(event.id)).members.filter(member => around.includes(member)) : []));
    return lowered?.graph.events.some(({ kind }) => kind === 'test' || kind === 'throw') === false ? (started ?? []) : [];
  });
}

function isRunLater(context: FactContext, fn: FunctionNode): boolean {
  const { ts } = context;
  const call = consumerOf(ts, fn);
  if (!ts.isCallExpression(call)) {
    return false;
  }
  const argument = call.arguments.findIndex(given => given === fn);
  return argument !== -1 && context.catalog.entryOf(call.expression)?.callbacks?.some(use => use.argument === argument && use.runs === 'later') === true;
}

/** Is there a way from the start of the outermost function to the wait, on which nobody looks at the signal? */
function leadsTo(context: FactContext, handler: Handler, { round, interrupted }: { round: Round; interrupted: FlowEvent }): boolean {
  return round.functions.every((fn, index) => {
    const lowered = context.lowered(fn);
    const next = round.functions[index + 1];
    const goals = lowered === undefined ? [] : next === undefined ? [interrupted] : lowered.eventsOfNode(next);
    return lowered !== undefined && goals.some(goal => isReached(context, handler, lowered, goal));
  });
}

function isReached(context: FactContext, handler: Handler, lowered: Lowered, goal: FlowEvent): boolean {
  // The same questions as behind the handler; its error has no name here.
  const asked: Handler = { kind: handler.kind, head: handler.head, home: lowered, body: lowered, entry: handler.entry, interruptions: handler.interruptions };
  const path = firstPath(lowered.graph, { block: lowered.graph.entry, index: 0 }, {
    visit: event => (event === goal ? 'target' : context.facts.keepsGoing(asked, event) === 'yes' && context.facts.isInterruptedAgain(asked, event) === 'no' ? 'pass' : 'stop'),
    follow: edge => edge.kind !== 'throw' && context.facts.admitsCancellation(asked, edge) === 'yes',
  });
  return path !== undefined;
}
