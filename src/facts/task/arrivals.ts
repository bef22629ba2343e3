import type { BlockId, Edge, FlowEvent, FlowGraph } from '../../flow/graph.ts';
import { blockOf, eventOf } from '../../flow/reach.ts';
import type { Lowered } from '../../lower/lowered.ts';
import { calledFunctions, entryOfCall } from './callee.ts';
import { eventFailure } from './event.ts';
import type { Cause, Failing, Failure } from './failure.ts';
import { decidedBy } from './presence.ts';

/**
 * How control comes to a block: for certain, as far as anything in a program is, or only if something fails of which we do not know
 * whether it can.
 */
export interface Arrival {
  readonly weight: 'possible' | 'proven';
  /** Why an error is on its way here. */
  readonly cause?: Cause;
}

/**
 * Leads control through a function with the weight of what brought it there.
 *
 * An error edge counts as much as the event that throws into it. So a `throw` in a handler is a witness only if something that the
 * `try` holds is proven to fail, and what a handler keeps never arrives where errors leave the function. A block that is
 * not in the answer is never reached. Ends early once an error has certainly left the function.
 */
export function arrivalsIn(failing: Failing, lowered: Lowered): ReadonlyMap<BlockId, Arrival> {
  const { graph } = lowered;
  const arrivals = new Map<BlockId, Arrival>([[graph.entry, { weight: 'proven' }]]);
  const waiting = [graph.entry];
  for (let id = takeFirst(waiting); id !== undefined; id = takeFirst(waiting)) {
    const arrival = arrivals.get(id);
    for (const { edge, next } of arrival === undefined ? [] : departures(failing, lowered, { id, arrival, arrivals })) {
      const known = arrivals.get(edge.to);
      if (known === undefined || (known.weight === 'possible' && next.weight === 'proven')) {
        arrivals.set(edge.to, next);
        waiting.push(edge.to);
      }
    }
    if (arrivals.get(graph.raised)?.weight === 'proven') {
      break;
    }
  }
  return arrivals;
}

/** Blocks are numbered in the order of the program, so the first witness in the text is the one that is told. */
function takeFirst(waiting: BlockId[]): BlockId | undefined {
  waiting.sort((a, b) => b - a);
  return waiting.pop();
}

interface Departure {
  readonly edge: Edge;
  readonly next: Arrival;
}

interface Place {
  readonly id: BlockId;
  readonly arrival: Arrival;
  readonly arrivals: ReadonlyMap<BlockId, Arrival>;
}

function departures(failing: Failing, lowered: Lowered, { id, arrival, arrivals }: Place): readonly Departure[] {
  const { graph } = lowered;
  const block = blockOf(graph, id);
  const last = block.events.at(-1);
  const event = last === undefined ? undefined : eventOf(graph, last);
  if (event === undefined) {
    return block.successors.map(edge => ({ edge, next: arrival }));
  }
  const isEnd = neverReturns(failing, lowered, event);
  const decided = event.kind === 'test' ? decidedBy(failing, lowered, event, from => arrivals.has(from)) : undefined;
  return block.successors.flatMap(edge => {
    if (edge.kind === 'throw') {
      const next = thrownAlong(eventFailure(failing, lowered, event), event, lowered, arrival);
      return next === undefined ? [] : [{ edge, next }];
    }
    const isClosed = isEnd || (decided !== undefined && (edge.kind === 'true' || edge.kind === 'false') && edge.kind !== String(decided));
    // Whatever the test of an error stands for, that it holds for the error that is proven to come is not.
    const next: Arrival = edge.kind === 'true' && isTestOfError(failing, lowered, event) ? { ...arrival, weight: 'possible' } : arrival;
    return isClosed ? [] : [{ edge, next }];
  });
}

/** `isCancelled(error)`, of a function that nobody here has read. */
function isTestOfError({ context }: Failing, lowered: Lowered, test: FlowEvent): boolean {
  const node = test.kind === 'test' ? lowered.nodeOfEvent(test.id) : undefined;
  if (node === undefined || !context.ts.isCallExpression(node) || calledFunctions(context, node).members.length > 0) {
    return false;
  }
  const calls = lowered.eventsOfNode(node).filter(({ kind }) => kind === 'call');
  return calls.some(({ operands }) => operands.some(operand => isCaught(lowered.graph, operand)));
}

function thrownAlong(failure: Failure, event: FlowEvent, { graph }: Lowered, arrival: Arrival): Arrival | undefined {
  if (!failure.possible) {
    return undefined;
  }
  if (!failure.witness || arrival.weight === 'possible') {
    return { weight: 'possible' };
  }
  const rethrown = event.kind === 'throw' && event.operands.some(operand => isCaught(graph, operand));
  const cause = rethrown ? (arrival.cause ?? failure.cause) : failure.cause;
  return { weight: 'proven', ...(cause !== undefined && { cause }) };
}

function isCaught(graph: FlowGraph, operand: number): boolean {
  const value = graph.values[operand];
  if (value?.kind === 'caught') {
    return true;
  }
  const event = value?.event === undefined ? undefined : graph.events[value.event];
  // The name of a catch clause's error is a local that only the clause assigns.
  return event?.kind === 'read' && event.place !== undefined && graph.events.some(other => other.kind === 'assign' && other.place === event.place && other.operands.some(source => graph.values[source]?.kind === 'caught'));
}

function neverReturns(failing: Failing, lowered: Lowered, event: FlowEvent): boolean {
  if (event.kind !== 'call') {
    return false;
  }
  const { context } = failing;
  const node = lowered.nodeOfEvent(event.id);
  if (!context.ts.isCallExpression(node)) {
    return false;
  }
  const { members, closed } = calledFunctions(context, node);
  return (
    entryOfCall(context, node)?.neverReturns === true ||
    (members.length > 0 && closed === 'yes' && members.every(fn => context.summaries.neverReturns(fn) === 'yes'))
  );
}
