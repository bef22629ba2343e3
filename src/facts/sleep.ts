import type ts from 'typescript';
import type { FunctionNode } from '../lower/lowered.ts';
import type { FactContext } from './context.ts';
import { areTimers, settlingCalls } from './settling-timers.ts';
import type { WaitSite } from './signal/wait-site.ts';
import { nodeOfWait } from './signal/wait-site.ts';
import { bareExpression, returnedBy } from './syntax.ts';
import { calledFunctions, entryOfCall, parameterNamed } from './task/callee.ts';
import { isFunctionLiteral } from './task/syntax.ts';

/**
 * Sleeps: functions of the program that make a promise which a timer settles, and do nothing else.
 *
 * `const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))` has no place for a signal, so
 * whoever waits for it waits to the end.
 */
export function timersOfSleep(context: FactContext, site: WaitSite): readonly (ts.Expression | undefined)[] | undefined {
  const { ts } = context;
  const call = nodeOfWait(context, site);
  const { members: [fn, ...others], closed } = ts.isCallExpression(call) ? calledFunctions(context, call) : { members: [], closed: 'no' as const };
  const timers = fn === undefined || others.length > 0 || closed === 'no' ? undefined : timersIn(context, fn);
  return timers?.map(timer => delayGiven(context, call, timer.arguments[1]));
}

function timersIn(context: FactContext, fn: FunctionNode): readonly ts.CallExpression[] | undefined {
  const { ts } = context;
  const made = onlyValue(context, fn);
  const [given] = made !== undefined && ts.isNewExpression(made) && entryOfCall(context, made)?.type === 'task' ? (made.arguments ?? []) : [];
  const executor = given === undefined ? undefined : bareExpression(ts, given);
  const calls = executor !== undefined && isFunctionLiteral(ts, executor) ? settlingCalls(context, executor) : undefined;
  return areTimers(context, calls) ? calls : undefined;
}

/** What a function gives or waits for that consists of this one step. */
function onlyValue({ ts }: FactContext, fn: FunctionNode): ts.Expression | undefined {
  const body = ts.isFunctionLike(fn) && 'body' in fn ? fn.body : undefined;
  const [statement, ...others] = body !== undefined && ts.isBlock(body) ? body.statements : [];
  const value = statement === undefined ? returnedBy(ts, fn) : ts.isExpressionStatement(statement) ? statement.expression : returnedBy(ts, statement);
  const bare = value === undefined || others.length > 0 ? undefined : bareExpression(ts, value);
  return bare !== undefined && ts.isAwaitExpression(bare) ? bareExpression(ts, bare.expression) : bare;
}

/** Where the callee hands its parameter to the timer, what the call gives for it. */
function delayGiven(context: FactContext, call: ts.CallExpression | ts.NewExpression, delay: ts.Expression | undefined): ts.Expression | undefined {
  const { ts } = context;
  const parameter = delay === undefined ? undefined : parameterNamed(context, delay);
  const index = parameter !== undefined && ts.isFunctionLike(parameter.parent) ? parameter.parent.parameters.indexOf(parameter) : -1;
  return (index === -1 ? undefined : call.arguments?.[index]) ?? delay;
}

/** In a handler, and not in what ends the operation, inside of a loop. */
export function isBackoff(context: FactContext, { call }: WaitSite): boolean {
  const { graph } = context.homeOf(call);
  let isInHandler = false;
  for (let region = graph.blocks[call.block]?.region; region !== undefined; region = graph.regions[region]?.parent) {
    const kind = graph.regions[region]?.kind;
    if (kind === 'finally' || (kind === 'loop' && isInHandler)) {
      return kind === 'loop';
    }
    isInHandler ||= kind === 'catch';
  }
  return false;
}
