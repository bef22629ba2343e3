import type ts from 'typescript';
import type { BlockId, FlowEvent } from '../../flow/graph.ts';
import { blockOf } from '../../flow/reach.ts';
import type { Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { every } from '../answer.ts';
import { isPartOf } from '../../flow/within.ts';
import { isInCleanup } from './site.ts';
import type { Cleanup } from './site.ts';
import type { FactContext } from '../context.ts';
import { singleValueOf } from '../single-value.ts';
import { bareExpression, returnedBy } from '../syntax.ts';
import { calledFunctions } from '../task/callee.ts';
import { eventFailure } from '../task/event.ts';
import type { Assumptions, Failure } from '../task/failure.ts';
import { plainly } from '../task/failure.ts';
import { linkOf } from '../task/syntax.ts';
import { createFailing } from '../task/rejection.ts';

/** May the event fail where it stands? A `return` fails with the promise that it hands to whoever runs the cleanup. */
export function failureOf(context: FactContext, lowered: Lowered, event: FlowEvent, assuming: Assumptions = plainly): Failure {
  const failing = createFailing(context, assuming);
  const node = lowered.nodeOfEvent(event.id);
  const link = event.kind === 'call' ? linkOf(context.ts, node) : undefined;
  if (link?.link === 'finally') {
    // The receiver of `.finally(f)`: it is the operation.
    return failing.rejection(link.receiver, 'awaited');
  }
  const given = event.kind === 'return' ? returnedBy(context.ts, node) : undefined;
  return given === undefined ? eventFailure(failing, lowered, event) : failing.rejection(given, 'awaited');
}

/** Does an error of this wait leave the cleanup, past every `catch` in it? */
export function escapesCleanup({ handler: { body, entry } }: Cleanup, wait: FlowEvent): boolean {
  const { graph } = body;
  const around = graph.blocks[entry.block]?.region;
  if (wait.kind === 'return' || around === undefined) {
    return true;
  }
  const [first] = blockOf(graph, wait.block).successors.filter(edge => edge.kind === 'throw');
  const seen = new Set<BlockId>();
  const queue: BlockId[] = first === undefined ? [] : [first.to];
  for (const id of queue) {
    const block = blockOf(graph, id);
    if (id === graph.raised || !isPartOf(graph.regions, block.region, around)) {
      return true;
    }
    if (seen.has(id) || (block.region !== around && graph.regions[block.region]?.kind === 'catch')) {
      continue;
    }
    seen.add(id);
    queue.push(...block.successors.map(edge => edge.to));
  }
  return false;
}

/**
 * `controller.abort(); await child`: the child was started elsewhere, and something before the wait may have told it to stop, so that
 * taking its outcome is the point. No only where the task is started right here, or nothing happens before.
 */
export function isJoinOfStopped(context: FactContext, cleanup: Cleanup, wait: FlowEvent): Answer {
  const { ts } = context;
  const { body } = cleanup.handler;
  const node = body.nodeOfEvent(wait.id);
  if (!ts.isAwaitExpression(node) || startsItself(context, node.expression)) {
    return 'no';
  }
  const told = body.graph.events.some(event => event.kind === 'call' && isInCleanup(cleanup, event) && event.span.end <= wait.span.start);
  return told ? 'unknown' : 'no';
}

/** Is the task that is waited for begun by the expression itself, or by one of a combinator's members? */
function startsItself(context: FactContext, expression: ts.Expression): boolean {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (ts.isArrayLiteralExpression(bare)) {
    return bare.elements.some(element => startsItself(context, element));
  }
  if (!ts.isCallExpression(bare)) {
    return ts.isConditionalExpression(bare) ? startsItself(context, bare.whenTrue) || startsItself(context, bare.whenFalse) : false;
  }
  const link = linkOf(ts, bare);
  if (link !== undefined) {
    return startsItself(context, link.receiver);
  }
  const [members] = bare.arguments;
  return context.catalog.entryOf(bare.expression)?.combines === undefined || (members !== undefined && startsItself(context, members));
}

/** The call, or the one call that a name stands for, certainly never comes back, and cannot fail either. */
export function neverEnds(context: FactContext, wait: FlowEvent): Answer {
  const { ts } = context;
  const node = context.homeOf(wait).nodeOfEvent(wait.id);
  if (!ts.isAwaitExpression(node)) {
    return 'unknown';
  }
  const bare = bareExpression(ts, node.expression);
  const value = ts.isIdentifier(bare) ? bareExpression(ts, singleValueOf(context, bare) ?? bare) : bare;
  if (!ts.isCallExpression(value) || createFailing(context).rejection(value, 'awaited').possible) {
    return 'unknown';
  }
  return every(calledFunctions(context, value), fn => context.summaries.neverReturns(fn, 'awaited'));
}
