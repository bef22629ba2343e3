import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import { pointAfter, type Point } from '../../flow/reach.ts';
import type { FunctionNode, Lowered } from '../../lower/lowered.ts';
import { symbolOf } from '../callee.ts';
import { endEvents } from '../catalog/vocabulary.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { mayRelease, wayThrough } from './path.ts';
import type { Releases } from './release.ts';
import { nameOfFunction } from './release.ts';
import type { RegistrationNode } from './site.ts';
import { registrationOf } from './site.ts';
import { bareExpression, consumerOf, isWithin } from '../syntax.ts';
import { functionsOfValue } from '../task/callee.ts';
import { isFunctionLiteral, methodCallOf } from '../task/syntax.ts';

/**
 * The end of an executor's promise that certainly leaves a registration behind.
 *
 * The promise is settled by whoever calls `resolve` or `reject`. An end is such a call, or the place where one of the two is handed to somebody who
 * will call it, and it leaves the registration behind if no way through it meets a place where that may be released. What the registration
 * itself calls is no such end: then it has fired. Where some closure releases and settles nothing, it may run at any end, so that we are silent.
 */
export function endLeaving(context: FactContext, node: RegistrationNode, releases: Releases): FlowEvent | undefined {
  const home = context.functionAround(node.call);
  if (releases.closed !== 'yes' || releases.elsewhere || !isFunctionLiteral(context.ts, home)) {
    return undefined;
  }
  const settles = settlesIn(context, home);
  const holders = [...releases.places].flatMap(([fn, places]) => (fn === home ? places : []));
  if (holders.some(place => !isSettling(context, place, settles))) {
    return undefined;
  }
  return firstLeaving(context, { node, releases, home }, settles.direct, new Set());
}

/** What a function with a name does, its callers do: they may have released before. */
function firstLeaving(context: FactContext, asked: Omit<End, 'use'>, uses: readonly ts.Identifier[], seen: Set<FunctionNode>): FlowEvent | undefined {
  for (const use of uses) {
    const end = isOwn(context, use, asked.node) ? undefined : leftAt(context, { ...asked, use });
    const fn = context.functionAround(use);
    const name = end === undefined || fn === asked.home ? undefined : nameOfFunction(context, fn);
    if (end !== undefined && name === undefined) {
      return end;
    }
    const further = name === undefined || seen.has(fn) ? undefined : firstLeaving(context, asked, usesOfName(context, name, asked.home), new Set([...seen, fn]));
    if (further !== undefined) {
      return further;
    }
  }
  return undefined;
}

/** Does nobody but the registration's own callback settle the promise? */
export function isSettledByItself(context: FactContext, node: RegistrationNode): boolean {
  const home = context.functionAround(node.call);
  const { direct } = settlesIn(context, home);
  return direct.length > 0 && direct.every(use => isOwn(context, use, node) || !isBehind(context, node, use));
}

function isBehind(context: FactContext, node: RegistrationNode, use: ts.Identifier): boolean {
  const around = context.functionAround(use);
  return around !== context.functionAround(node.call) || use.pos > node.call.pos;
}

interface Settles {
  /** Where `resolve` and `reject` stand. */
  readonly direct: readonly ts.Identifier[];
  /** Also where a function stands in which they do. */
  readonly all: readonly ts.Identifier[];
}

function settlesIn(context: FactContext, executor: FunctionNode): Settles {
  const { ts } = context;
  const parameters = isFunctionLiteral(ts, executor) ? executor.parameters : [];
  const direct = parameters.flatMap(({ name }) => (ts.isIdentifier(name) ? usesOfName(context, name, executor) : []));
  const all = [...direct];
  const seen = new Set<FunctionNode>([executor]);
  for (const use of all) {
    const fn = context.functionAround(use);
    const name = seen.has(fn) ? undefined : nameOfFunction(context, fn);
    seen.add(fn);
    if (name !== undefined) {
      all.push(...usesOfName(context, name, executor));
    }
  }
  return { direct, all };
}

