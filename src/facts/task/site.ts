import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import type { Lowered } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import { bareExpression } from '../syntax.ts';
import type { Call } from './callee.ts';
import { isFunctionLiteral, methodCallOf } from './syntax.ts';

/**
 * A place where a task may be started: a call, or a callback whose promise belongs to whoever runs it.
 *
 * Whether it is a task at all is not asked before somebody wants to know; in most places the text says that its value is used.
 */
export interface TaskSite {
  /** The call; of a callback, the call that it is handed to. */
  readonly start: FlowEvent;
  /** The callback's place among the arguments. */
  readonly callback?: number;
}

/** A site as syntax. */
export interface SiteNode {
  readonly call: Call;
  readonly callback?: ts.Expression;
}

export function* tasksIn(context: FactContext, lowered: Lowered): Iterable<TaskSite> {
  const { ts } = context;
  const seen = new Set<ts.Node>();
  for (const event of lowered.graph.events) {
    if (event.kind !== 'call' && event.kind !== 'new') {
      continue;
    }
    const node = lowered.nodeOfEvent(event.id);
    // A `finally` is copied for each way of leaving it; its calls are still one site each.
    if (seen.has(node) || (!ts.isCallExpression(node) && !ts.isNewExpression(node))) {
      continue;
    }
    seen.add(node);
    yield { start: event };
    for (const [index, argument] of (node.arguments ?? []).entries()) {
      if (mayBeCallback(ts, argument)) {
        yield { start: event, callback: index };
      }
    }
  }
}

function mayBeCallback(ts: FactContext['ts'], argument: ts.Expression): boolean {
  const bare = bareExpression(ts, argument);
  return isFunctionLiteral(ts, bare) || ts.isIdentifier(bare) || ts.isPropertyAccessExpression(bare) || methodCallOf(ts, bare)?.method.text === 'bind';
}

export function nodeOfSite(context: FactContext, { start, callback }: TaskSite): SiteNode {
  const { ts } = context;
  const call = context.homeOf(start).nodeOfEvent(start.id);
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) {
    throw new Error('A task is started by a call.');
  }
  const argument = callback === undefined ? undefined : call.arguments?.[callback];
  return argument === undefined ? { call } : { call, callback: argument };
}
