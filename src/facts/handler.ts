import type { BlockId, FlowEvent, Span } from '../flow/graph.ts';
import type { Lowered } from '../lower/lowered.ts';

/**
 * Whatever takes an error.
 *
 * - `catch`: a clause of a `try`. - `finally`: a `finally` whose `return`, `break` or `continue` discards the error.
 * - `callback`: the function given to `.catch(f)` or `.then(a, f)`; its body is `body`, and `resumes` is the suspension of the function around it
 *   that goes on when the callback has answered.
 */
export interface Handler {
  readonly kind: 'catch' | 'finally' | 'callback';
  /** Where a finding points. */
  readonly head: Span;
  /** The function in which the interrupted events stand. */
  readonly home: Lowered;
  /** The function whose graph holds the handler's entry: `home`, or the callback. */
  readonly body: Lowered;
  readonly entry: BlockId;
  /** What can throw into it. */
  readonly interruptions: readonly FlowEvent[];
  /** Only for callbacks. */
  readonly resumes?: FlowEvent;
}
