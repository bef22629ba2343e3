import type { Block, BlockId, EventId, FlowEvent, FlowGraph } from './graph.ts';
import { blockOf, eventOf } from './reach.ts';
import { isPartOf } from './within.ts';

/**
 * The events whose error arrives at the entry of a handler (or of the copy of a `finally` that an error enters), directly or
 * after what it passed on its way: inner `finally` blocks, disposals, the closing of iterators. In the order of their ids.
 */
export function interruptionsOf(graph: FlowGraph, entry: BlockId): readonly FlowEvent[] {
  const found = new Set<EventId>();
  const seen = new Set<BlockId>([entry]);
  const entries = [entry];
  for (const next of entries) {
    for (const { from, kind } of blockOf(graph, next).predecessors) {
      const block = blockOf(graph, from);
      const thrown = block.events.at(-1);
      if (kind === 'throw' && thrown !== undefined) {
        found.add(thrown);
      } else if (kind === 'rethrow') {
        const passed = entryOfCopy(graph, block);
        if (passed !== undefined && !seen.has(passed)) {
          seen.add(passed);
          entries.push(passed);
        }
      }
    }
  }
  return [...found].sort((a, b) => a - b).map(id => eventOf(graph, id));
}

/** Where an error entered the cleanup that this block ends. */
function entryOfCopy(graph: FlowGraph, end: Block): BlockId | undefined {
  const seen = new Set<BlockId>([end.id]);
  const queue: Block[] = [end];
  for (const block of queue) {
    for (const { from } of block.predecessors) {
      const before = blockOf(graph, from);
      if (!isPartOf(graph.regions, before.region, end.region)) {
        return block.id;
      }
      if (!seen.has(from)) {
        seen.add(from);
        queue.push(before);
      }
    }
  }
  return undefined;
}
