import type ts from 'typescript';
import { closingMethods, listenerPairs, piping } from '../catalog/vocabulary.ts';
import type { FactContext } from '../context.ts';
import { symbolOf } from '../callee.ts';
import { emitterOf } from './instead.ts';
import { usesOfName } from '../names.ts';
import type { RegistrationNode } from '../registration/site.ts';
import type { Executor, Settling } from './settling.ts';
import { bareExpression, consumerOf, isWithin } from '../syntax.ts';
import { methodCallOf } from '../task/syntax.ts';

/**
 * A wait for the end of a stream that another one is piped into.
 *
 * `pipe` hands on what is read, not what goes wrong: when the first stream fails, the second one stays open and tells nothing. So a promise that listens
 * to the second alone has no end then. (Who listens to its `close`, too, may have somebody who closes it.)
 */
export interface Pipe {
  readonly call: ts.CallExpression;
  readonly source: ts.Expression;
  /** What waits for the end. */
  readonly listener: RegistrationNode;
}

export function pipeInto(context: FactContext, { executor, registrations, others }: Settling & { readonly executor: Executor }): Pipe | undefined {
  const listener = registrations.find(({ eventName }) => eventName === piping.done);
  const sinks = registrations.map(({ target }) => (target === undefined ? undefined : unchained(context, target)));
  const [sink] = sinks;
  if (others || listener === undefined || sink === undefined || sinks.some(one => one?.getText() !== sink.getText())) {
    return undefined;
  }
  if (registrations.some(({ kind, eventName }) => kind !== 'listener' || eventName === piping.closed) || emitterOf(context, sink)?.[piping.done] === undefined) {
    return undefined;
  }
  const call = methodCallOf(context.ts, sink)?.method.text === piping.method ? sink : pipeNamed(context, sink, executor);
  const source = call === undefined ? undefined : methodCallOf(context.ts, call)?.receiver;
  return call === undefined || source === undefined || !context.ts.isCallExpression(call) || isWatched(context, source, call) ? undefined : { call, source, listener };
}

/** What `stream.on(…).once(…)` gives is the stream. */
function unchained({ ts }: FactContext, target: ts.Expression): ts.Expression {
  let at = bareExpression(ts, target);
  for (let method = methodCallOf(ts, at); method !== undefined && isListening(method.method.text); method = methodCallOf(ts, at)) {
    at = bareExpression(ts, method.receiver);
  }
  return at;
}

function isListening(method: string): boolean {
  return listenerPairs.some(({ adds }) => adds.includes(method));
}

/** The only `source.pipe(sink)` for a variable that is used for nothing else but to listen to it, to write to it and to end it. */
function pipeNamed(context: FactContext, sink: ts.Expression, executor: Executor): ts.CallExpression | undefined {
  const { ts } = context;
  const declaration = ts.isIdentifier(sink) ? symbolOf(context, sink)?.valueDeclaration : undefined;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) {
    return undefined;
  }
  const pipes: ts.CallExpression[] = [];
  for (const use of usesOfName(context, declaration.name, context.functionAround(declaration))) {
    const consumer = consumerOf(ts, use);
    const method = ts.isCallExpression(consumer) && bareExpression(ts, consumer.expression) !== use ? methodCallOf(ts, consumer)?.method.text : undefined;
    if (method === piping.method && ts.isCallExpression(consumer)) {
      pipes.push(consumer);
    } else if (!ts.isPropertyAccessExpression(consumer) || closingMethods.some(({ word }) => word === consumer.name.text)) {
      return undefined;
    }
  }
  const [pipe] = pipes;
  const around = context.functionAround(executor);
  return pipes.length === 1 && pipe !== undefined && (context.functionAround(pipe) === executor || context.functionAround(pipe) === around) ? pipe : undefined;
}

/** May anybody hear here of the source's failure? Whoever is handed it may, and whoever listens to it for anything. */
function isWatched(context: FactContext, source: ts.Expression, pipe: ts.CallExpression): boolean {
  const { ts } = context;
  const bare = bareExpression(ts, source);
  const method = methodCallOf(ts, bare);
  if (ts.isCallExpression(bare)) {
    // What a call has just made, nobody else here has.
    return method !== undefined && (isListening(method.method.text) || (method.method.text === piping.method && isWatched(context, method.receiver, pipe)));
  }
  const { root, part } = rootOf(context, bare);
  const declaration = ts.isIdentifier(root) ? symbolOf(context, root)?.valueDeclaration : undefined;
  if (declaration === undefined || (!ts.isVariableDeclaration(declaration) && !ts.isParameter(declaration)) || !ts.isIdentifier(declaration.name)) {
    return true;
  }
  return usesOfName(context, declaration.name, context.functionAround(declaration.name)).some(use => {
    const consumer = consumerOf(ts, use);
    const isOtherPart = part !== undefined && ts.isPropertyAccessExpression(consumer) && consumer.name.text !== part;
    return !isOtherPart && !isWithin(pipe, use);
  });
}

/** `response` and `data` of `response.data.body`. */
function rootOf({ ts }: FactContext, source: ts.Expression): { readonly root: ts.Expression; readonly part?: string } {
  let found: { readonly root: ts.Expression; readonly part?: string } = { root: source };
  while (ts.isPropertyAccessExpression(found.root)) {
    found = { root: bareExpression(ts, found.root.expression), part: found.root.name.text };
  }
  return found;
}
