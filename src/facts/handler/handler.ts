import type { FlowEvent, Span, ValueId } from '../../flow/graph.ts';
import type { Point } from '../../flow/reach.ts';
import type { Lowered } from '../../lower/lowered.ts';

/**
 * Whatever takes an error.
 *
 * - `catch`: a clause of a `try`. - `finally`: a `finally` whose `return`, `break` or `continue` discards the error.
 * - `callback`: the function given to `.catch(f)` or `.then(a, f)`; its body is `body`, and `resumes` is the suspension of the function around it
 *   that goes on when the callback has answered.
 * - `settled`: the code behind `await Promise.allSettled(…)`, which goes on whatever became of the tasks.
 */
export interface Handler {
  readonly kind: 'catch' | 'finally' | 'callback' | 'settled';
  /** Where a finding points. */
  readonly head: Span;
  /** The function in which the interrupted events stand. */
  readonly home: Lowered;
  /** The function whose graph holds the handler's entry: `home`, or the callback. */
  readonly body: Lowered;
  readonly entry: Point;
  /** What was caught, as `body` knows it; undefined where it has no name. */
  readonly error?: ValueId;
  /** What can throw into it. */
  readonly interruptions: readonly FlowEvent[];
  /** Only for callbacks. */
  readonly resumes?: FlowEvent;
}
