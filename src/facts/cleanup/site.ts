import type ts from 'typescript';
import type { FlowEvent, FlowGraph, Region, RegionId, Span } from '../../flow/graph.ts';
import { interruptionsOf } from '../../flow/interruptions.ts';
import { firstPath, pointAfter } from '../../flow/reach.ts';
import type { Lowered } from '../../lower/lowered.ts';
import { functionsBehind } from '../callee.ts';
import { closingMethods } from '../catalog/vocabulary.ts';
import type { FactContext } from '../context.ts';
import type { Handler } from '../handler/handler.ts';
import { bareExpression, consumerOf, returnedBy, spanOf } from '../syntax.ts';
import { signalsHeardBy } from '../task/cancellation.ts';
import { isAsyncFunction, isFunctionLiteral, linkOf } from '../task/syntax.ts';
import { isInRegion, isSpannedBy } from '../../flow/within.ts';

/**
 * Code that runs because an operation is on its way out: it gives back what the operation took.
 *
 * - `finally`: of a `try`. It is copied for each way of leaving, and seen here once, in the copy that an error enters. - `rethrow`: what a
 *   `catch` clause does before it throws on every way. - `chained`: the callback of `.finally(f)`. - `disposer`: the body of
 *   `[Symbol.asyncDispose]`. - `listener`: what hears of the abort of a signal. - `closer`: the body of an async method by whose name an object
 *   is done with.
 */
export interface Cleanup {
  readonly kind: 'finally' | 'rethrow' | 'chained' | 'disposer' | 'listener' | 'closer';
  /** The way in, and what can throw into it. */
  readonly handler: Handler;
  /** What the operation itself did; of a `disposer`, a `closer` and a `listener` that is done elsewhere. */
  readonly operation: readonly FlowEvent[];
  /** What it waits for, in the order of the source. */
  readonly waits: readonly FlowEvent[];
}

export function* cleanupsIn(context: FactContext, lowered: Lowered): Iterable<Cleanup> {
  yield* finallyCleanups(context, lowered);
  yield* rethrowCleanups(context, lowered);
  yield* chainedCleanups(context, lowered);
  yield* wholeBody(context, lowered);
}

function* finallyCleanups(context: FactContext, lowered: Lowered): Iterable<Cleanup> {
  const { graph } = lowered;
  for (const region of oncePerSource(graph)) {
    const entry = graph.blocks.find(block => block.region === region.id)?.id;
    const statement = entry === undefined ? undefined : tryAround(context, lowered, region);
    if (entry === undefined || statement === undefined) {
      continue;
    }
    const { start, end } = spanOf(statement.tryBlock);
    yield {
      kind: 'finally',
      handler: {
        kind: 'finally',
        head: keywordBefore(statement),
        home: lowered,
        body: lowered,
        entry: { block: entry, index: 0 },
        interruptions: region.completion === 'throw' ? interruptionsOf(graph, entry) : [],
      },
      operation: graph.events.filter(({ span }) => isSpannedBy({ start, end }, span)),
      // A `finally` further out is copied for the errors of this one, and is cleanup of its own.
      waits: waitsWithin(context, lowered, region.id).filter(({ span }) => isSpannedBy(region.span, span)),
    };
  }
}

/** `finally`, which the tree holds no node of its own for. */
function keywordBefore({ finallyBlock, tryBlock, catchClause }: ts.TryStatement): Span {
  const keyword = 'finally';
  const before = (catchClause ?? tryBlock).end;
  const start = before + (finallyBlock?.getSourceFile().text.slice(before, finallyBlock.getStart()).lastIndexOf(keyword) ?? 0);
  return { start, end: start + keyword.length };
}

/** Of the copies of each `finally`, the one that an error enters, if there is one. */
function oncePerSource({ regions }: FlowGraph): readonly Region[] {
  const found = new Map<number, Region>();
  for (const region of regions) {
    const known = found.get(region.span.start);
    if (region.kind === 'finally' && (known === undefined || (known.completion !== 'throw' && region.completion === 'throw'))) {
      found.set(region.span.start, region);
    }
  }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start);
}

function tryAround({ ts }: FactContext, { function: fn }: Lowered, { span }: Region): ts.TryStatement | undefined {
  let found: ts.TryStatement | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isTryStatement(node) && node.finallyBlock?.getStart() === span.start) {
      found = node;
    } else if (found === undefined && node.pos <= span.start && span.end <= node.end) {
      ts.forEachChild(node, visit);
    }
  };
  visit(fn);
  return found;
}

/** The waits of a `catch` clause behind which every way ends in a `throw`. */
function* rethrowCleanups(context: FactContext, lowered: Lowered): Iterable<Cleanup> {
  const { graph } = lowered;
  const seen = new Set<number>();
  for (const clause of graph.catches) {
    if (seen.has(clause.head.start)) {
      continue;
    }
    seen.add(clause.head.start);
    const waits = waitsWithin(context, lowered, clause.region).filter(wait => endsInThrow(graph, wait, clause.region));
    const interruptions = interruptionsOf(graph, clause.entry);
    if (waits.length > 0) {
      yield {
        kind: 'rethrow',
        handler: { kind: 'catch', head: clause.head, home: lowered, body: lowered, entry: { block: clause.entry, index: 0 }, error: clause.error, interruptions },
        operation: interruptions,
        waits,
      };
    }
  }
}