/** Does the place stand in, or is it the name of, something that settles? */
function isSettling(context: FactContext, place: ts.Node, { all }: Settles): boolean {
  const { ts } = context;
  const isAround = (node: ts.Node): boolean => all.some(use => isWithin(node, use));
  if (!ts.isIdentifier(place)) {
    return isAround(place);
  }
  const call = consumerOf(ts, place);
  return isAround(place) || (ts.isCallExpression(call) && call.expression === place);
}

/** Does the use stand in the registration's own callback, or in a function that only this calls? */
function isOwn(context: FactContext, use: ts.Identifier, node: RegistrationNode): boolean {
  const own = functionsOfValue(context, node.callback).members;
  const seen = new Set<FunctionNode>();
  const isInside = (at: ts.Node): boolean => {
    if (isWithin(node.callback, at)) {
      return true;
    }
    const fn = context.functionAround(at);
    if (own.includes(fn)) {
      return true;
    }
    const name = seen.has(fn) ? undefined : nameOfFunction(context, fn);
    seen.add(fn);
    const calls = name === undefined ? [] : usesOfName(context, name, name.getSourceFile());
    return calls.length > 0 && calls.every(isInside);
  };
  return isInside(use);
}

interface End {
  readonly node: RegistrationNode;
  readonly releases: Releases;
  readonly home: FunctionNode;
  readonly use: ts.Identifier;
}

function leftAt(context: FactContext, { node, releases, home, use }: End): FlowEvent | undefined {
  const fn = context.functionAround(use);
  const lowered = context.lowered(fn);
  const consumer = consumerOf(context.ts, use);
  const [settled] = lowered?.eventsOfNode(consumer).filter(({ kind }) => kind === 'call' || kind === 'new') ?? [];
  if (lowered === undefined || settled === undefined || mayRelease(context, lowered, releases, settled) || isHandedToRelease(context, { fn, releases, home }) || stopsReleasing(context, fn, releases)) {
    return undefined;
  }
  const from = fn === home ? pointAfterCall(lowered, node) : { block: lowered.graph.entry, index: 0 };
  const ask = { context, lowered, node, releases };
  const before = from === undefined ? undefined : wayThrough(ask, from, settled);
  return before === undefined || wayThrough(ask, pointAfter(lowered.graph, settled), 'exit') === undefined ? undefined : settled;
}

/** `settle(() => { reject(error); })`, where `settle` releases before it calls what it is given. */
function isHandedToRelease(context: FactContext, { fn, releases, home }: { readonly fn: FunctionNode; readonly releases: Releases; readonly home: FunctionNode }): boolean {
  const { ts } = context;
  for (let at = fn; at !== home && isFunctionLiteral(ts, at); at = context.functionAround(at)) {
    const holder = consumerOf(ts, at);
    const callee = ts.isCallExpression(holder) ? holder.expression : undefined;
    const places = releases.places.get(context.functionAround(at)) ?? [];
    if (callee !== undefined && places.some(place => isWithin(callee, place))) {
      return true;
    }
  }
  return false;
}

/** `child.kill(); reject(error);`, where the listener of the child's `close` releases: what is stopped tells of its end when the promise is settled. */
function stopsReleasing(context: FactContext, fn: FunctionNode, { places }: Releases): boolean {
  const { ts } = context;
  const ending = [...places.keys()].flatMap(holder => {
    const call = isFunctionLiteral(ts, holder) ? consumerOf(ts, holder) : undefined;
    const listened = call !== undefined && ts.isCallExpression(call) ? registrationOf(context, call) : undefined;
    const isEnd = endEvents.some(({ word }) => word === listened?.eventName);
    const target = isEnd && listened?.target !== undefined ? symbolOf(context, listened.target) : undefined;
    return target === undefined ? [] : [target];
  });
  const stops = (node: ts.Node): boolean => {
    const receiver = methodCallOf(ts, node)?.receiver;
    const symbol = receiver === undefined ? undefined : symbolOf(context, bareExpression(ts, receiver));
    return (symbol !== undefined && ending.includes(symbol)) || ts.forEachChild(node, stops) === true;
  };
  return ending.length > 0 && stops(fn);
}

function pointAfterCall(lowered: Lowered, { call }: RegistrationNode): Point | undefined {
  const event = lowered.eventsOfNode(call).find(({ kind }) => kind === 'call');
  return event === undefined ? undefined : pointAfter(lowered.graph, event);
}
