import type ts from 'typescript';
import type { Span } from '../flow/graph.ts';
import type { Answer } from './answer.ts';
import { answerOf } from './answer.ts';
import type { FactContext } from './context.ts';
import { atOnce, millisecondsOf } from './milliseconds.ts';
import { registrationsIn } from './registration/site.ts';
import { areTimers, settlingCalls } from './settling-timers.ts';
import { signalsAskedAround } from './signal/asked-around.ts';
import { carriesSignal } from './signal/passing.ts';
import { signalsInReach } from './signal/reach.ts';
import { isBackoff, timersOfSleep } from './sleep.ts';
import { bareExpression, spanOf } from './syntax.ts';
import { isFunctionLiteral } from './task/syntax.ts';
import type { WaitSite } from './signal/wait-site.ts';
import { nodeOfWait, waiterOf } from './signal/wait-site.ts';

/**
 * Promises that are made by hand, in an operation that has a signal.
 *
 * Such a promise ends when its executor says so. Where all that it hands `resolve` and `reject` to is a timer, and no signal is anywhere
 * near, an abort cannot end it. (An event may well be how an abort arrives, so nothing is said of promises that wait for one.) The same
 * holds of a call whose callee makes such a promise and does nothing else: a sleep.
 */
export interface ExecutorFacts {
  /** The nearest signal in reach of the promise. */
  signalNear(executor: WaitSite): { readonly text: string; readonly span: Span } | undefined;
  /** Can a signal get at the promise, in its executor or around it? */
  isReachedBySignal(executor: WaitSite): Answer;
  /** Is it settled by timers, and by nothing else? */
  isSettledByTimer(executor: WaitSite): Answer;
  /** Does the call do nothing but wait for a timer, with no place for a signal? */
  isSleep(wait: WaitSite): Answer;
  /** Does it wait in a handler for the next round of the loop around? Then it is no part of clearing up. */
  isBackoff(wait: WaitSite): Answer;
  /** Does it end before anybody would notice that it did not stop? */
  isShort(executor: WaitSite): Answer;
  /** Does it leave one of its timers set when it is settled? Then that is what is to be said of it. */
  leavesTimer(executor: WaitSite): Answer;
  executorHead(executor: WaitSite): Span;
}

export function createExecutorFacts(context: FactContext): ExecutorFacts {
  const { trace } = context;
  const reach = trace.memoise((site: WaitSite) => [...signalsInReach(context, nodeOfWait(context, site)), ...signalsAskedAround(context, nodeOfWait(context, site))]);
  const settling = trace.memoise((site: WaitSite) => {
    const executor = executorOf(context, site);
    return executor === undefined ? undefined : settlingCalls(context, executor);
  });
  return {
    signalNear: site => {
      const [nearest] = reach(site);
      return nearest === undefined ? undefined : { text: nearest.text, span: spanOf(nearest.name) };
    },
    isReachedBySignal: site => {
      const node = nodeOfWait(context, site);
      return answerOf(carriesSignal(context, waiterOf(context, node) ?? node, reach(site), undefined, 'awaited'));
    },
    isSettledByTimer: site => (areTimers(context, settling(site)) ? 'yes' : 'unknown'),
    isSleep: site => (timersOfSleep(context, site) === undefined ? 'unknown' : 'yes'),
    isBackoff: site => answerOf(isBackoff(context, site)),
    isShort: site => {
      const delays = settling(site)?.map(call => call.arguments[1]) ?? timersOfSleep(context, site) ?? [];
      return answerOf(delays.length > 0 && delays.every(delay => isAtOnce(context, delay)));
    },
    leavesTimer: site => leavesTimer(context, site),
    executorHead: site => spanOf(nodeOfWait(context, site).expression),
  };
}

function leavesTimer(context: FactContext, site: WaitSite): Answer {
  const executor = executorOf(context, site);
  const lowered = executor === undefined ? undefined : context.lowered(executor);
  const timers = lowered === undefined ? [] : [...registrationsIn(context, lowered)].filter(({ kind }) => kind === 'timer' || kind === 'interval');
  const { facts } = context;
  return answerOf(timers.some(timer => facts.endLeaving(timer) !== undefined || (facts.losesRace(timer) === 'yes' && facts.canBeReleased(timer) === 'no')));
}

export function executorOf(context: FactContext, site: WaitSite): ts.ArrowFunction | ts.FunctionExpression | undefined {
  const { ts } = context;
  const [given] = nodeOfWait(context, site).arguments ?? [];
  const executor = given === undefined ? undefined : bareExpression(ts, given);
  return executor !== undefined && isFunctionLiteral(ts, executor) ? executor : undefined;
}

function isAtOnce(context: FactContext, delay: ts.Expression | undefined): boolean {
  const milliseconds = millisecondsOf(context, delay);
  return milliseconds !== undefined && milliseconds <= atOnce;
}
