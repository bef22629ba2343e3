import type ts from 'typescript';
import type { BlockId, Edge, FlowEvent, FlowGraph, RegionId } from '../flow/graph.ts';
import { blockOf, eventOf } from '../flow/reach.ts';
import type { FunctionNode, Lowered } from '../lower/lowered.ts';
import { calledFunctions, entryOfCall } from './task-callee.ts';
import { bareExpression, returnedBy } from './syntax.ts';
import { isByHandedSignal } from './task-cancellation.ts';
import type { Cause, Failing, Failure, FailureKind } from './task-failure.ts';
import { either, harmless, provenBy, unread } from './task-failure.ts';
import { isAsyncFunction, isGenerator } from './task-syntax.ts';

/**
 * May a function fail, as its body shows?
 *
 * Control is led through the graph with the weight of what brought it there: an error edge counts as much as the event that
 * throws into it. So a `throw` in a handler is a witness only if something that the `try` holds is proven to fail, and what
 * a handler keeps never arrives where errors leave the function.
 */
export function bodyFailure(failing: Failing, fn: FunctionNode, kind: FailureKind): Failure {
  const { context } = failing;
  const isAsync = isAsyncFunction(context.ts, fn);
  const isLazy = isGenerator(fn);
  if ((isLazy && kind !== 'iteration') || (isAsync && kind === 'throwing')) {
    // Only parameter defaults run in a call of a generator; they are not worth a finding.
    return harmless;
  }
  const lowered = context.lowered(fn);
  if (lowered === undefined) {
    return unread;
  }
  const raised = kind === 'rejection' && !isAsync ? harmless : raisedBy(failing, lowered);
  const returned = kind === 'throwing' || isLazy ? harmless : givenBack(failing, lowered);
  return either([raised, returned]);
}

type Weight = 'possible' | 'proven';

interface Arrival {
  readonly weight: Weight;
  /** Why an error is on its way here. */
  readonly cause?: Cause;
}

/** What leaves the function as an error. */
function raisedBy(failing: Failing, lowered: Lowered): Failure {
  const { graph } = lowered;
  const arrivals = new Map<BlockId, Arrival>([[graph.entry, { weight: 'proven' }]]);
  const waiting = [graph.entry];
  for (let id = takeFirst(waiting); id !== undefined; id = takeFirst(waiting)) {
    const arrival = arrivals.get(id);
    for (const { edge, next } of arrival === undefined ? [] : departures(failing, lowered, id, arrival)) {
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
  const outcome = arrivals.get(graph.raised);
  if (outcome === undefined) {
    return harmless;
  }
  return outcome.weight === 'proven' && outcome.cause !== undefined ? provenBy(outcome.cause) : unread;
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

function departures(failing: Failing, lowered: Lowered, id: BlockId, arrival: Arrival): readonly Departure[] {
  const { graph } = lowered;
  const block = blockOf(graph, id);
  const last = block.events.at(-1);
  const event = last === undefined ? undefined : eventOf(graph, last);
  const isEnd = event !== undefined && neverReturns(failing, lowered, event);
  return block.successors.flatMap(edge => {
    if (edge.kind !== 'throw') {
      return isEnd ? [] : [{ edge, next: arrival }];
    }
    const next = event === undefined ? undefined : thrownAlong(eventFailure(failing, lowered, event), event, lowered, arrival);
    return next === undefined ? [] : [{ edge, next }];
  });
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

/** May this event throw where it stands? */
export function eventFailure(failing: Failing, lowered: Lowered, event: FlowEvent): Failure {
  const { ts } = failing.context;
  const node = lowered.nodeOfEvent(event.id);
  // What a handler calls is presumed to take care of errors, as loggers do.
  const asking = isInHandler(lowered.graph, event) ? failing.with({ lenient: true, presuming: false }) : failing;
  switch (event.kind) {
    case 'throw':
      return isByHandedSignal(failing, node) ? unread : provenBy({ kind: 'throws', node });
    case 'call':
    case 'new':
      return asking.throwing(node);
    case 'await':
      return awaitFailure(asking, node);
    case 'iterate-next':
      return ts.isForOfStatement(node) && node.awaitModifier === undefined ? iterationFailure(asking, node.expression) : harmless;
    default:
      return harmless;
  }
}

function awaitFailure(failing: Failing, node: ts.Node): Failure {
  const { ts } = failing.context;
  if (ts.isAwaitExpression(node)) {
    return failing.rejection(node.expression, 'awaited');
  }
  if (ts.isYieldExpression(node) || ts.isReturnStatement(node)) {
    // An async generator awaits what it yields and returns.
    return node.expression === undefined ? harmless : failing.rejection(node.expression);
  }
  const loop = ts.isForOfStatement(node) ? node : ts.isExpression(node) && ts.isForOfStatement(node.parent) ? node.parent : undefined;
  return loop === undefined ? unread : iterationFailure(failing, loop.expression);
}

/** Walking an iterable: a generator's body, the members of a list, or what nobody here has read. */
function iterationFailure(failing: Failing, iterable: ts.Expression): Failure {
  const { context } = failing;
  const { ts } = context;
  const bare = bareExpression(ts, iterable);
  const isAsync = ts.isForOfStatement(iterable.parent) && iterable.parent.awaitModifier !== undefined;
  const generators = ts.isCallExpression(bare) ? calledFunctions(context, bare).members.filter(fn => isGenerator(fn)) : [];
  if (generators.length > 0) {
    return either(generators.map(fn => failing.ofFunction(fn, 'iteration', bare)));
  }
  if (!isAsync) {
    return harmless;
  }
  if (ts.isArrayLiteralExpression(bare)) {
    return failing.ofMembers(bare);
  }
  return failing.assuming.presuming ? provenBy({ kind: 'presumed', node: bare }) : unread;
}

/** The promises that a function returns: an async function takes on their rejection, whatever handlers stand around the `return`. */
function givenBack(failing: Failing, lowered: Lowered): Failure {
  const returns = lowered.graph.events.filter(event => event.kind === 'return');
  const values = returns.map(event => returnedBy(failing.context.ts, lowered.nodeOfEvent(event.id)));
  return either(values.map(value => (value === undefined ? harmless : failing.rejection(value))));
}

function isInHandler({ blocks, regions }: FlowGraph, event: FlowEvent): boolean {
  let region: RegionId | undefined = blocks[event.block]?.region;
  while (region !== undefined) {
    const at = regions[region];
    if (at?.kind === 'catch') {
      return true;
    }
    region = at?.parent;
  }
  return false;
}
