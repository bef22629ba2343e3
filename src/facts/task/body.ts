import type ts from 'typescript';
import type { FunctionNode, Lowered } from '../../lower/lowered.ts';
import { returnedBy } from '../syntax.ts';
import type { Arrival } from './arrivals.ts';
import { arrivalsIn } from './arrivals.ts';
import type { Failing, Failure, FailureKind } from './failure.ts';
import { either, harmless, provenBy, unread } from './failure.ts';
import { isAsyncFunction, isGenerator } from './syntax.ts';

/** May a function fail, as its body shows? Errors leave it, or it gives a promise that rejects. */
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
  const arrivals = arrivalsIn(failing, lowered);
  const thrown = raised(arrivals.get(lowered.graph.raised));
  if (kind === 'throwing' || isLazy || (thrown.witness && (kind === 'any' || isAsync))) {
    return thrown;
  }
  const given = givenBack(failing, lowered, arrivals);
  return kind === 'rejection' && !isAsync ? given : either([thrown, given]);
}

function raised(arrival: Arrival | undefined): Failure {
  if (arrival === undefined) {
    return harmless;
  }
  return arrival.weight === 'proven' && arrival.cause !== undefined ? provenBy(arrival.cause) : unread;
}

/** The promises that a function returns: an async function takes on their rejection, whatever handlers stand around the `return`. */
function givenBack(failing: Failing, lowered: Lowered, arrivals: ReadonlyMap<number, Arrival>): Failure {
  const { ts } = failing.context;
  const found: Failure[] = [];
  for (const event of lowered.graph.events) {
    const arrival = event.kind === 'return' ? arrivals.get(event.block) : undefined;
    const value: ts.Expression | undefined = arrival === undefined ? undefined : returnedBy(ts, lowered.nodeOfEvent(event.id));
    if (arrival !== undefined && value !== undefined) {
      const failure = failing.rejection(value);
      found.push(failure.witness && arrival.weight === 'possible' ? unread : failure);
    }
  }
  return either(found);
}
