import type ts from 'typescript';
import type { FlowEvent, RegionKind } from '../../flow/graph.ts';
import { firstPath } from '../../flow/reach.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import { failureOf } from '../cleanup/failure.ts';
import { isInRegion, isSpannedBy } from '../../flow/within.ts';
import type { FactContext } from '../context.ts';
import { carries, errorNamesOf, isErrorClass } from './error-in-hand.ts';
import { givenSignals } from '../signal/given.ts';
import type { ErrorNames } from './guard.ts';
import type { Handler } from './handler.ts';
import { bareExpression, consumerOf, returnedBy, shortText } from '../syntax.ts';
import { forgetsOthers, sameAnswerOf } from './catch-some.ts';
import { isBinding, isLog, isWrittenDown, regionOf } from './hiding.ts';
import { waysToFail } from './ways-to-fail.ts';

/**
 * Handlers that take every error and show it to nobody.
 *
 * `empty`: nothing is done. `fallback`: something is answered that was written down beforehand. `log`: a log is told and the function
 * goes on. Whoever does anything else with an error, or asks what it is, may have good reasons.
 */
export interface Hiding {
  readonly kind: 'empty' | 'fallback' | 'log';
  /** The source of what is answered. */
  readonly answer: string;
}

export interface CatchAllFacts {
  /** The waits that are known to reject, and whose error the handler takes; each once. */
  rejectionsInto(handler: Handler): readonly FlowEvent[];
  /** The waits whose error the handler takes, if they have one; each once. */
  stepsInto(handler: Handler): readonly FlowEvent[];
  /** Is an error forgotten that is none of those it tests for? */
  forgetsOthers(handler: Handler): Answer;
  /** What it answers in any case, though it does something besides; undefined where nobody can say. */
  sameAnswerOf(handler: Handler): string | undefined;
  /** Could what it takes be a cancellation? Then it is looked at as one. */
  mayTakeCancellation(handler: Handler): Answer;
  /** What it does with every error, if that is nothing that anybody but a log could see. */
  hidingOf(handler: Handler): Hiding | undefined;
  /** Is it part of cleanup that is done as well as can be, or does a comment say why it is empty? */
  isExcused(handler: Handler): Answer;
  /** The same, where a comment counts only if it says that whatever goes wrong may be forgotten. */
  isMeant(handler: Handler): Answer;
  /** The places at which something can go wrong in a step that calls one function. */
  waysToFail(step: FlowEvent): readonly FlowEvent[];
  /** May the loop around it mean to go on with the next one? */
  isInLoop(handler: Handler): Answer;
  /** Does a rejection handler make an error of the one it takes, and answer it where nobody takes the answer? */
  isErrorAnsweredToNobody(handler: Handler): Answer;
  /** What a rejection handler answers, as a message names it. */
  answerText(handler: Handler): string;
}

export function createCatchAllFacts(context: FactContext): CatchAllFacts {
  return {
    rejectionsInto: handler => rejectionsInto(context, handler),
    stepsInto: handler => stepsInto(handler),
    forgetsOthers: handler => forgetsOthers(context, handler),
    sameAnswerOf: handler => sameAnswerOf(context, handler),
    mayTakeCancellation: handler => answerOf(handler.interruptions.some(event => isGivenSignal(context, event) || context.facts.isCancellationPoint(event) === 'yes')),
    hidingOf: handler => hidingOf(context, handler),
    isExcused: handler => answerOf(isWithinCleanup(context, handler) || isExplained(context, handler)),
    isMeant: handler => answerOf(isWithinCleanup(context, handler) || meaning.test(commentIn(context, handler) ?? '')),
    waysToFail: step => waysToFail(context, step),
    isInLoop: handler => answerOf(kindsAround(handler).includes('loop')),
    isErrorAnsweredToNobody: handler => isErrorAnsweredToNobody(context, handler),
    answerText: handler => shortText(answerOfCallback(context, handler)?.getText() ?? ''),
  };
}

function rejectionsInto(context: FactContext, handler: Handler): readonly FlowEvent[] {
  return stepsInto(handler).filter(event => failureOf(context, handler.home, event).witness);
}

function stepsInto({ interruptions }: Handler): readonly FlowEvent[] {
  const seen = new Set<number>();
  return interruptions.filter(event => {
    const isNew = event.kind === 'await' && !seen.has(event.span.start);
    seen.add(event.span.start);
    return isNew;
  });
}

function isGivenSignal(context: FactContext, event: FlowEvent): boolean {
  const { ts } = context;
  const node = context.homeOf(event).nodeOfEvent(event.id);
  const waited = ts.isAwaitExpression(node) ? bareExpression(ts, node.expression) : node;
  return ts.isCallExpression(waited) && givenSignals(context, waited).length > 0;
}

