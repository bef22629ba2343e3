import type ts from 'typescript';
import type { Edge, FlowEvent } from '../../flow/graph.ts';
import { eventOf } from '../../flow/reach.ts';
import type { FunctionNode, Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import { mayEnd, wayOutFrom } from './way-out.ts';
import type { FactContext } from '../context.ts';
import type { HeldTask } from '../lifetime/lifetime.ts';
import { memoised } from '../memo.ts';
import { bareExpression } from '../syntax.ts';
import { methodCallOf } from '../task/syntax.ts';
import { wordsFor } from '../task/words.ts';
import type { Use } from '../uses.ts';
import { usesOf } from '../uses.ts';
import { iterating } from '../catalog/vocabulary.ts';

/**
 * Iterators that are driven by hand: `const iterator = source[Symbol.asyncIterator]()`, and then `iterator.next()`.
 *
 * `for await` tells its iterator when it leaves early; whoever calls `next` has to do so, by `return`. Without it the source waits for
 * ever to be asked for more, and what it does on its own way out is never done.
 */
export interface DrivenIteratorFacts {
  /** Is it an iterator over something asynchronous, and of a kind that can be told to return? */
  isIterator(held: HeldTask): Answer;
  /** Does this event ask the iterator for more? */
  drives(held: HeldTask, event: FlowEvent): Answer;
  /** Does anything else become of the iterator at this event? */
  isPassedOn(held: HeldTask, event: FlowEvent): Answer;
  /** Is it asked for more, and nothing else is ever done with it? */
  isOnlyDriven(held: HeldTask): Answer;
  /** May this event end what is iterated? */
  mayEndSource(held: HeldTask, event: FlowEvent): Answer;
  /** Is the iterator through on this edge, having said that it is done? */
  isThrough(held: HeldTask, edge: Edge): Answer;
  /** Is the function left from this event without a word to the iterator, or to what it iterates? */
  isLeftFrom(held: HeldTask, event: FlowEvent): Answer;
  /** What a message calls what is iterated. */
  sourceWords(held: HeldTask): string;
}

export function createDrivenIteratorFacts(context: FactContext): DrivenIteratorFacts {
  const known = new WeakMap<FlowEvent, readonly Use[]>();
  const usesOfIterator = ({ start }: HeldTask): readonly Use[] => {
    const uses = known.get(start) ?? usesOf(context, context.homeOf(start), start.result ?? -1).members;
    known.set(start, uses);
    return uses;
  };
  const usesAt = (held: HeldTask, event: FlowEvent): readonly Use[] => usesOfIterator(held).filter(use => use.event === event);
  const isTouched = (held: HeldTask, event: FlowEvent): boolean => usesAt(held, event).some(use => use.kind !== 'looked-at' && !asksForMore(context, use));
  const drives = (held: HeldTask, event: FlowEvent): boolean => usesAt(held, event).some(use => asksForMore(context, use));
  const mayBeTold = ({ start }: HeldTask, event: FlowEvent): boolean => {
    const opening = context.homeOf(start).nodeOfEvent(start.id);
    return context.ts.isCallExpression(opening) && mayEnd(context, event, opening);
  };
  return {
    isIterator: held => isIterator(context, held),
    drives: (held, event) => answerOf(drives(held, event)),
    isPassedOn: (held, event) => answerOf(isTouched(held, event)),
    isOnlyDriven: held => answerOf(usesOfIterator(held).every(use => use.kind === 'looked-at' || asksForMore(context, use))),
    mayEndSource: (held, event) => answerOf(!drives(held, event) && mayBeTold(held, event)),
    isThrough: ({ start }, edge) => isThrough(context, context.homeOf(start), edge),
    isLeftFrom: (held, event) => {
      const { events, isOpen } = wayOutFrom(context, event, held.start, each => !isTouched(held, each));
      return events.some(each => mayBeTold(held, each)) ? 'unknown' : answerOf(isOpen);
    },
    sourceWords: held => {
      const source = sourceOf(context, held);
      return source === undefined ? '' : wordsFor(context.ts, source);
    },
  };
}

/** `source` in `source[Symbol.asyncIterator]()`. */
function sourceOf(context: FactContext, { start }: HeldTask): ts.Expression | undefined {
  const { ts } = context;
  const call = context.homeOf(start).nodeOfEvent(start.id);
  const callee = ts.isCallExpression(call) ? bareExpression(ts, call.expression) : undefined;
  const key = callee !== undefined && ts.isElementAccessExpression(callee) ? bareExpression(ts, callee.argumentExpression) : undefined;
  const isAsyncIterator = key !== undefined && ts.isPropertyAccessExpression(key) && key.name.text === 'asyncIterator' && ts.isIdentifier(key.expression) && key.expression.text === 'Symbol';
  return isAsyncIterator && callee !== undefined && ts.isElementAccessExpression(callee) ? callee.expression : undefined;
}

function isIterator(context: FactContext, held: HeldTask): Answer {
  const { ts, checker, strength } = context;
  if (sourceOf(context, held) === undefined) {
    return 'no';
  }
  const call = context.homeOf(held.start).nodeOfEvent(held.start.id);
  if (strength === 'syntax' || !ts.isCallExpression(call)) {
    return 'unknown';
  }
  context.trace.askedTypes();
  return checker.getTypeAtLocation(call).getProperty(iterating.ends) === undefined ? 'unknown' : 'yes';
}

function asksForMore(context: FactContext, { kind, event }: Use): boolean {
  const { ts } = context;
  const node = kind === 'method' && event !== undefined ? context.homeOf(event).nodeOfEvent(event.id) : undefined;
  const name = node === undefined ? undefined : ts.isPropertyAccessExpression(node) ? node.name : methodCallOf(ts, node)?.method;
  return name?.text === iterating.asks;
}

/** `if (result.done)` tells it; where a function does anything else with `done`, or never asks, no condition can be told from that one. */
function isThrough(context: FactContext, lowered: Lowered, { kind, test }: Edge): Answer {
  if (test === undefined || (kind !== 'true' && kind !== 'false')) {
    return 'no';
  }
  if (saysDone(context, lowered.nodeOfEvent(eventOf(lowered.graph, test).id))) {
    return answerOf(kind === 'true');
  }
  return asksWhetherDone(context, lowered.function) ? 'no' : 'unknown';
}

function saysDone({ ts }: FactContext, node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node) ? node.name.text === iterating.done : ts.isIdentifier(node) && node.text === iterating.done;
}

const asksWhetherDone = memoised<FunctionNode, boolean>(false, (context, fn) => {
  const { ts } = context;
  const lowered = context.lowered(fn);
  const asked = new Set((lowered?.graph.events ?? []).flatMap(({ id, kind }) => (kind === 'test' && lowered !== undefined ? [lowered.nodeOfEvent(id)] : [])));
  const others: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const isName = ts.isIdentifier(node) && node.text === iterating.done && !ts.isBindingElement(node.parent);
    const whole = isName && ts.isPropertyAccessExpression(node.parent) ? node.parent : node;
    if (isName && !asked.has(whole)) {
      others.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(fn);
  return others.length === 0 && [...asked].some(node => saysDone(context, node));
});
