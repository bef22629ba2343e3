import type ts from 'typescript';
import { blockOf, eventOf } from '../flow/reach.ts';
import type { EventId, FlowEvent } from '../flow/graph.ts';
import type { FactContext } from '../facts/context.ts';
import { calledFunctions, entryOfCall } from '../facts/task/callee.ts';
import { givenArgument, linkOf } from '../facts/task/syntax.ts';
import { dropOf } from '../facts/task/position.ts';
import type { Use } from '../facts/uses.ts';
import { usesOf } from '../facts/uses.ts';
import type { Lowered } from '../lower/lowered.ts';
import type { Question } from './store.ts';
import { nothing, proven, unknownSummary } from './store.ts';

/**
 * Does a function certainly consume the task that it is given as a parameter (the variant)?
 *
 * It awaits or returns it, gives its rejection a handler, or hands it to somebody who does; and it does so on every way through,
 * so that no caller is left with a rejection that nobody takes.
 */
export function joinsQuestion(context: FactContext): Question {
  return {
    name: 'joins',
    compute(fn, parameter) {
      const lowered = context.lowered(fn);
      const value = lowered?.graph.values.find(({ kind, index }) => kind === 'parameter' && index === parameter);
      if (lowered === undefined || value === undefined) {
        return lowered === undefined ? unknownSummary : nothing;
      }
      const uses = usesOf(context, lowered, value.id).members;
      const joining = uses.map(use => ({ use, joins: joinedBy(context, lowered, use) }));
      const certain = joining.flatMap(({ use, joins }) => (joins === 'yes' && use.event !== undefined ? [use.event.id] : []));
      if (certain.length > 0 && isOnEveryWay(lowered, new Set(certain))) {
        return proven;
      }
      return joining.every(({ joins }) => joins === 'no') ? nothing : unknownSummary;
    },
  };
}

function joinedBy(context: FactContext, lowered: Lowered, use: Use): 'yes' | 'no' | 'unknown' {
  switch (use.kind) {
    case 'awaited':
    case 'returned':
      return use.within ? 'unknown' : 'yes';
    case 'looked-at':
      return 'no';
    case 'method':
      return handledBy(context, lowered, use.event);
    case 'argument':
      return joinedByCall(context, lowered, use);
    default:
      return 'unknown';
  }
}

/** `task.catch(f)` and `task.then(a, f)` take the rejection; `task.then(a)` passes it on to a promise that must be joined in turn. */
function handledBy(context: FactContext, lowered: Lowered, event: FlowEvent | undefined): 'yes' | 'no' | 'unknown' {
  const { ts } = context;
  const node: ts.Node | undefined = event === undefined ? undefined : lowered.nodeOfEvent(event.id);
  const link = node === undefined ? undefined : linkOf(ts, node);
  if (event === undefined || link === undefined) {
    return 'unknown';
  }
  if (link.link !== 'finally' && givenArgument(ts, link.call, link.link === 'catch' ? 0 : 1) !== undefined) {
    return 'yes';
  }
  return resultJoined(context, lowered, event);
}

function resultJoined(context: FactContext, lowered: Lowered, event: FlowEvent): 'yes' | 'no' | 'unknown' {
  if (event.result === undefined) {
    return 'unknown';
  }
  const answers = usesOf(context, lowered, event.result).members.map(use => joinedBy(context, lowered, use));
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
}

function joinedByCall(context: FactContext, lowered: Lowered, { event, argument, within }: Use): 'yes' | 'no' | 'unknown' {
  const { ts } = context;
  const node: ts.Node | undefined = event === undefined ? undefined : lowered.nodeOfEvent(event.id);
  if (event === undefined || argument === undefined || node === undefined || !ts.isCallExpression(node)) {
    return 'unknown';
  }
  const combines = entryOfCall(context, node)?.combines;
  if (combines !== undefined) {
    return combines === 'settled' && dropOf(context, node) !== undefined ? 'yes' : resultJoined(context, lowered, event);
  }
  const callee = calledFunctions(context, node);
  if (within || callee.members.length === 0) {
    return 'unknown';
  }
  const answers = callee.members.map(fn => context.summaries.joins(fn, argument));
  return callee.closed === 'yes' && answers.every(answer => answer === answers[0]) ? (answers[0] ?? 'unknown') : 'unknown';
}

/** Is there no way from the entry to an end that avoids all of these events? Errors of other calls are presumed not to happen. */
function isOnEveryWay({ graph }: Lowered, events: ReadonlySet<EventId>): boolean {
  const seen = new Set([graph.entry]);
  const waiting = [graph.entry];
  for (const id of waiting) {
    if (id === graph.exit || id === graph.raised) {
      return false;
    }
    const block = blockOf(graph, id);
    if (block.events.some(event => events.has(event))) {
      continue;
    }
    const last = block.events.at(-1);
    const throws = last !== undefined && eventOf(graph, last).kind === 'throw';
    for (const edge of block.successors) {
      if ((edge.kind !== 'throw' || throws) && !seen.has(edge.to)) {
        seen.add(edge.to);
        waiting.push(edge.to);
      }
    }
  }
  return true;
}
