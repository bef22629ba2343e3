import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import type { Answer } from '../answer.ts';
import { answerOf, or } from '../answer.ts';
import type { Waits } from './waits.ts';
import { waitsAt, waitsFor } from './waits.ts';
import type { WayOut } from './way-out.ts';
import { mayEnd, wayOutFrom } from './way-out.ts';
import { mattersLater } from './harm.ts';
import { endsWhatIsUsed, isOfOuterThings, lasts } from './left.ts';
import type { FactContext } from '../context.ts';
import type { HeldTask } from '../lifetime/lifetime.ts';
import { carriesSignal, isOpen } from '../signal/passing.ts';
import { signalsInReach } from '../signal/reach.ts';
import { slotsOf } from '../signal/slots.ts';
import { bareExpression, shortText } from '../syntax.ts';
import type { Call } from '../task/callee.ts';
import type { Failure } from '../task/failure.ts';
import { harmless, plainly, provenBy } from '../task/failure.ts';
import { rootOf } from '../task/loss.ts';
import { createFailing } from '../task/rejection.ts';
import type { RejectionStep } from '../task/steps.ts';
import { rejectionSteps } from '../task/steps.ts';
import { isFunctionLiteral, methodCallOf } from '../task/syntax.ts';
import { wordsFor } from '../task/words.ts';

/** A child that is started and held, and the event by whose failure the function leaves it under way. */
export interface Abandonment {
  readonly child: HeldTask;
  readonly at: FlowEvent;
}

/**
 * The questions about a child that goes on when the function that has started it has failed.
 *
 * The caller was told that it failed, and takes it to be over. That matters where the child then changes something, uses what is ended
 * on the way out, or is started once more beside itself; or where it could have been given the signal that is in reach.
 */
export interface AbandonmentFacts {
  /** Is the child certainly still under way for a while when it has been started? */
  isUnderWay(child: HeldTask): Answer;
  /** Is it given anything by which somebody could stop it? */
  isStoppable(child: HeldTask): Answer;
  /** Does somebody wait for the child from this event on? No only if it certainly goes on alone. */
  isWaitedFor(child: HeldTask, event: FlowEvent): Answer;
  /** Can the function fail here? Only what is proven counts. */
  canFailAt(event: FlowEvent): Answer;
  /** On the way out from the failure, does nobody wait for the child, or do anything by which it may end? */
  isAbandoned(abandonment: Abandonment): Answer;
  /** What ends, on the way out, something that the child uses. */
  endedUnderChild(abandonment: Abandonment): FlowEvent | undefined;
  /** Is the same child started anew after the failure? */
  isChildStartedAnew(abandonment: Abandonment): Answer;
  /** Does it matter by itself that it goes on? */
  isChildOfConsequence(child: HeldTask): Answer;
  /** Why the function may fail there. */
  failureSteps(event: FlowEvent): readonly RejectionStep[];
  /** What a message calls the event by which the function fails. */
  failureWords(event: FlowEvent): string;
}

export function createAbandonmentFacts(context: FactContext): AbandonmentFacts {
  const { ts } = context;
  const known = new WeakMap<FlowEvent, Waits>();
  const waitsOf = ({ start }: HeldTask): Waits => {
    const waits = known.get(start) ?? waitsFor(context, context.homeOf(start), start.result ?? -1);
    known.set(start, waits);
    return waits;
  };
  const wayOut = ({ child, at }: Abandonment): WayOut => wayOutFrom(context, at, child.start, event => waitsAt(waitsOf(child), event) === 'no');
  const childOf = (task: HeldTask): ts.Expression => begunBy(context, callOf(context, task));
  return {
    isUnderWay: task => lasts(context, childOf(task)),
    isStoppable: task => (carriesSignal(context, callOf(context, task), []) ? 'yes' : 'no'),
    isWaitedFor: (task, event) => waitsAt(waitsOf(task), event),
    canFailAt: event => answerOf(failureAt(context, event).witness),
    isAbandoned: abandonment => {
      const { events, isOpen: isLeft } = wayOut(abandonment);
      const child = childOf(abandonment.child);
      const isEnded = events.some(event => event !== abandonment.child.start && !endsWhatIsUsed(context, event, [child]) && mayEnd(context, event, child));
      return isEnded ? 'unknown' : answerOf(isLeft);
    },
    endedUnderChild: abandonment => wayOut(abandonment).events.find(event => endsWhatIsUsed(context, event, [childOf(abandonment.child)])),
    isChildStartedAnew: abandonment => {
      const { child, at } = abandonment;
      return answerOf(wayOut(abandonment).events.includes(child.start) && isOfOuterThings(context, context.homeOf(at).nodeOfEvent(at.id), callOf(context, child)));
    },
    isChildOfConsequence: task => or([mattersLater(context, childOf(task)), couldBeTold(context, childOf(task))]),
    failureSteps: event => rejectionSteps(context, failureAt(context, event).cause),
    failureWords: event => {
      const node = context.homeOf(event).nodeOfEvent(event.id);
      return ts.isThrowStatement(node) ? shortText(node.getText().replace(/;$/, '')) : wordsFor(ts, ts.isAwaitExpression(node) ? node.expression : node);
    },
  };
}

function callOf(context: FactContext, { start }: HeldTask): Call {
  const node = context.homeOf(start).nodeOfEvent(start.id);
  if (!context.ts.isCallExpression(node) && !context.ts.isNewExpression(node)) {
    throw new Error('A child is started by a call.');
  }
  return node;
}

/** What begins the chain that is held; of a list that `map` makes, the callback. */
function begunBy(context: FactContext, call: Call): ts.Expression {
  const { ts } = context;
  const begun = rootOf(ts, call) ?? call;
  const mapped = methodCallOf(ts, begun);
  const [callback] = mapped?.method.text === 'map' ? mapped.call.arguments : [];
  const bare = callback === undefined ? undefined : bareExpression(ts, callback);
  return bare !== undefined && isFunctionLiteral(ts, bare) ? bare : begun;
}

function failureAt(context: FactContext, event: FlowEvent): Failure {
  const { ts } = context;
  const node = context.homeOf(event).nodeOfEvent(event.id);
  const failing = createFailing(context, plainly);
  if (event.kind === 'throw') {
    return provenBy({ kind: 'throws', node });
  }
  if (event.kind === 'await') {
    return ts.isAwaitExpression(node) ? failing.rejection(node.expression, 'awaited') : harmless;
  }
  return event.kind === 'call' ? failing.throwing(node) : harmless;
}

/** Could it be given the signal that is in reach, and is it not? */
function couldBeTold(context: FactContext, child: ts.Expression): Answer {
  if (!context.ts.isCallExpression(child) || signalsInReach(context, child).length === 0) {
    return 'no';
  }
  const { slots, cancels } = slotsOf(context, child);
  return answerOf(cancels === 'yes' && slots.some(slot => isOpen(context, child, slot) === 'yes'));
}
