import type ts from 'typescript';
import { dominatorsOf } from '../flow/dominate.ts';
import type { Edge, FlowEvent, FlowGraph } from '../flow/graph.ts';
import { blockOf, eventOf } from '../flow/reach.ts';
import type { Lowered } from '../lower/lowered.ts';
import type { Answer } from './answer.ts';
import type { FactContext } from './context.ts';
import { usesOf } from './uses.ts';

/**
 * On this edge, does what held the task hold it still?
 *
 * `if (task)` has no other way for somebody who holds one. And a condition that let control come to the start lets it through
 * a second time: what is asked is compared as text, since nobody writes `if (isFast) task = …; if (isFast) await task` and means two
 * different things.
 */
export function isStillHeld(context: FactContext, { start, graph }: { readonly start: FlowEvent; readonly graph: FlowGraph }, edge: Edge): Answer {
  if (edge.test === undefined || (edge.kind !== 'true' && edge.kind !== 'false')) {
    return 'yes';
  }
  const lowered = context.homeOf(start);
  const test = eventOf(graph, edge.test);
  if (start.result !== undefined && isTestOf(context, lowered, start.result, test)) {
    return edge.kind === 'true' ? 'yes' : 'no';
  }
  const assumed = assumedAt(lowered, start).get(textOf(lowered, test));
  return assumed === undefined || assumed === edge.kind ? 'yes' : 'no';
}

function isTestOf(context: FactContext, lowered: Lowered, value: number, test: FlowEvent): boolean {
  return (
    (test.asks === 'truthy' || test.asks === 'present' || test.asks === 'given') &&
    usesOf(context, lowered, value).members.some(({ kind, event, within }) => kind === 'looked-at' && event === test && !within)
  );
}

const known = new WeakMap<FlowEvent, ReadonlyMap<string, Edge['kind']>>();

/** The outcomes of the tests that every way to the event has passed. */
function assumedAt(lowered: Lowered, event: FlowEvent): ReadonlyMap<string, Edge['kind']> {
  const { graph } = lowered;
  let assumed = known.get(event);
  if (assumed === undefined) {
    const dominators = dominatorsOf(graph);
    const decided = graph.blocks.flatMap(block => block.successors.filter(({ kind, to }) => (kind === 'true' || kind === 'false') && blockOf(graph, to).predecessors.length === 1 && dominators.dominates(to, event.block)));
    assumed = new Map(decided.flatMap(edge => (edge.test === undefined ? [] : [[textOf(lowered, eventOf(graph, edge.test)), edge.kind] as const])));
    known.set(event, assumed);
  }
  return assumed;
}

function textOf(lowered: Lowered, { id, asks }: FlowEvent): string {
  const node: ts.Node = lowered.nodeOfEvent(id);
  return `${asks ?? ''} ${node.getText()}`;
}
