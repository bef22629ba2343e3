/**
 * A graph as text, a line per block: what happens in it, and where control goes from there.
 *
 *     2 try: read order, call send(order) → 3, throw → 4
 *     catch (error): from 4, for try { send(order); }
 */
import type { Block, BlockId, CatchClause, Edge, FlowEvent, FlowGraph, PlaceId, Span, ValueId } from './graph.ts';
import { eventOf } from './reach.ts';

/** `text` is the file's. */
export function arrowsOf(graph: FlowGraph, text: string): readonly string[] {
  const blocks = graph.blocks.filter(({ id }) => id !== graph.exit && id !== graph.raised);
  return [...blocks.map(block => lineOf(graph, block, text)), ...graph.catches.map(clause => clauseOf(graph, clause, text))];
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

function clauseOf(graph: FlowGraph, { head, entry, tries, error }: CatchClause, text: string): string {
  const guarded = graph.regions[tries];
  const about = guarded === undefined ? '' : `, for ${guarded.kind} ${excerpt(text, guarded.span)}`;
  return `${text.slice(head.start, head.end)}: ${describeValue(graph, error, text)} from ${blockName(graph, entry)}${about}`;
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

function describeEvent({ kind, span, place, asks, operands }: FlowEvent, graph: FlowGraph, text: string): string {
  const [first = '', ...others] = operands.map(operand => describeValue(graph, operand, text));
  const on = [first, ...others].join(' and ');
  switch (kind) {
    case 'call':
    case 'new':
      return `${kind} ${first}(${others.join(', ')})`;
    case 'function':
      return `${kind} ${excerpt(text, span)}`;
    case 'read':
      return `read ${describePlace(graph, place, text)}`;
    case 'assign':
      return `assign ${describePlace(graph, place, text)} = ${on}`;
    case 'test':
      return `test ${asks ?? ''} ${on}`;
    default:
      return on === '' ? kind : `${kind} ${on}`;
  }
}

function describePlace(graph: FlowGraph, id: PlaceId | undefined, text: string): string {
  const place = id === undefined ? undefined : graph.places[id];
  if (place === undefined) {
    return 'nothing';
  }
  const { kind, name, base, key, shared } = place;
  const of = base === undefined ? '' : describeValue(graph, base, text);
  switch (kind) {
    case 'local':
      return shared ? `shared ${name}` : name;
    case 'field':
      return `${of}.${name}`;
    case 'element':
      return `${of}[${key === undefined ? '' : describeValue(graph, key, text)}]`;
    default:
      return `${kind} ${name}`;
  }
}

function describeValue(graph: FlowGraph, id: ValueId, text: string): string {
  const value = graph.values[id];
  if (value === undefined) {
    return 'nothing';
  }
  const sources = (value.sources ?? []).map(source => describeValue(graph, source, text));
  switch (value.kind) {
    case 'parameter':
      return `parameter ${value.index ?? ''}`;
    case 'merge':
      return `either (${sources.join(' | ')})`;
    case 'unknown':
      return sources.length > 0 ? `part of ${sources.join(' and ')}` : `unknown ${excerpt(text, value.span)}`;
    case 'result':
    case 'constant':
      return excerpt(text, value.span);
    default:
      return value.kind;
  }
}

function excerpt(text: string, { start, end }: Span): string {
  const line = text.slice(start, end).replaceAll(/\s+/gu, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
