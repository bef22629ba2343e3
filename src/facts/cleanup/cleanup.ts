import type { FlowEvent, Span } from '../../flow/graph.ts';
import { firstPath, pointAfter, pointBefore } from '../../flow/reach.ts';
import type { Answer } from '../answer.ts';
import { escapesCleanup, failureOf, isJoinOfStopped, neverEnds } from './failure.ts';
import { failsBefore } from './lost-error.ts';
import { isRefused } from './signal.ts';
import type { Cleanup } from './site.ts';
import { isDoneForItself, isInCleanup } from './site.ts';
import { isDoing } from './work.ts';
import type { FactContext } from '../context.ts';
import { returnedBy, spanOf } from '../syntax.ts';
import type { Sureness } from '../task/distance.ts';
import { unreadMayFail } from '../task/failure.ts';
import type { RejectionStep } from '../task/steps.ts';
import { rejectionSteps } from '../task/steps.ts';
import { linkOf } from '../task/syntax.ts';
import { wordsFor } from '../task/words.ts';

/** What rules ask about the way out of an operation. */
export interface CleanupFacts {
  /** Can this wait of a cleanup reject, and does its error then leave the cleanup? `unread`: also where it comes out of what nobody here has read. */
  breaksOff(cleanup: Cleanup, wait: FlowEvent, how?: Sureness): Answer;
  /** Does it take the outcome of a task that something before it in the cleanup may have told to stop? */
  isJoinOfStopped(cleanup: Cleanup, wait: FlowEvent): Answer;
  /** Does it wait for something that certainly never ends by itself? */
  waitsForEver(cleanup: Cleanup, wait: FlowEvent): Answer;
  /** What stands behind the wait in the same cleanup and does something: it is left out when the wait rejects. `unread`: also calls that nobody here has read. */
  skippedBehind(cleanup: Cleanup, wait: FlowEvent, how?: Sureness): readonly FlowEvent[];
  /** The first event of the operation whose error, or cancellation, can be on its way when the cleanup begins, and is lost for good when the wait rejects. */
  failsBefore(cleanup: Cleanup, wait: FlowEvent): FlowEvent | undefined;
  /** From the wait to where its error begins. */
  breakingSteps(cleanup: Cleanup, wait: FlowEvent): readonly RejectionStep[];
  /** Is the call that is waited for given the signal whose abort has brought the operation here, so that it refuses at once? */
  isRefused(cleanup: Cleanup, wait: FlowEvent): Answer;
  /** Where a finding points: the wait, or the promise that is handed to whoever runs the cleanup. */
  spanOfWait(wait: FlowEvent): Span;
  /** What a message calls a wait of a cleanup, or what stands behind it: without `await`. */
  waitText(event: FlowEvent): string;
  /** What brought the cleanup about, if the signal of this wait is aborted: the wait that is cancelled, or the call that aborts. */
  abortBehind(cleanup: Cleanup, wait: FlowEvent): FlowEvent | undefined;
  /** The names of that signal and of the call that refuses. */
  wordsForRefused(cleanup: Cleanup, wait: FlowEvent): { readonly call: string; readonly signal: string };
}

export function createCleanupFacts(context: FactContext): CleanupFacts {
  return {
    breaksOff: (cleanup, wait, how) => {
      const home = context.homeOf(wait);
      if (!isDoneForItself(context, home.nodeOfEvent(wait.id)) || !escapesCleanup(cleanup, wait)) {
        return 'no';
      }
      const failure = failureOf(context, home, wait);
      if (!failure.witness && how === 'unread' && failureOf(context, home, wait, unreadMayFail).witness) {
        return context.presume('unresolved-async-callee-may-reject', 'no');
      }
      return failure.witness ? 'yes' : failure.possible ? 'unknown' : 'no';
    },
    isJoinOfStopped: (cleanup, wait) => isJoinOfStopped(context, cleanup, wait),
    waitsForEver: (_cleanup, wait) => neverEnds(context, wait),
    skippedBehind: (cleanup, wait, how) => skippedBehind(context, cleanup, wait, how),
    failsBefore: (cleanup, wait) => failsBefore(context, cleanup, wait),
    breakingSteps: (_cleanup, wait) => {
      const node = context.homeOf(wait).nodeOfEvent(wait.id);
      const home = context.homeOf(wait);
      const steps = rejectionSteps(context, failureOf(context, home, wait).cause ?? failureOf(context, home, wait, unreadMayFail).cause);
      return steps.filter(({ file, span }) => file !== node.getSourceFile().fileName || span.start < node.getStart() || span.end > node.end);
    },
    isRefused: (cleanup, wait) => isRefused(context, cleanup, wait).answer,
    spanOfWait: wait => {
      const given = wait.kind === 'return' ? returnedBy(context.ts, context.homeOf(wait).nodeOfEvent(wait.id)) : undefined;
      return given === undefined ? wait.span : spanOf(given);
    },
    waitText: event => {
      const node = context.homeOf(event).nodeOfEvent(event.id);
      const { ts } = context;
      const link = linkOf(ts, node);
      return wordsFor(ts, ts.isAwaitExpression(node) ? node.expression : ts.isThrowStatement(node) ? node.expression : link?.link === 'finally' ? link.receiver : (returnedBy(ts, node) ?? node));
    },
    abortBehind: (cleanup, wait) => isRefused(context, cleanup, wait).by,
    wordsForRefused: (cleanup, wait) => {
      const { call, signal } = isRefused(context, cleanup, wait);
      return { call: call ?? '', signal: signal ?? '' };
    },
  };
}

/** What is met when the wait succeeds, and not when it fails: an inner `finally` is done in both cases. */
function skippedBehind(context: FactContext, cleanup: Cleanup, wait: FlowEvent, how: Sureness | undefined): readonly FlowEvent[] {
  const { body } = cleanup.handler;
  const { graph } = body;
  const met = (isRaised: boolean): ReadonlyMap<number, FlowEvent> => {
    const events = new Map<number, FlowEvent>();
    firstPath(graph, isRaised ? pointBefore(graph, wait) : pointAfter(graph, wait), {
      visit: event => {
        if (isRaised && event === wait) {
          return 'raise';
        }
        if (!isInCleanup(cleanup, event)) {
          return 'stop';
        }
        if (!events.has(event.span.start) && event.span.start >= wait.span.end) {
          events.set(event.span.start, event);
        }
        return 'pass';
      },
      follow: edge => isRaised || edge.kind !== 'throw',
    });
    return events;
  };
  const onFailure = met(true);
  return [...met(false).values()].filter(event => !onFailure.has(event.span.start) && isDone(isDoing(context, body, event), how));
}

function isDone(answer: Answer, how: Sureness | undefined): boolean {
  return answer === 'yes' || (how === 'unread' && answer === 'unknown');
}