function endsInThrow(graph: FlowGraph, wait: FlowEvent, region: RegionId): boolean {
  const met: FlowEvent[] = [];
  const escape = firstPath(graph, pointAfter(graph, wait), {
    visit: event => {
      if (!isInRegion(graph, event, region)) {
        return 'target';
      }
      met.push(event);
      return event.kind === 'throw' ? 'stop' : 'pass';
    },
    target: new Set(['exit']),
  });
  return escape === undefined && met.some(({ kind }) => kind === 'throw');
}

/** `.finally(f)` whose `f` is written there or declared in reach. */
function* chainedCleanups(context: FactContext, lowered: Lowered): Iterable<Cleanup> {
  const { ts } = context;
  for (const event of lowered.graph.events) {
    const link = event.kind === 'call' ? linkOf(ts, lowered.nodeOfEvent(event.id)) : undefined;
    const callback = link?.link === 'finally' ? link.call.arguments[0] : undefined;
    const behind = callback === undefined ? undefined : functionsBehind(context, callback);
    const [fn] = behind?.members ?? [];
    const body = fn === undefined || behind?.members.length !== 1 || behind.closed !== 'yes' ? undefined : context.lowered(fn);
    if (link === undefined || body === undefined) {
      continue;
    }
    yield {
      kind: 'chained',
      handler: {
        kind: 'callback',
        head: { start: link.method.getStart(), end: link.method.end },
        home: lowered,
        body,
        entry: { block: body.graph.entry, index: 0 },
        interruptions: [event],
      },
      operation: [event],
      waits: waitsWithin(context, body),
    };
  }
}

/** A function that is nothing but cleanup. */
function* wholeBody(context: FactContext, lowered: Lowered): Iterable<Cleanup> {
  const { ts } = context;
  const { function: fn, graph } = lowered;
  const isDisposer = ts.isMethodDeclaration(fn) && ts.isComputedPropertyName(fn.name) && fn.name.expression.getText() === 'Symbol.asyncDispose';
  const isListener = isFunctionLiteral(ts, fn) && (signalsHeardBy(context, fn).length) > 0;
  const isCloser = !isDisposer && ts.isMethodDeclaration(fn) && isAsyncFunction(ts, fn) && closingMethods.some(({ word }) => word === fn.name.getText());
  if (isDisposer || isListener || isCloser) {
    const head = isDisposer || isCloser ? spanOf(fn.name) : { start: fn.getStart(), end: fn.getStart() };
    yield {
      kind: isDisposer ? 'disposer' : isCloser ? 'closer' : 'listener',
      handler: { kind: 'callback', head, home: lowered, body: lowered, entry: { block: graph.entry, index: 0 }, interruptions: [] },
      operation: [],
      waits: waitsWithin(context, lowered),
    };
  }
}

/** Awaits of a region, or of a whole function and then also the promises that it returns: whoever runs it waits for these. */
function waitsWithin({ ts }: FactContext, lowered: Lowered, region?: RegionId): readonly FlowEvent[] {
  const { graph } = lowered;
  const waits = graph.events.filter(event => {
    if (region !== undefined && !isInRegion(graph, event, region)) {
      return false;
    }
    const node = lowered.nodeOfEvent(event.id);
    if (event.kind === 'return') {
      const given = region === undefined ? returnedBy(ts, node) : undefined;
      return given !== undefined && ts.isCallExpression(bareExpression(ts, given));
    }
    return event.kind === 'await' && ts.isAwaitExpression(node) && !isInHandler(graph, event, region);
  });
  return oncePerSpan(waits);
}

/** What a handler inside the cleanup does, it does about an error of the cleanup. */
function isInHandler({ blocks, regions }: FlowGraph, event: FlowEvent, around: RegionId | undefined): boolean {
  for (let at = blocks[event.block]?.region; at !== undefined && at !== around; at = regions[at]?.parent) {
    if (regions[at]?.kind === 'catch') {
      return true;
    }
  }
  return false;
}

function oncePerSpan(events: readonly FlowEvent[]): readonly FlowEvent[] {
  const seen = new Set<number>();
  const first = events.filter(({ span }) => !seen.has(span.start) && seen.add(span.start));
  return first.sort((a, b) => a.span.start - b.span.start);
}

/** Is what the wait gives thrown away? Then it is done for what it does. */
export function isDoneForItself({ ts }: FactContext, wait: ts.Node): boolean {
  return !ts.isAwaitExpression(wait) || ts.isExpressionStatement(consumerOf(ts, wait));
}

/** Does the event belong to the cleanup, in whichever copy of it? */
export function isInCleanup({ handler: { body, entry } }: Cleanup, event: FlowEvent): boolean {
  const { graph } = body;
  const region = graph.regions[graph.blocks[entry.block]?.region ?? 0];
  return region === undefined || region.kind === 'function' || isSpannedBy(region.span, event.span);
}
