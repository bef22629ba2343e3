import type { Failure } from './failure.ts';

/**
 * How far away an error may begin that the program makes itself.
 *
 * What the world does to a program (a file that is missing, a connection that is refused) it does however deep below a call. A `throw`, or a
 * call that fails for some arguments, stands behind conditions that nobody here evaluates: the more functions lie between, the less does it
 * say about the call that is looked at. How far is still near was measured (`docs/dead-ends.md`).
 */
export type Reach = number;

/** However far: as a proof goes. */
export const anywhere: Reach = 0;
/** Only what the world does, and what rejects by itself. */
export const outOfReach: Reach = 1;
const steps = 4;

/** So many calls away at most, so many of them synchronous ones. */
function within(calls: number, synchronous: number): Reach {
  return calls < 0 || synchronous < 0 ? outOfReach : 2 + calls * steps + synchronous;
}

/** Where a finding of every day is looked for. */
const near: Reach = within(3, 2);

/** What is left of it inside of a function that is called. */
export function oneCallFurther(reach: Reach, isSynchronous: boolean): Reach {
  return reach <= outOfReach ? reach : within(callsIn(reach) - 1, synchronousIn(reach) - (isSynchronous ? 1 : 0));
}

/** A handler is there to take care of errors: of what it calls, only what fails right there is near. */
export function insideHandler(reach: Reach): Reach {
  return reach <= outOfReach ? reach : within(Math.min(callsIn(reach), 1), Math.min(synchronousIn(reach), 1));
}

/** Most questions have no witness however far one looks, so that is asked first. */
export function failureWithin(reach: Reach, ask: (reach: Reach) => Failure): Failure {
  const failure = ask(anywhere);
  return failure.witness && reach !== anywhere ? ask(reach) : failure;
}

/** What a reader is shown: the witness that is near, if there is one. */
export function nearest(ask: (reach: Reach) => Failure): Failure {
  const failure = ask(near);
  return failure.witness ? failure : ask(anywhere);
}

/**
 * What counts as a reason for an error: one that begins `near`; without a word, one that begins anywhere; `unread`, also that the task waits
 * somewhere for what nobody here has read.
 */
export type Sureness = 'near' | 'unread';

export function reachFor(how: Sureness | undefined): Reach {
  return how === 'near' ? near : anywhere;
}

function callsIn(reach: Reach): number {
  return Math.floor((reach - 2) / steps);
}

function synchronousIn(reach: Reach): number {
  return (reach - 2) % steps;
}
