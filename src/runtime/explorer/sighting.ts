import type { Place } from './place.ts';

/**
 * What can go wrong when an operation is cancelled, or fails.
 *
 * - `swallowed`: it was cancelled while it waited for a call that was given the signal, and it returned, or went on with other work,
 *   without having looked at the signal;
 * - `wrapped`: it was cancelled, and threw an error by which nobody can tell;
 * - `orphaned`: an async function that it started is still under way when it has ended;
 * - `unhandled`: a promise rejected, and nobody handles it;
 * - `masked`: the error that it failed with first got lost behind another;
 * - `skipped-cleanup`: what it opened is still open, or what it does on its way out when a call fails is refused when it is cancelled;
 * - `hung`: it never ends;
 * - `leaked-listener`, `leaked-timer`: a listener, a timer is still there when it has ended;
 * - `late-work`: something new is begun after it has ended;
 * - `deaf`: it was cancelled, and waited on for something that could have been told (seen with `deaf`).
 */
export const kinds = [
  'swallowed',
  'wrapped',
  'orphaned',
  'unhandled',
  'masked',
  'skipped-cleanup',
  'hung',
  'leaked-listener',
  'leaked-timer',
  'late-work',
  'deaf',
] as const;

export type Kind = (typeof kinds)[number];

/** Something that the explorer saw go wrong. */
export interface Sighting {
  readonly kind: Kind;
  /** What happened, in a sentence. */
  readonly message: string;
  /** The step at which it happened: a timer, or a call by its name. */
  readonly step: string;
  /** The line of the operation's own code at which it happened, if one is known: the innermost of `places`. */
  readonly place: Place | undefined;
  /** The lines that led there, innermost first. */
  readonly places: readonly Place[];
  /** Repeats the run: `explore(operation, { replay })`. */
  readonly replay: string;
  /** What happened in that run, in order. */
  readonly story: readonly string[];
}
