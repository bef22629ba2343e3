import type { FlowEvent, Span } from '../../flow/graph.ts';
import type { FactContext } from '../context.ts';
import { createDeafPaths } from './deaf-path.ts';
import { usesOfName } from '../names.ts';
import type { ReachableSignal } from './reach.ts';
import { signalsInReach } from './reach.ts';
import { shortText, spanOf } from '../syntax.ts';
import { callOfWait, type WaitSite } from './wait-site.ts';

/** A call that has no place for the signal in reach, and leads to one that has. */
export interface LostSignal {
  readonly signal: string;
  /** Where the signal comes into reach. */
  readonly from: Span;
  readonly call: string;
  readonly callee: string;
  readonly head: Span;
  /** The calls between the two. */
  readonly through: readonly FlowEvent[];
  /** The call that could be told. */
  readonly end: FlowEvent;
  readonly work: string;
}

/** What rules ask about signals that do not arrive where they are wanted. */
export interface LostSignalFacts {
  /** `anyWork`: whatever could be stopped counts, be it worth stopping or not. */
  lostSignalAt(wait: WaitSite, how?: 'anyWork'): LostSignal | undefined;
}

export function createLostSignalFacts(context: FactContext): LostSignalFacts {
  const near = createDeafPaths(context);
  const any = createDeafPaths(context, 'anyWork');
  return {
    lostSignalAt: (wait, how) => {
      const paths = how === undefined ? near : any;
      const call = callOfWait(context, wait);
      const reach = signalsInReach(context, call).filter(signal => isUsed(context, signal));
      const path = reach.length === 0 || context.strength === 'syntax' ? undefined : paths.from(call, new Set(reach.map(({ kind }) => kind)));
      const [nearest] = reach;
      const end = path?.at(-1);
      if (nearest === undefined || path === undefined || end === undefined) {
        return undefined;
      }
      return {
        signal: nearest.text,
        from: spanOf(nearest.name),
        call: shortText(call.getText()),
        callee: shortText(call.expression.getText()),
        head: spanOf(call.expression),
        through: path.slice(0, -1).map(step => step.call),
        end: end.call,
        work: shortText(callOfWait(context, end).getText()),
      };
    },
  };
}

/** A signal that is taken and never used has not been lost on the way: it was not sent. */
function isUsed(context: FactContext, { name }: ReachableSignal): boolean {
  return usesOfName(context, name, context.functionAround(name)).length > 0;
}
