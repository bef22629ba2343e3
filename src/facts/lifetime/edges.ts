import type ts from 'typescript';
import { dominatorsOf } from '../../flow/dominate.ts';
import type { BlockId, Edge, FlowEvent, FlowGraph, RegionId, ValueId } from '../../flow/graph.ts';
import { blockOf, eventOf } from '../../flow/reach.ts';
import type { Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import type { FactContext } from '../context.ts';
import type { HeldTask } from './lifetime.ts';
import type { Handling } from './uses.ts';
import { entryOfCall } from '../task/callee.ts';
import { usesOf } from '../uses.ts';

/**
 * On this edge, does what held the task hold it still?
 *
 * `if (task)` has no other way for somebody who holds one. And a condition that let control come to the start lets it through
 * a second time: what is asked is compared as text, since nobody writes `if (isFast) task = …; if (isFast) await task` and means two
 * different things.
 */
export function isStillHeld(context: FactContext, { start, graph }: HeldTask, edge: Edge): Answer {
  if (edge.kind === 'skip' || comesFromTheEnd(context, graph, edge)) {
    return 'unknown';
  }
  if (edge.test === undefined || (edge.kind !== 'true' && edge.kind !== 'false')) {
    return 'yes';
  }
  const lowered = context.homeOf(start);
  const test = eventOf(graph, edge.test);
  if (start.result !== undefined && isTestOf(context, lowered, start.result, test)) {
    return edge.kind === 'true' ? 'yes' : 'no';
  }
  const assumed = assumedAt(lowered, start).get(textOf(lowered, test));
  // A loop asks the same question again to get another answer.
  return assumed === undefined || assumed.kind === edge.kind || assumed.test === edge.test ? 'yes' : 'no';
}

/**
 * Does the edge leave a loop in which the task is joined, and that it was started before? That such a loop takes no round at all is seldom a way that a program takes:
 * `while (!isDone) { isDone = await Promise.race([task, tick()]); }`.
 */
export function isPastJoiningLoop({ start, graph }: HeldTask, edge: Edge, handling: Handling): boolean {
  const loop = edge.test === undefined ? undefined : regionsAround(graph, edge.from).find(id => graph.regions[id]?.kind === 'loop');
  if (loop === undefined || regionsAround(graph, edge.to).includes(loop) || regionsAround(graph, start.block).includes(loop)) {
    return false;
  }
  const within = graph.blocks.filter(({ id }) => regionsAround(graph, id).includes(loop));
  return within.some(({ events }) => events.some(event => (handling.at.get(event) ?? 'no') !== 'no'));
}

/**
 * Is it decided by what is held, or by the list that holds it? `if (tasks.length > 0)` knows that there is one, and where
 * `typeof task === 'string'` holds there is none.
 */
export function isByALook(graph: FlowGraph, { test }: Edge, { looks }: Handling): boolean {
  const isMadeOf = (value: ValueId): boolean => looks.has(value) || (graph.values[value]?.sources ?? []).some(isMadeOf);
  return test !== undefined && eventOf(graph, test).operands.some(isMadeOf);
}

function regionsAround(graph: FlowGraph, block: BlockId): readonly RegionId[] {
  const found: RegionId[] = [];
  for (let region: RegionId | undefined = blockOf(graph, block).region; region !== undefined; region = graph.regions[region]?.parent) {
    found.push(region);
  }
  return found;
}

/** Behind a call that never comes back. */
function comesFromTheEnd(context: FactContext, graph: FlowGraph, edge: Edge): boolean {
  const last = blockOf(graph, edge.from).events.at(-1);
  const event = last === undefined ? undefined : eventOf(graph, last);
  const node = event?.kind === 'call' ? context.homeOf(event).nodeOfEvent(event.id) : undefined;
  return node !== undefined && context.ts.isCallExpression(node) && entryOfCall(context, node)?.neverReturns === true;
}

function isTestOf(context: FactContext, lowered: Lowered, value: number, test: FlowEvent): boolean {
  return (
    (test.asks === 'truthy' || test.asks === 'present' || test.asks === 'given') &&
    usesOf(context, lowered, value).members.some(({ kind, event, within }) => kind === 'looked-at' && event === test && !within)
  );
}

const known = new WeakMap<FlowEvent, ReadonlyMap<string, Edge>>();

/** The outcomes of the tests that every way to the event has passed. */
function assumedAt(lowered: Lowered, event: FlowEvent): ReadonlyMap<string, Edge> {
  const { graph } = lowered;
  let assumed = known.get(event);
  if (assumed === undefined) {
    const dominators = dominatorsOf(graph);
    const decided = graph.blocks.flatMap(block => block.successors.filter(({ kind, to }) => (kind === 'true' || kind === 'false') && blockOf(graph, to).predecessors.length === 1 && dominators.dominates(to, event.block)));
    assumed = new Map(decided.flatMap(edge => (edge.test === undefined ? [] : [[textOf(lowered, eventOf(graph, edge.test)), edge] as const])));
    known.set(event, assumed);
  }
  return assumed;
}

function textOf(lowered: Lowered, { id, asks }: FlowEvent): string {
  const node: ts.Node = lowered.nodeOfEvent(id);
  return `${asks ?? ''} ${node.getText()}`;
}
