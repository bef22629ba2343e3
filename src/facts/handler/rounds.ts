import type { Answer } from '../answer.ts';
import type { Edge, FlowEvent } from '../../flow/graph.ts';
import { eventOf, firstPath } from '../../flow/reach.ts';
import type { Lowered } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import type { Handler } from './handler.ts';

/** What is asked of each step with a cancellation in hand. */
interface Asked {
  keepsGoing(event: FlowEvent): Answer;
  admits(edge: Edge): Answer;
}

/**
 * Is it the end of a loop behind the handler, each round of which looks at the signal?
 *
 * Whoever looks wherever there is work misses no cancellation; with nothing to go through there is nothing to be missed. A loop around the
 * handler has had a round that did not look in time.
 */
export function isPastLookingRounds(context: FactContext, { head }: Handler, { lowered, edge }: { readonly lowered: Lowered; readonly edge: Edge }, asked: Asked): boolean {
  const { ts } = context;
  const { graph } = lowered;
  const test = edge.test === undefined || edge.kind !== 'false' ? undefined : eventOf(graph, edge.test);
  const loop = test?.asks === 'more' ? ts.findAncestor(lowered.nodeOfEvent(test.id), node => ts.isForOfStatement(node) || ts.isForInStatement(node)) : undefined;
  const round = graph.blocks[edge.from]?.successors.find(({ kind }) => kind === 'true');
  if (loop === undefined || round === undefined || (loop.pos <= head.start && head.end <= loop.end)) {
    return false;
  }
  const unseen = firstPath(graph, { block: round.to, index: 0 }, {
    visit: event => (event === test ? 'target' : asked.keepsGoing(event) === 'yes' ? 'pass' : 'stop'),
    follow: next => next.kind !== 'throw' && asked.admits(next) === 'yes',
  });
  return unseen === undefined;
}
