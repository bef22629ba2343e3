import type ts from 'typescript';
import type { CatchClause, FlowEvent, FlowGraph, RegionId, Span } from '../flow/graph.ts';
import { interruptionsOf } from '../flow/interruptions.ts';
import { blockOf, firstPath } from '../flow/reach.ts';
import type { Lowered } from '../lower/lowered.ts';
import type { Answer } from './answer.ts';
import { answerOf } from './answer.ts';
import type { FactContext } from './context.ts';
import { takesTime } from './duration.ts';
import { cleanupUnder } from './cleanup/returned.ts';
import { bareExpression, isAnywhereIn, returnedBy, spanOf } from './syntax.ts';
import { calledFunctions, entryOfCall } from './task/callee.ts';
import type { Sureness } from './task/distance.ts';
import type { Failure } from './task/failure.ts';
import { plainly, unreadMayFail } from './task/failure.ts';
import { createFailing } from './task/rejection.ts';
import { rejectionSteps } from './task/steps.ts';
import type { RejectionStep } from './task/steps.ts';
import { isAsyncFunction, isGenerator } from './task/syntax.ts';
import { firstLineOf, headOfFunction, wordsFor } from './task/words.ts';

/** A handler that a task passes by, because it is returned and not awaited there. */
export interface PassedHandler {
  /** Where a reader finds it. */
  readonly head: Span;
  /** Was it made for this task: has it nothing else to take, or does it do something with whatever error there is? */
  readonly isMeantForIt: Answer;
}

/** The questions about what is returned from within a `try`, or while a `using` is open. */
export interface ReturnedFacts {
  /** May it be a task that rejects, and that is handed out without waiting for it? `unread`: also with an error of what nobody here has read. */
  mayReturnedReject(returned: FlowEvent, how?: Sureness): Answer;
  returnedRejectionSteps(returned: FlowEvent): readonly RejectionStep[];
  /** The nearest handler that would take its rejection, if it were awaited. */
  handlerPassedBy(returned: FlowEvent): PassedHandler | undefined;
  /** What ends or puts back, on the way out, something that the task needs while it is still under way. */
  cleanupUnder(returned: FlowEvent): FlowEvent | undefined;
  /** The expression: where a finding points, and what a message calls it. */
  returnedTask(returned: FlowEvent): { readonly span: Span; readonly words: string };
  /** The head of the function that hands it out. */
  giverOf(returned: FlowEvent): Span;
  /** What makes the function wait for it; none where the function cannot. */
  awaitingReturned(returned: FlowEvent): readonly { readonly span: Span; readonly text: string }[];
}

export function createReturnedFacts(context: FactContext): ReturnedFacts {
  const { ts } = context;
  const valueOf = (returned: FlowEvent): ts.Expression => {
    const value = returnedBy(ts, context.homeOf(returned).nodeOfEvent(returned.id));
    if (value === undefined) {
      throw new Error('Nothing is returned here.');
    }
    return value;
  };
  const rejection = (returned: FlowEvent, assuming = plainly): Failure => createFailing(context, assuming).rejection(valueOf(returned));
  return {
    mayReturnedReject: (returned, how) => {
      const failure = rejection(returned);
      if (!failure.witness && how === 'unread' && rejection(returned, unreadMayFail).witness) {
        return context.presume('unresolved-async-callee-may-reject', 'no');
      }
      return failure.witness ? 'yes' : failure.possible ? 'unknown' : 'no';
    },
    returnedRejectionSteps: returned => {
      const { start, end } = spanOf(bareExpression(ts, valueOf(returned)));
      return rejectionSteps(context, rejection(returned).cause ?? rejection(returned, unreadMayFail).cause).filter(({ span }) => span.start !== start || span.end !== end);
    },
    handlerPassedBy: returned => handlerPassedBy(context, context.homeOf(returned), returned, valueOf(returned)),
    cleanupUnder: returned => (takesTime(context, valueOf(returned)) === 'yes' ? cleanupUnder(context, context.homeOf(returned), returned, valueOf(returned)) : undefined),
    returnedTask: returned => ({ span: firstLineOf(valueOf(returned)), words: wordsFor(ts, bareExpression(ts, valueOf(returned))) }),
    giverOf: returned => headOfFunction(ts, context.homeOf(returned).function),
    awaitingReturned: returned => awaiting(context, valueOf(returned)),
  };
}

/** What is returned from within a `try` or under a `using`, each place once. An async generator waits for what it returns. */
export function* returnsIn(context: FactContext, lowered: Lowered): Iterable<FlowEvent> {
  const { graph, function: fn } = lowered;
  if (isGenerator(fn) || !graph.regions.some(({ kind }) => kind === 'try' || kind === 'using')) {
    return;
  }
  const seen = new Set<ts.Node>();
  for (const event of graph.events) {
    const node = event.kind === 'return' ? lowered.nodeOfEvent(event.id) : undefined;
    if (node !== undefined && !seen.has(node) && returnedBy(context.ts, node) !== undefined) {
      seen.add(node);
      yield event;
    }
  }
}

