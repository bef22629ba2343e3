import type ts from 'typescript';
import type { BlockId, FlowEvent, Span } from '../../flow/graph.ts';
import { interruptionsOf } from '../../flow/interruptions.ts';
import { pointAfter } from '../../flow/reach.ts';
import type { Lowered } from '../../lower/lowered.ts';
import { functionsBehind } from '../callee.ts';
import type { FactContext } from '../context.ts';
import type { Handler } from './handler.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import { linkOf } from '../task/syntax.ts';

/** Whatever takes an error in one function, in the order of the source; of a `catch` that was copied into several `finally`s, the first copy. */
export function handlersIn(context: FactContext, lowered: Lowered): readonly Handler[] {
  return [...catchHandlers(context, lowered), ...finallyHandlers(context, lowered), ...callbackHandlers(context, lowered), ...settledHandlers(context, lowered)];
}

function catchHandlers(context: FactContext, lowered: Lowered): Handler[] {
  const { graph } = lowered;
  const seen = new Set<number>();
  return graph.catches.flatMap(clause => {
    if (seen.has(clause.head.start)) {
      return [];
    }
    seen.add(clause.head.start);
    return [{ kind: 'catch' as const, head: clause.head, home: lowered, body: lowered, entry: startOf(clause.entry), error: clause.error, interruptions: interruptionsAt(context, lowered, clause.entry) }];
  });
}

/** `p.catch(f)` and `Promise.allSettled(…)` throw nothing where they are called: what rejects comes into `f`, and to whoever reads the outcomes. */
function interruptionsAt({ ts, catalog }: FactContext, lowered: Lowered, entry: BlockId): readonly FlowEvent[] {
  return interruptionsOf(lowered.graph, entry).filter(event => {
    const node = event.kind === 'call' ? lowered.nodeOfEvent(event.id) : undefined;
    const isSettled = node !== undefined && ts.isCallExpression(node) && catalog.entryOf(node.expression)?.combines === 'settled';
    return node === undefined || (linkOf(ts, node) === undefined && !isSettled);
  });
}

function startOf(block: BlockId): Handler['entry'] {
  return { block, index: 0 };
}

/** The copy of a `finally` that an error enters, where the `finally` itself can leave by `return`, `break` or `continue`. */
function finallyHandlers(context: FactContext, lowered: Lowered): Handler[] {
  const { graph } = lowered;
  return graph.regions.flatMap(region => {
    if (region.kind !== 'finally' || region.completion !== 'throw') {
      return [];
    }
    const entry = graph.blocks.find(block => block.region === region.id)?.id;
    const head = entry === undefined ? undefined : jumpOutOf(context, lowered, region.span);
    return entry === undefined || head === undefined
      ? []
      : [{ kind: 'finally' as const, head, home: lowered, body: lowered, entry: startOf(entry), interruptions: interruptionsAt(context, lowered, entry) }];
  });
}

/** The statement in a `finally` that discards whatever was on its way. */
function jumpOutOf(context: FactContext, lowered: Lowered, span: Span): Span | undefined {
  const { ts } = context;
  let found: ts.Node | undefined;
  const visit = (node: ts.Node, loops: number): void => {
    if (found !== undefined || ts.isFunctionLike(node) || ts.isClassLike(node)) {
      return;
    }
    const inside = span.start <= node.getStart() && node.end <= span.end;
    const leaves = ts.isReturnStatement(node) || ((ts.isBreakStatement(node) || ts.isContinueStatement(node)) && loops === 0 && node.label === undefined);
    if (inside && leaves) {
      found = node;
      return;
    }
    const isLoop = inside && (ts.isIterationStatement(node, false) || ts.isSwitchStatement(node));
    ts.forEachChild(node, child => {
      visit(child, loops + (isLoop ? 1 : 0));
    });
  };
  ts.forEachChild(lowered.function, child => {
    visit(child, 0);
  });
  return found === undefined ? undefined : { start: found.getStart(), end: found.end };
}

/** `.catch(f)` and `.then(a, f)` whose `f` is written there or declared in reach. */
function callbackHandlers(context: FactContext, lowered: Lowered): Handler[] {
  const { ts } = context;
  return lowered.graph.events.flatMap(event => {
    if (event.kind !== 'call') {
      return [];
    }
    const call = lowered.nodeOfEvent(event.id);
    const callee = ts.isCallExpression(call) ? bareExpression(ts, call.expression) : undefined;
    if (!ts.isCallExpression(call) || callee === undefined || !ts.isPropertyAccessExpression(callee)) {
      return [];
    }
    const callback = call.arguments[callee.name.text === 'catch' ? 0 : callee.name.text === 'then' ? 1 : Infinity];
    return callback === undefined ? [] : callbackHandler(context, lowered, { event, call, callee, callback });
  });
}

