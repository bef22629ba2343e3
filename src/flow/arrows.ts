/**
 * A graph as text, a line per block: what happens in it, and where control goes from there.
 *
 *     2 try: read send, call send(order) → 3, throw → 4
 */
import type { Block, BlockId, Edge, FlowEvent, FlowGraph } from './graph.ts';
import { eventOf } from './reach.ts';

/** `text` is the file's. */
export function arrowsOf(graph: FlowGraph, text: string): readonly string[] {
  return graph.blocks.filter(({ id }) => id !== graph.exit && id !== graph.raised).map(block => lineOf(graph, block, text));
}

export function describeBlock(graph: FlowGraph, block: Block, text: string): string {
  const name = blockName(graph, block.id);
  const region = regionName(graph, block);
  const happening = describeEvents(block.events.map(id => eventOf(graph, id)), graph, text);
  return `${name}${region === '' ? '' : ` ${region}`}:${happening === '' ? '' : ` ${happening}`}`;
}

function lineOf(graph: FlowGraph, block: Block, text: string): string {
  return `${describeBlock(graph, block, text)} → ${block.successors.map(edge => describeEdge(graph, edge)).join(', ')}`;
}

function describeEdge(graph: FlowGraph, { kind, to }: Edge): string {
  return kind === 'normal' ? blockName(graph, to) : `${kind} → ${blockName(graph, to)}`;
}

export function blockName(graph: FlowGraph, id: BlockId): string {
  if (id === graph.exit) {
    return 'exit';
  }
  return id === graph.raised ? 'raised' : String(id);
}

function regionName(graph: FlowGraph, block: Block): string {
  const region = graph.regions[block.region];
  if (region === undefined || region.kind === 'function') {
    return '';
  }
  return region.completion === undefined ? region.kind : `${region.kind} on ${region.completion}`;
}

function describeEvents(events: readonly FlowEvent[], graph: FlowGraph, text: string): string {
  return events.map(event => describeEvent(event, graph, text)).join(', ');
}

function describeEvent(event: FlowEvent, graph: FlowGraph, text: string): string {
  const { kind, span, place, asks } = event;
  const source = text.slice(span.start, span.end).replaceAll(/\s+/gu, ' ');
  if (kind === 'assign' && place !== undefined) {
    const { kind: placeKind = 'unknown', name = '' } = graph.places[place] ?? {};
    return `assign ${placeKind} ${name === '' ? '[]' : name}`;
  }
  const short = source.length > 40 ? `${source.slice(0, 39)}…` : source;
  return kind === 'test' ? `test ${asks ?? ''} ${short}` : `${kind} ${short}`;
}
