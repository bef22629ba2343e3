import type ts from 'typescript';
import type { Span } from '../../flow/graph.ts';
import { listenerPairs } from '../catalog/vocabulary.ts';
import type { Members } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { keyOfCallback } from './release.ts';
import { bareExpression, consumerOf, spanOf } from '../syntax.ts';
import type { RegistrationNode } from './site.ts';
import { methodCallOf } from '../task/syntax.ts';

/**
 * A listener that is put on for one event and taken off another.
 *
 * All places have been seen where the function is mentioned: it is added to this emitter for one event, and the only calls that take it off name
 * an event for which nobody adds it there. Such a call does nothing, and whoever wrote it takes the listener for gone.
 */
export interface Misnamed {
  readonly span: Span;
  readonly event: string;
}

/** Closed if every place has been read where the function is mentioned. */
export function misnamedRemovals(context: FactContext, node: RegistrationNode): Members<Misnamed> {
  const key = keyOfCallback(context, node.callback);
  const own = mentionAt(context, node.call);
  if (typeof key === 'string' || own === undefined) {
    return { members: [], closed: 'unknown' };
  }
  const mentions = usesOfName(context, key, key.getSourceFile()).map(use => mentionOf(context, use));
  const here = mentions.filter(mention => mention !== undefined).filter(({ target }) => target === own.target);
  const isAdded = (event: string): boolean => here.some(mention => mention.does === 'adds' && mention.event === event);
  const removals = here.filter(({ does }) => does === 'removes');
  const wrong = removals.some(({ event }) => event === own.event) ? [] : removals.filter(({ event }) => !isAdded(event));
  return { members: wrong.map(({ call, event }) => ({ span: spanOf(call), event })), closed: mentions.includes(undefined) ? 'unknown' : 'yes' };
}

interface Mention {
  readonly does: 'adds' | 'removes';
  readonly call: ts.CallExpression;
  readonly target: string;
  readonly event: string;
}

function mentionOf(context: FactContext, use: ts.Identifier): Mention | undefined {
  const { ts } = context;
  const whole = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
  const call = consumerOf(ts, whole);
  const mention = ts.isCallExpression(call) ? mentionAt(context, call) : undefined;
  const [, listener] = mention?.call.arguments ?? [];
  return listener !== undefined && bareExpression(ts, listener) === whole ? mention : undefined;
}

function mentionAt({ ts }: FactContext, call: ts.CallExpression): Mention | undefined {
  const method = methodCallOf(ts, call);
  const [event] = call.arguments;
  const name = method?.method.text ?? '';
  const does = listenerPairs.some(({ adds }) => adds.includes(name)) ? 'adds' : listenerPairs.some(({ removes }) => removes === name) ? 'removes' : undefined;
  if (method === undefined || does === undefined || event === undefined || !ts.isStringLiteralLike(event)) {
    return undefined;
  }
  return { does, call, target: method.receiver.getText().replaceAll(/\s+/g, '').replaceAll('?.', '.'), event: event.text };
}
