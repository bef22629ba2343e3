import type ts from 'typescript';
import type { Span } from '../flow/graph.ts';
import type { Answer } from './answer.ts';
import { answerOf } from './answer.ts';
import type { FactContext } from './context.ts';
import { atOnce, millisecondsOf } from './milliseconds.ts';
import { usesOfName } from './names.ts';
import { registrationsIn } from './registration/site.ts';
import { carriesSignal } from './signal/passing.ts';
import { signalsInReach } from './signal/reach.ts';
import { bareExpression, spanOf } from './syntax.ts';
import { entryOfCall } from './task/callee.ts';
import { isFunctionLiteral } from './task/syntax.ts';
import type { WaitSite } from './signal/wait-site.ts';
import { nodeOfWait, waiterOf } from './signal/wait-site.ts';

/**
 * Promises that are made by hand, in an operation that has a signal.
 *
 * Such a promise ends when its executor says so. Where all that it hands `resolve` and `reject` to is a timer, and no signal is anywhere
 * near, an abort cannot end it. (An event may well be how an abort arrives, so nothing is said of promises that wait for one.)
 */
export interface ExecutorFacts {
  /** The nearest signal in reach of the promise. */
  signalNear(executor: WaitSite): { readonly text: string; readonly span: Span } | undefined;
  /** Can a signal get at the promise, in its executor or around it? */
  isReachedBySignal(executor: WaitSite): Answer;
  /** Is it settled by timers, and by nothing else? */
  isSettledByTimer(executor: WaitSite): Answer;
  /** Does it end before anybody would notice that it did not stop? */
  isShort(executor: WaitSite): Answer;
  /** Does it leave one of its timers set when it is settled? Then that is what is to be said of it. */
  leavesTimer(executor: WaitSite): Answer;
  executorHead(executor: WaitSite): Span;
}

export function createExecutorFacts(context: FactContext): ExecutorFacts {
  const { trace } = context;
  const reach = trace.memoise((site: WaitSite) => signalsInReach(context, nodeOfWait(context, site)));
  const settling = trace.memoise((site: WaitSite) => settlingCalls(context, site));
  return {
    signalNear: site => {
      const [nearest] = reach(site);
      return nearest === undefined ? undefined : { text: nearest.text, span: spanOf(nearest.name) };
    },
    isReachedBySignal: site => {
      const node = nodeOfWait(context, site);
      return answerOf(carriesSignal(context, waiterOf(context, node) ?? node, reach(site), undefined, 'awaited'));
    },
    isSettledByTimer: site => {
      const calls = settling(site);
      return calls !== undefined && calls.length > 0 && calls.every(call => isTimer(context, call)) ? 'yes' : 'unknown';
    },
    isShort: site => {
      const delays = (settling(site) ?? []).map(call => millisecondsOf(context, call.arguments[1]));
      return answerOf(delays.every(delay => delay !== undefined && delay <= atOnce));
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

/**
 * The calls of the executor that are given what settles the promise, to run later. Undefined where it is settled in any other way: at once, by a
 * call that nobody has read, or by whoever finds it where it is stored.
 */
function settlingCalls(context: FactContext, site: WaitSite): readonly ts.CallExpression[] | undefined {
  const { ts } = context;
  const executor = executorOf(context, site);
  if (executor === undefined) {
    return undefined;
  }
  const names = executor.parameters.flatMap(({ name }) => (ts.isIdentifier(name) ? [name] : []));
  const uses = names.flatMap(name => usesOfName(context, name, executor));
  const calls = uses.map(use => laterCallAround(context, use, executor));
  return names.length < executor.parameters.length || calls.includes(undefined) ? undefined : calls.filter(call => call !== undefined);
}

/** The call in whose callback something stands, or as whose callback it is given, if that is known to run it later. */
function laterCallAround(context: FactContext, use: ts.Node, executor: ts.Node): ts.CallExpression | undefined {
  const { ts } = context;
  for (let at: ts.Node = use; at !== executor; at = at.parent) {
    const { parent } = at;
    const index = ts.isCallExpression(parent) ? parent.arguments.findIndex(argument => argument === at) : -1;
    if (ts.isCallExpression(parent) && index >= 0 && entryOfCall(context, parent)?.callbacks?.some(({ argument, runs }) => argument === index && runs === 'later') === true) {
      return parent;
    }
  }
  return undefined;
}

function isTimer(context: FactContext, call: ts.CallExpression): boolean {
  const { ts } = context;
  const isFirst = entryOfCall(context, call)?.callbacks?.some(({ argument }) => argument === 0) === true;
  return isFirst && !ts.isPropertyAccessExpression(bareExpression(ts, call.expression));
}
