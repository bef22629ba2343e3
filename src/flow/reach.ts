/**
 * Can control get from here to there, and on which way?
 *
 * The search is breadth first over blocks and stops within them: an event is passed, ends the search, or closes the
 * path. Successors are tried in the graph's order, so that the same question always finds the same path.
 */
import type { Block, BlockId, Edge, FlowEvent, FlowGraph } from './graph.ts';

/** Before the `index`-th event of the block. */
export interface Point {
  readonly block: BlockId;
  readonly index: number;
}

/**
 * `target`: this is it. `pass`: on with the search. `stop`: no path leads through here. `raise`: the event's `throw` edge is
 * followed, and no other; `follow` is not asked about it.
 */
export type Verdict = 'target' | 'pass' | 'stop' | 'raise';

export interface Path {
  /** In order; the one that was looked for is the last. */
  readonly events: readonly FlowEvent[];
  readonly edges: readonly Edge[];
  readonly end: FlowEvent | 'exit' | 'raised';
}

export interface PathQuery {
  visit(event: FlowEvent): Verdict;
  /** Asked for every edge. Without it, all are followed but `throw` edges. */
  follow?(edge: Edge): boolean;
  /** Ways out of the function that also end the search. */
  readonly target?: ReadonlySet<'exit' | 'raised'>;
}

/** How the search came to a block. */
interface Visit {
  readonly block: Block;
  readonly index: number;
  readonly edge?: Edge;
  readonly before?: Visit;
}

/** The shortest path, counted in blocks; undefined if there is none. */
export function firstPath(graph: FlowGraph, from: Point, query: PathQuery): Path | undefined {
  const seen = new Set<BlockId>();
  const queue: Visit[] = [{ block: blockOf(graph, from.block), index: from.index }];
  for (const visit of queue) {
    const wayOut = wayOutOf(graph, visit.block.id);
    if (wayOut !== undefined && query.target?.has(wayOut) === true) {
      return pathTo(graph, visit, wayOut);
    }
    const outcome = passThrough(graph, visit, query);
    if (typeof outcome === 'object') {
      return pathTo(graph, visit, outcome);
    }
    if (outcome === 'stop') {
      continue;
    }
    for (const edge of visit.block.successors) {
      if (!seen.has(edge.to) && isFollowed(edge, outcome, query)) {
        seen.add(edge.to);
        queue.push({ block: blockOf(graph, edge.to), index: 0, edge, before: visit });
      }
    }
  }
  return undefined;
}

export function pointBefore(graph: FlowGraph, event: FlowEvent): Point {
  return { block: event.block, index: blockOf(graph, event.block).events.indexOf(event.id) };
}

/** If the event is the last of its block, the edges are still to be chosen from there. */
export function pointAfter(graph: FlowGraph, event: FlowEvent): Point {
  const { block, index } = pointBefore(graph, event);
  return { block, index: index + 1 };
}

export function blockOf(graph: FlowGraph, id: BlockId): Block {
  const block = graph.blocks[id];
  if (block === undefined) {
    throw new Error(`The graph has no block ${id}.`);
  }
  return block;
}

export function eventOf(graph: FlowGraph, id: number): FlowEvent {
  const event = graph.events[id];
  if (event === undefined) {
    throw new Error(`The graph has no event ${id}.`);
  }
  return event;
}

/** The event that was looked for, or what the block's events say about its edges. */
function passThrough(graph: FlowGraph, { block, index }: Visit, query: PathQuery): FlowEvent | 'pass' | 'stop' | 'raise' {
  for (const id of block.events.slice(index)) {
    const event = eventOf(graph, id);
    const verdict = query.visit(event);
    if (verdict === 'target') {
      return event;
    }
    if (verdict !== 'pass') {
      return verdict === 'raise' && id === block.events.at(-1) ? 'raise' : 'stop';
    }
  }
  return 'pass';
}

function isFollowed(edge: Edge, outcome: 'pass' | 'raise', query: PathQuery): boolean {
  if (outcome === 'raise') {
    return edge.kind === 'throw';
  }
  return query.follow === undefined ? edge.kind !== 'throw' : query.follow(edge);
}

function wayOutOf(graph: FlowGraph, block: BlockId): 'exit' | 'raised' | undefined {
  if (block === graph.exit) {
    return 'exit';
  }
  return block === graph.raised ? 'raised' : undefined;
}

function pathTo(graph: FlowGraph, last: Visit, end: Path['end']): Path {
  const visits: Visit[] = [];
  for (let visit: Visit | undefined = last; visit !== undefined; visit = visit.before) {
    visits.unshift(visit);
  }
  const events = visits.flatMap(({ block, index }) => block.events.slice(index).map(id => eventOf(graph, id)));
  const cut = typeof end === 'object' ? events.lastIndexOf(end) + 1 : events.length;
  return { events: events.slice(0, cut), edges: visits.flatMap(({ edge }) => edge ?? []), end };
}
