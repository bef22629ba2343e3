import type { Edge, FlowEvent, FlowGraph } from '../../flow/graph.ts';
import { blockOf, eventOf, firstPath } from '../../flow/reach.ts';
import type { Lowered } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import type { Failing } from './failure.ts';
import { plainly } from './failure.ts';
import { createFailing } from './rejection.ts';
import { givenArgument, linkOf } from './syntax.ts';

/**
 * Does an event stand in a handler that nothing ever enters, as in `try { await p.catch(log); } catch { … }`?
 *
 * Then what it starts is never started. Whoever writes a `try` reckons with errors, so that only a chain that takes its own errors,
 * and the call that makes its promise, are thought to send none there, unless they are proven to; any other call may.
 */
export function isNeverEntered(context: FactContext, lowered: Lowered, event: FlowEvent): boolean {
  const { graph } = lowered;
  if (!isInCatch(graph, event)) {
    return false;
  }
  const failing = createFailing(context, plainly, lowered.function);
  const way = firstPath(graph, { block: graph.entry, index: 0 }, {
    visit: at => (at === event ? 'target' : 'pass'),
    follow: edge => edge.kind !== 'throw' || mayThrow(failing, lowered, edge),
  });
  return way === undefined;
}

function isInCatch({ blocks, regions }: FlowGraph, { block }: FlowEvent): boolean {
  for (let at = blocks[block]?.region; at !== undefined; at = regions[at]?.parent) {
    if (regions[at]?.kind === 'catch') {
      return true;
    }
  }
  return false;
}

function mayThrow(failing: Failing, lowered: Lowered, { from }: Edge): boolean {
  const { ts } = failing.context;
  const last = blockOf(lowered.graph, from).events.at(-1);
  const event = last === undefined ? undefined : eventOf(lowered.graph, last);
  const node = event === undefined ? undefined : lowered.nodeOfEvent(event.id);
  if (event?.kind === 'await' && node !== undefined && ts.isAwaitExpression(node)) {
    const link = linkOf(ts, node.expression);
    const handler = link === undefined || link.link === 'finally' ? undefined : givenArgument(ts, link.call, link.link === 'catch' ? 0 : 1);
    return handler === undefined || failing.rejection(node.expression, 'awaited').witness;
  }
  if (event?.kind === 'call' && node !== undefined && ts.isCallExpression(node)) {
    const next = linkOf(ts, consumerOf(ts, node).parent);
    const isChained = linkOf(ts, node) !== undefined || (next !== undefined && bareExpression(ts, next.receiver) === node);
    return !isChained || failing.throwing(node).witness;
  }
  return true;
}