function hidingOf(context: FactContext, handler: Handler): Hiding | undefined {
  const { ts } = context;
  const { body } = handler;
  const region = regionOf(handler);
  if (handler.kind !== 'catch' || region === undefined || !mayEndWell(handler)) {
    return undefined;
  }
  // What closes the loop around a handler that throws belongs to its ways out, and not to it.
  const span = body.graph.regions[region]?.span;
  const events = body.graph.events.filter(event => isInRegion(body.graph, event, region) && span !== undefined && isSpannedBy(span, event.span));
  const logs = events.filter(event => isLog(context, body.nodeOfEvent(event.id)));
  const isTold = (event: FlowEvent): boolean => logs.some(log => isSpannedBy(log.span, event.span));
  const others = events.filter(event => !isTold(event) && event.kind !== 'read' && event.kind !== 'function' && !isBinding(handler, event));
  if (!others.every(event => event.kind === 'return' && isWrittenDown(context, returnedBy(ts, body.nodeOfEvent(event.id))))) {
    return undefined;
  }
  const answers = others.map(event => returnedBy(ts, body.nodeOfEvent(event.id))?.getText() ?? '').filter(text => text !== '' && text !== 'undefined');
  const [answer] = answers;
  return answer === undefined ? { kind: logs.length > 0 ? 'log' : 'empty', answer: '' } : { kind: 'fallback', answer: shortText(answer) };
}

/** Is there a way on which nothing else is thrown instead? */
function mayEndWell({ body: { graph }, entry }: Handler): boolean {
  return firstPath(graph, entry, { visit: event => (event.kind === 'throw' ? 'stop' : 'pass'), target: new Set(['exit']) }) !== undefined;
}

function isWithinCleanup({ ts }: FactContext, handler: Handler): boolean {
  const { function: fn } = handler.body;
  const isDisposer = ts.isMethodDeclaration(fn) && /^\[Symbol\.(?:asyncD|d)ispose\]$/.test(fn.name.getText());
  const around = kindsAround(handler);
  return isDisposer || around.includes('catch') || around.includes('finally');
}

/** What the handler stands in, innermost first. */
function kindsAround(handler: Handler): readonly RegionKind[] {
  const { regions } = handler.body.graph;
  const found: RegionKind[] = [];
  const own = regionOf(handler);
  for (let at = own === undefined ? undefined : regions[own]?.parent; at !== undefined; at = regions[at]?.parent) {
    const kind = regions[at]?.kind;
    found.push(...(kind === undefined ? [] : [kind]));
  }
  return found;
}

/** How a comment says that nothing is to be done. */
const meaning = /\b(?:ignor|expected|best[- ]effort|don't care|do not care|doesn't matter|does not matter|harmless|no-?op|nothing to do|on purpose|intention|swallow|suppress|silen|optional|fine|safe|okay|ok)/i;

function isExplained(context: FactContext, handler: Handler): boolean {
  return commentIn(context, handler) !== undefined;
}

/** The comment in a handler that does nothing. */
function commentIn({ ts }: FactContext, { head, body }: Handler): string | undefined {
  const file = body.function.getSourceFile();
  const open = file.text.indexOf('{', head.end);
  const rest = file.text.slice(open + 1);
  const comment = /^\s*(?:\/\/|\/\*)/.test(rest) ? (ts.getLeadingCommentRanges(file.text, open + 1) ?? ts.getTrailingCommentRanges(file.text, open + 1)) : undefined;
  const last = comment?.at(-1);
  return last !== undefined && /^\s*\}/.test(file.text.slice(last.end)) ? file.text.slice(open + 1, last.end) : undefined;
}

function isErrorAnsweredToNobody(context: FactContext, handler: Handler): Answer {
  const { ts } = context;
  const { kind, home, body, interruptions } = handler;
  const [event] = interruptions;
  const chain = event === undefined ? undefined : home.nodeOfEvent(event.id);
  if (kind !== 'callback' || chain === undefined || !ts.isExpressionStatement(consumerOf(ts, chain))) {
    return 'no';
  }
  const made = answerOfCallback(context, handler);
  const doesMore = body.graph.events.some(other => ['call', 'new', 'assign'].includes(other.kind) && !isBinding(handler, other) && body.nodeOfEvent(other.id) !== made);
  if (made === undefined || doesMore || !isMadeOf(context, made, errorNamesOf(context, handler))) {
    return 'no';
  }
  return isMadeError(context, made);
}

/** The one thing that it answers. */
function answerOfCallback({ ts }: FactContext, { body }: Handler): ts.Expression | undefined {
  const returned = body.graph.events.filter(event => event.kind === 'return').map(event => returnedBy(ts, body.nodeOfEvent(event.id)));
  const [made] = returned;
  return made === undefined || returned.length > 1 ? undefined : bareExpression(ts, made);
}

function isMadeOf(context: FactContext, made: ts.Expression, errors: ErrorNames): boolean {
  const { ts } = context;
  return (ts.isNewExpression(made) || ts.isCallExpression(made)) && (made.arguments ?? []).some(argument => carries(context, argument, errors));
}

function isMadeError(context: FactContext, made: ts.Expression): Answer {
  const { ts, checker, strength } = context;
  if (ts.isNewExpression(made) && isErrorClass(context, made)) {
    return 'yes';
  }
  if (strength === 'syntax') {
    return 'unknown';
  }
  context.trace.askedTypes();
  return answerOf(isErrorType(context, checker.getTypeAtLocation(made), 0));
}

const deepestClass = 6;

function isErrorType(context: FactContext, type: ts.Type, depth: number): boolean {
  const { ts, checker } = context;
  const symbol = type.getSymbol();
  if (symbol === undefined || depth > deepestClass) {
    return false;
  }
  if (symbol.name === 'Error') {
    return true;
  }
  const [declaration] = symbol.declarations ?? [];
  const base = declaration !== undefined && ts.isClassLike(declaration) ? declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0] : undefined;
  return base !== undefined && isErrorType(context, checker.getTypeAtLocation(base), depth + 1);
}