interface CallbackSite {
  readonly event: FlowEvent;
  readonly call: ts.CallExpression;
  readonly callee: ts.PropertyAccessExpression;
  readonly callback: ts.Expression;
}

function callbackHandler(context: FactContext, lowered: Lowered, { event, call, callee, callback }: CallbackSite): Handler[] {
  const { members, closed } = functionsBehind(context, callback);
  const [fn] = members;
  const body = fn === undefined || members.length > 1 || closed !== 'yes' ? undefined : context.lowered(fn);
  if (body === undefined) {
    return [];
  }
  const resumes = suspensionOn(context, lowered, call);
  const head = { start: callee.name.getStart(), end: headEnd(context, call, callback) };
  const error = body.graph.values.find(value => value.kind === 'parameter' && value.index === 0)?.id;
  return [
    {
      kind: 'callback',
      head,
      home: lowered,
      body,
      entry: startOf(body.graph.entry),
      ...(error === undefined ? {} : { error }),
      interruptions: [event],
      ...(resumes === undefined ? {} : { resumes }),
    },
  ];
}

/** Up to the arrow or the parameter list: where a reader looks for the handler. A handler that is a name is shown whole. */
function headEnd({ ts }: FactContext, call: ts.CallExpression, callback: ts.Expression): number {
  const bare = bareExpression(ts, callback);
  if (ts.isArrowFunction(bare)) {
    return bare.equalsGreaterThanToken.end;
  }
  return ts.isFunctionExpression(bare) ? bare.body.getStart() : call.end;
}

/** `const outcomes = await Promise.allSettled(…)` whose outcomes are looked at, and never the reasons. */
function settledHandlers(context: FactContext, lowered: Lowered): Handler[] {
  return lowered.graph.events.flatMap(event => {
    const call = event.kind === 'call' ? lowered.nodeOfEvent(event.id) : undefined;
    const entry = call !== undefined && context.ts.isCallExpression(call) ? context.catalog.entryOf(call.expression) : undefined;
    // One that raises the cancellation of the task that waits keeps none of it.
    if (call === undefined || !context.ts.isCallExpression(call) || entry?.combines !== 'settled' || entry.ambient === true) {
      return [];
    }
    const resumes = suspensionOn(context, lowered, call);
    if (resumes?.kind !== 'await' || !looksOnlyAtStatus(context, lowered.nodeOfEvent(resumes.id))) {
      return [];
    }
    const head = { start: call.expression.getStart(), end: call.expression.end };
    return [{ kind: 'settled' as const, head, home: lowered, body: lowered, entry: pointAfter(lowered.graph, resumes), interruptions: [event] }];
  });
}

function looksOnlyAtStatus({ ts, checker }: FactContext, waited: ts.Node): boolean {
  const declaration = waited.parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) {
    return false;
  }
  const outcomes = checker.getSymbolAtLocation(declaration.name);
  const { name } = declaration;
  const met = { status: false, more: false };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      met.status ||= node.name.text === 'status';
      met.more ||= node.name.text === 'reason';
    }
    if (ts.isIdentifier(node) && node !== name && node.text === name.text && checker.getSymbolAtLocation(node) === outcomes) {
      const { parent } = node;
      met.more ||= !(ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isForOfStatement(parent));
    }
    ts.forEachChild(node, visit);
  };
  visit(scopeAround(ts, declaration));
  return met.status && !met.more;
}

function scopeAround(ts: FactContext['ts'], node: ts.Node): ts.Node {
  let at = node;
  while (!ts.isFunctionLike(at) && !ts.isSourceFile(at)) {
    at = at.parent;
  }
  return at;
}

/** The await that goes on when this promise, possibly after further `.then(…)` links, has settled. */
function suspensionOn(context: FactContext, lowered: Lowered, call: ts.CallExpression): FlowEvent | undefined {
  const { ts } = context;
  const consumer = consumerOf(ts, call);
  if (ts.isAwaitExpression(consumer)) {
    return lowered.eventsOfNode(consumer).find(event => event.kind === 'await');
  }
  if (ts.isReturnStatement(consumer) || (ts.isArrowFunction(consumer) && consumer === lowered.function)) {
    return lowered.eventsOfNode(consumer).find(event => event.kind === 'return');
  }
  if (ts.isPropertyAccessExpression(consumer) && ts.isCallExpression(consumer.parent) && ['then', 'finally'].includes(consumer.name.text)) {
    return suspensionOn(context, lowered, consumer.parent);
  }
  return undefined;
}
