import type ts from 'typescript';
import type { Span } from '../../flow/graph.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import type { FactContext } from '../context.ts';
import type { Releases } from './release.ts';
import type { RegistrationNode } from './site.ts';
import { controllerOf } from '../signal/signal.ts';
import { bareExpression, consumerOf, isAnywhereIn, spanOf } from '../syntax.ts';
import { functionsOfValue } from '../task/callee.ts';
import { isFunctionLiteral, linkOf, methodCallOf } from '../task/syntax.ts';
import { createFailing } from '../task/rejection.ts';

/** A timer that fires as soon as it can, and stays nowhere. */
export function isPrompt({ ts }: FactContext, { kind, delay }: RegistrationNode): Answer {
  const bare = delay === undefined ? undefined : bareExpression(ts, delay);
  return answerOf(kind === 'timer' && (bare === undefined || (ts.isNumericLiteral(bare) && Number(bare.text) <= 1)));
}

/** Does the timer stop the operation when it takes too long: `setTimeout(() => { controller.abort(); }, milliseconds)`? */
export function isDeadline(context: FactContext, { callback }: RegistrationNode): Answer {
  const { ts } = context;
  const { members, closed } = functionsOfValue(context, callback);
  const aborts = (at: ts.Node): boolean => {
    const method = methodCallOf(ts, at);
    return method?.method.text === 'abort' && controllerOf(context, method.receiver) !== undefined;
  };
  return members.some(fn => isAnywhereIn(ts, fn, aborts)) ? 'yes' : closed === 'yes' ? 'no' : 'unknown';
}

/**
 * The promise whose rejection passes by the only places that clear the timer: they all stand in functions that are given to `.then(f)`, which
 * run when it is fulfilled.
 */
export function rejectionPassingBy(context: FactContext, { uses, elsewhere, closed }: Releases): Span | undefined {
  const { ts } = context;
  if (closed !== 'yes' || elsewhere || uses.length === 0) {
    return undefined;
  }
  const receivers = uses.map(use => {
    const handler = context.functionAround(use);
    const link = isFunctionLiteral(ts, handler) ? linkOf(ts, consumerOf(ts, handler)) : undefined;
    return link?.link === 'then' && link.call.arguments.length === 1 && isExpectedToReject(context, link) ? link.receiver : undefined;
  });
  const [first] = receivers;
  return first === undefined || receivers.includes(undefined) ? undefined : spanOf(first);
}

/** It is proven to reject, or may and the same chain has a handler for that: whoever wrote it expects a rejection. */
function isExpectedToReject(context: FactContext, { receiver, call }: { readonly receiver: ts.Expression; readonly call: ts.CallExpression }): boolean {
  const { witness, possible } = createFailing(context).rejection(receiver);
  return witness || (possible && hasHandlerBehind(context, call));
}

function hasHandlerBehind({ ts }: FactContext, call: ts.CallExpression): boolean {
  for (let at = nextLink(ts, call); at !== undefined; at = nextLink(ts, at.call)) {
    if (at.link === 'catch' && at.call.arguments.length > 0) {
      return true;
    }
  }
  return false;
}

function nextLink(ts: FactContext['ts'], call: ts.CallExpression): ReturnType<typeof linkOf> {
  const access = consumerOf(ts, call);
  return ts.isPropertyAccessExpression(access) ? linkOf(ts, consumerOf(ts, access)) : undefined;
}