function handlerPassedBy(context: FactContext, lowered: Lowered, returned: FlowEvent, value: ts.Expression): PassedHandler | undefined {
  const { graph } = lowered;
  for (let region: RegionId | undefined = blockOf(graph, returned.block).region; region !== undefined; region = graph.regions[region]?.parent) {
    const clause = graph.catches.find(({ tries }) => tries === region);
    if (clause !== undefined && doesSomething(context, lowered, clause)) {
      return { head: clause.head, isMeantForIt: isMeantFor(context, lowered, clause, value) };
    }
  }
  return undefined;
}

/** A handler that only throws the error again makes no difference to anybody. */
function doesSomething(context: FactContext, lowered: Lowered, clause: CatchClause): boolean {
  return reachesAct(lowered.graph, clause, event => (event.kind === 'throw' ? 'stop' : isAct(event) ? 'target' : 'pass'));
}

/**
 * A handler that takes every error is meant for those of the task, too. One that first asks which error it has may be meant for
 * something else in the `try`, unless there is nothing else.
 */
function isMeantFor(context: FactContext, lowered: Lowered, clause: CatchClause, value: ts.Expression): Answer {
  const { ts } = context;
  if (callsItself(context, lowered, value)) {
    return 'no';
  }
  const isAsync = isAsyncFunction(ts, lowered.function);
  const takesAll = reachesAct(lowered.graph, clause, event => (asksForError(context, lowered, clause, event) || event.kind === 'throw' ? 'stop' : isAct(event) ? 'target' : 'pass'));
  return answerOf((isAsync && takesAll) || guardsOnly(context, lowered, clause, value));
}

/** The error of a further round has been through the handler already, there. */
function callsItself(context: FactContext, lowered: Lowered, value: ts.Expression): boolean {
  const task = bareExpression(context.ts, value);
  return context.ts.isCallExpression(task) && calledFunctions(context, task).members.includes(lowered.function);
}

function reachesAct(graph: FlowGraph, { entry }: CatchClause, visit: (event: FlowEvent) => 'target' | 'pass' | 'stop'): boolean {
  return firstPath(graph, { block: entry, index: 0 }, { visit, target: new Set(['exit']) }) !== undefined;
}

function isAct({ kind }: FlowEvent): boolean {
  return kind === 'call' || kind === 'new';
}

/** Is this a condition in which the error's name stands, or a part of one? */
function asksForError({ ts }: FactContext, lowered: Lowered, { error }: CatchClause, event: FlowEvent): boolean {
  if (event.kind !== 'test' && !isAct(event)) {
    return false;
  }
  const caught = lowered.nodeOfValue(error);
  const clause = ts.findAncestor(caught, ts.isCatchClause);
  const name = clause?.variableDeclaration?.name;
  const condition = name === undefined ? undefined : conditionAround(ts, lowered.nodeOfEvent(event.id));
  // A pattern's names are parts of the error: any condition may ask for them.
  return condition !== undefined && name !== undefined && (!ts.isIdentifier(name) || mentions(ts, condition, name.text));
}

function conditionAround(ts: FactContext['ts'], node: ts.Node): ts.Node | undefined {
  for (let at = node; !ts.isStatement(at) && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at;
    const isCondition =
      ((ts.isIfStatement(parent) || ts.isSwitchStatement(parent)) && parent.expression === at) ||
      (ts.isConditionalExpression(parent) && parent.condition === at) ||
      (ts.isBinaryExpression(parent) && parent.left === at && parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken);
    if (isCondition) {
      return at;
    }
  }
  return undefined;
}

function mentions(ts: FactContext['ts'], node: ts.Node, name: string): boolean {
  return isAnywhereIn(ts, node, at => ts.isIdentifier(at) && at.text === name);
}

/** Can nothing come to the handler but what the returned call itself throws, and does that, being async, throw nothing? */
function guardsOnly(context: FactContext, lowered: Lowered, clause: CatchClause, value: ts.Expression): boolean {
  const { ts } = context;
  const task = bareExpression(ts, value);
  const isOnly = interruptionsOf(lowered.graph, clause.entry).every(({ id }) => lowered.nodeOfEvent(id) === task);
  if (!isOnly || !ts.isCallExpression(task)) {
    return false;
  }
  const { members } = calledFunctions(context, task);
  return isAsyncFunction(ts, lowered.function) || (members.length > 0 ? members.every(fn => isAsyncFunction(ts, fn)) : entryOfCall(context, task)?.rejects !== undefined);
}

function awaiting(context: FactContext, value: ts.Expression): readonly { span: Span; text: string }[] {
  const { ts } = context;
  if (!isAsyncFunction(ts, context.functionAround(value))) {
    return [];
  }
  const { start, end } = spanOf(value);
  const isTight = ts.isCallExpression(value) || ts.isNewExpression(value) || ts.isIdentifier(value) || ts.isPropertyAccessExpression(value) || ts.isParenthesizedExpression(value);
  return isTight
    ? [{ span: { start, end: start }, text: 'await ' }]
    : [
        { span: { start, end: start }, text: 'await (' },
        { span: { start: end, end }, text: ')' },
      ];
}
