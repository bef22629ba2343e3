import type { BlockId, FlowEvent, FlowGraph, PlaceId } from './graph.ts';
import { blockOf, eventOf } from './reach.ts';

/** What a variable may hold when it is read. */
export interface Definitions {
  /** The assignments of this function that may have been the last one, in the order of their ids. */
  readonly assignments: readonly FlowEvent[];
  /** There is a way on which nothing was assigned yet. */
  readonly undefinedToo: boolean;
}

const known = new WeakMap<FlowGraph, (read: FlowEvent) => Definitions>();

/**
 * Reaching definitions of local places: asks back from the read, along every way, for the last assignment before it.
 * What closures assign to a shared place is not known here; `Place.shared` says that there may be such.
 */
export function definitionsOf(graph: FlowGraph): (read: FlowEvent) => Definitions {
  let query = known.get(graph);
  if (query === undefined) {
    const answers = new Map<number, Definitions>();
    query = read => {
      const answer = answers.get(read.id) ?? search(graph, read);
      answers.set(read.id, answer);
      return answer;
    };
    known.set(graph, query);
  }
  return query;
}

function search(graph: FlowGraph, read: FlowEvent): Definitions {
  const { place } = read;
  if (place === undefined) {
    return { assignments: [], undefinedToo: true };
  }
  const found = new Set<FlowEvent>();
  const seen = new Set<BlockId>();
  let undefinedToo = false;
  const home = blockOf(graph, read.block);
  const queue = [{ block: home, events: home.events.slice(0, home.events.indexOf(read.id)) }];
  for (const { block, events } of queue) {
    const last = lastAssignment(graph, events, place);
    if (last !== undefined) {
      found.add(last);
      continue;
    }
    undefinedToo ||= block.id === graph.entry;
    for (const { from } of block.predecessors) {
      if (!seen.has(from)) {
        seen.add(from);
        const before = blockOf(graph, from);
        queue.push({ block: before, events: [...before.events] });
      }
    }
  }
  return { assignments: [...found].sort((a, b) => a.id - b.id), undefinedToo };
}

function lastAssignment(graph: FlowGraph, events: readonly number[], place: PlaceId): FlowEvent | undefined {
  return events.map(id => eventOf(graph, id)).findLast(event => event.kind === 'assign' && event.place === place);
}
