import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import type { Lowered } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import { consumerOf, isWithin } from '../syntax.ts';
import type { Call } from '../task/callee.ts';
import { entryOfCall } from '../task/callee.ts';
import { linkOf } from '../task/syntax.ts';
import { isTask } from '../task/type.ts';

/**
 * A call whose outcome the function around it waits for: it is awaited, iterated with `for await`, or its promise is returned, by
 * itself, at the end of a chain, or as a member of a combinator of which that holds.
 */
export interface WaitSite {
  readonly call: FlowEvent;
}

export function* waitsIn(context: FactContext, lowered: Lowered): Iterable<WaitSite> {
  const { ts } = context;
  const seen = new Set<ts.Node>();
  for (const event of lowered.graph.events) {
    const node = event.kind === 'call' ? lowered.nodeOfEvent(event.id) : undefined;
    if (node !== undefined && ts.isCallExpression(node) && !seen.has(node) && waiterOf(context, node) !== undefined) {
      seen.add(node);
      yield { call: event };
    }
  }
}

/** Each promise that is made by an executor and waited for where it is made. */
export function executorsIn(context: FactContext, lowered: Lowered): readonly WaitSite[] {
  const { ts } = context;
  const seen = new Set<ts.Node>();
  return lowered.graph.events.flatMap(event => {
    const node = event.kind === 'new' ? lowered.nodeOfEvent(event.id) : undefined;
    if (node === undefined || !ts.isNewExpression(node) || seen.has(node) || entryOfCall(context, node)?.type !== 'task') {
      return [];
    }
    seen.add(node);
    return waiterOf(context, node) === undefined ? [] : [{ call: event }];
  });
}

/** The call, or the `new` of a promise that is made by hand. */
export function nodeOfWait(context: FactContext, { call }: WaitSite): Call {
  const { ts } = context;
  const node = context.homeOf(call).nodeOfEvent(call.id);
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) {
    throw new Error('What is waited for is a call.');
  }
  return node;
}

export function callOfWait(context: FactContext, { call }: WaitSite): ts.CallExpression {
  const node = context.homeOf(call).nodeOfEvent(call.id);
  if (!context.ts.isCallExpression(node)) {
    throw new Error('What is waited for is a call.');
  }
  return node;
}

/** The expression that is awaited, iterated or returned with the call in it; undefined where nobody here waits for the call. */
export function waiterOf(context: FactContext, call: Call): ts.Expression | undefined {
  const { ts } = context;
  let waited: ts.Expression = call;
  for (;;) {
    const consumer = consumerOf(ts, waited);
    if (ts.isAwaitExpression(consumer) || (ts.isForOfStatement(consumer) && consumer.awaitModifier !== undefined && isWithin(consumer.expression, waited))) {
      return waited;
    }
    if (ts.isReturnStatement(consumer) || (ts.isArrowFunction(consumer) && isWithin(consumer.body, waited))) {
      return isTask(context, waited) === 'yes' ? waited : undefined;
    }
    const outer = chainAround(ts, consumer) ?? combinatorAround(context, consumer);
    if (outer === undefined) {
      return undefined;
    }
    waited = outer;
  }
}

/** `f().then(g)`: whoever waits for the chain waits for its beginning. */
function chainAround(ts: FactContext['ts'], consumer: ts.Node): ts.CallExpression | undefined {
  const link = ts.isPropertyAccessExpression(consumer) ? linkOf(ts, consumer.parent) : undefined;
  return link?.call.expression === consumer ? link.call : undefined;
}

/** `[f(), …]` in a combinator that waits for all. One that waits for the first only does not wait for each. */
function combinatorAround(context: FactContext, consumer: ts.Node): ts.CallExpression | undefined {
  const { ts } = context;
  if (!ts.isArrayLiteralExpression(consumer)) {
    return undefined;
  }
  const combinator = consumerOf(ts, consumer);
  const combines = ts.isCallExpression(combinator) ? entryOfCall(context, combinator)?.combines : undefined;
  return ts.isCallExpression(combinator) && (combines === 'all' || combines === 'settled') ? combinator : undefined;
}
