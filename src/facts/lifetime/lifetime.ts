import type ts from 'typescript';
import type { Edge, FlowEvent, FlowGraph, PlaceId, Span, ValueId } from '../../flow/graph.ts';
import type { Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { takesTime } from '../duration.ts';
import type { Handling } from './uses.ts';
import { handlingOf, touches } from './uses.ts';
import { isByALook, isPastJoiningLoop, isStillHeld } from './edges.ts';
import { endsChain, isNeverTakenOut } from './fields.ts';
import { bareExpression, consumerOf, spanOf } from '../syntax.ts';
import type { Call } from '../task/callee.ts';
import { entryOfCall } from '../task/callee.ts';
import type { Reach, Sureness } from '../task/distance.ts';
import { anywhere, failureWithin, nearest, reachFor } from '../task/distance.ts';
import type { Assumptions, Failure } from '../task/failure.ts';
import { either, plainly, unreadMayFail } from '../task/failure.ts';
import { lossOf } from '../task/loss.ts';
import { dropOf } from '../task/position.ts';
import { createFailing } from '../task/rejection.ts';
import type { RejectionStep } from '../task/steps.ts';
import { rejectionSteps } from '../task/steps.ts';
import { firstLineOf, wordsFor } from '../task/words.ts';
import { isInTest } from '../test-body.ts';

/** A task (or a list of tasks) that is started, and neither awaited nor dropped in the same breath: somebody holds it. */
export interface HeldTask {
  readonly start: FlowEvent;
  readonly graph: FlowGraph;
}

/** The questions about a task between its start and its join. */
export interface LifetimeFacts {
  /** Does this event see to it that somebody takes the task's rejection? No only if it certainly leaves the task alone. */
  handles(task: HeldTask, event: FlowEvent): Answer;
  /** Does this event let others run for a while, so that a rejection of the task can be found unhandled? */
  letsOthersRun(event: FlowEvent): Answer;
  /** On this edge, does what held the task hold it still? */
  isStillHeld(task: HeldTask, edge: Edge): Answer;
  /** Does this event put something else where the task is held, so that nobody can reach it any more? */
  overwrites(task: HeldTask, event: FlowEvent): Answer;
  /** Is it kept in a private field that its class never takes it out of? */
  isNeverTakenOut(task: HeldTask): Answer;
  /** Is it a link of a chain that is kept (`x = x.then(f)`) from whose rejection no later link recovers? */
  endsChain(task: HeldTask): Answer;
  /** May the task reject, or one of the tasks in the list? */
  mayHeldReject(task: HeldTask, how?: Sureness): Answer;
  heldRejectionSteps(task: HeldTask): readonly RejectionStep[];
  /** Where a finding points, and what a message calls the task. */
  heldWords(task: HeldTask): { readonly span: Span; readonly words: string };
  /** What a message calls the variable or field that holds it. */
  holderWords(task: HeldTask): string;
  /** What a message calls the thing that is waited for. */
  waitedWords(event: FlowEvent): string;
  /** Marks the task as handled as soon as it is started: whoever joins it later gets its rejection all the same. */
  handlingEarly(task: HeldTask): readonly { readonly span: Span; readonly text: string }[];
}

export function createLifetimeFacts(context: FactContext): LifetimeFacts {
  const { ts } = context;
  const known = new WeakMap<FlowEvent, Handling>();
  const holdings = context.trace.memoise((start: FlowEvent) => holdingOf(context, { start, graph: context.homeOf(start).graph }));
  const handlingAt = ({ start }: HeldTask): Handling => {
    const handling = known.get(start) ?? handlingOf(context, context.homeOf(start), start.result ?? -1);
    known.set(start, handling);
    return handling;
  };
  return {
    handles: (task, event) => {
      const handling = handlingAt(task);
      return handling.isOpen ? 'unknown' : touches(handling, event);
    },
    letsOthersRun: event => letsOthersRun(context, event),
    isStillHeld: (task, edge) => (isPastJoiningLoop(task, edge, handlingAt(task)) || isByALook(task.graph, edge, handlingAt(task)) ? 'unknown' : isStillHeld(context, task, edge)),
    overwrites: (task, event) => {
      const holding = holdings(task.start);
      return answerOf(holding !== undefined && overwrites(context, holding, task, event));
    },
    isNeverTakenOut: ({ start }) => isNeverTakenOut(context, start),
    endsChain: ({ start }) => endsChain(context, start),
    mayHeldReject: (task, how) => {
      const failure = failureWithin(reachFor(how), reach => rejection(context, task, reach));
      const isPresumed = !failure.witness && how === 'unread' && rejection(context, task, reachFor(how), unreadMayFail).witness;
      return isPresumed ? context.presume('unresolved-async-callee-may-reject', 'no') : failure.witness ? 'yes' : failure.possible ? 'unknown' : 'no';
    },
    heldRejectionSteps: task => {
      const { start, end } = spanOf(callOf(context, task));
      const cause = nearest(reach => rejection(context, task, reach)).cause ?? rejection(context, task, anywhere, unreadMayFail).cause;
      return rejectionSteps(context, cause).filter(({ span }) => span.start !== start || span.end !== end);
    },
    heldWords: task => ({ span: firstLineOf(callOf(context, task)), words: wordsFor(ts, callOf(context, task)) }),
    holderWords: task => {
      const name = holderOf(context, callOf(context, task));
      return name === undefined ? '' : wordsFor(ts, name);
    },
    waitedWords: event => {
      const node = context.homeOf(event).nodeOfEvent(event.id);
      return wordsFor(ts, ts.isAwaitExpression(node) || ts.isYieldExpression(node) ? (node.expression ?? node) : node);
    },
    handlingEarly: task => handlingEarly(context, callOf(context, task)),
  };
}

/** Told by the text, outside of tests: a call that is awaited, returned, dropped or chained where it stands is nobody's to hold. */
export function* heldIn(context: FactContext, lowered: Lowered): Iterable<HeldTask> {
  const { ts } = context;
  if (isInTest(context, lowered.function)) {
    return;
  }
  const seen = new Set<ts.Node>();
  for (const event of lowered.graph.events) {
    if ((event.kind !== 'call' && event.kind !== 'new') || event.result === undefined) {
      continue;
    }
    const node = lowered.nodeOfEvent(event.id);
    if (!seen.has(node) && (ts.isCallExpression(node) || ts.isNewExpression(node)) && isHeld(context, node)) {
      seen.add(node);
      yield { start: event, graph: lowered.graph };
    }
  }
}

function isHeld(context: FactContext, call: Call): boolean {
  const { ts } = context;
  const consumer = consumerOf(ts, call);
  const isTaken =
    ts.isAwaitExpression(consumer) ||
    ts.isReturnStatement(consumer) ||
    ts.isArrowFunction(consumer) ||
    ts.isPropertyAccessExpression(consumer) ||
    ts.isElementAccessExpression(consumer) ||
    ts.isTemplateSpan(consumer);
  // What nobody reads nobody holds: it floats. And what a call only gives back it has not started.
  return !isTaken && dropOf(context, call) === undefined && lossOf(context, { call }) === undefined && entryOfCall(context, call)?.returnsArgument === undefined;
}

/** The name or field that a call's value is put into, also through a condition. */
function holderOf({ ts }: FactContext, call: ts.Expression): ts.Expression | undefined {
  let holder = consumerOf(ts, call);
  while (ts.isConditionalExpression(holder)) {
    holder = consumerOf(ts, holder);
  }
  if (ts.isVariableDeclaration(holder)) {
    return ts.isIdentifier(holder.name) ? holder.name : undefined;
  }
  return ts.isBinaryExpression(holder) && holder.operatorToken.kind === ts.SyntaxKind.EqualsToken ? bareExpression(ts, holder.left) : undefined;
}

/** The local variable that is given the task, where nobody reads it at once. */
interface Holding {
  readonly name: ts.Identifier;
  readonly place: PlaceId;
  readonly assignments: ReadonlySet<FlowEvent>;
}

function holdingOf(context: FactContext, { start, graph }: HeldTask): Holding | undefined {
  const lowered = context.homeOf(start);
  const name = holderOf(context, callOf(context, { start, graph }));
  if (name === undefined || !context.ts.isIdentifier(name)) {
    return undefined;
  }
  const assignments = graph.events.filter(({ kind, operands }) => kind === 'assign' && operands.some(operand => isMadeOf(graph, operand, start.result)));
  const place = assignments[0]?.place;
  const isHeld = place !== undefined && graph.places[place]?.kind === 'local' && lowered.eventsOfNode(name).every(({ kind }) => kind !== 'read');
  return isHeld ? { name, place, assignments: new Set(assignments) } : undefined;
}

/** Another assignment to the variable, or the next round's start of the same; what a loop's body declares is another variable in each round. */
function overwrites({ ts }: FactContext, { name, place, assignments }: Holding, { start }: HeldTask, event: FlowEvent): boolean {
  return (event === start && !ts.isVariableDeclaration(name.parent)) || (event.kind === 'assign' && event.place === place && !assignments.has(event));
}

function isMadeOf(graph: FlowGraph, value: ValueId, wanted: ValueId | undefined): boolean {
  const { kind, sources = [] } = graph.values[value] ?? {};
  return value === wanted || (kind === 'merge' && sources.some(source => isMadeOf(graph, source, wanted)));
}

function callOf(context: FactContext, { start }: HeldTask): Call {
  const node = context.homeOf(start).nodeOfEvent(start.id);
  if (!context.ts.isCallExpression(node) && !context.ts.isNewExpression(node)) {
    throw new Error('A task is started by a call.');
  }
  return node;
}

function rejection(context: FactContext, task: HeldTask, reach: Reach, assuming: Assumptions = plainly): Failure {
  const call = callOf(context, task);
  const failing = createFailing(context, { ...assuming, reach });
  const alone = failing.rejection(call);
  // A list is no promise; what may reject are its members.
  return alone.witness || !context.ts.isCallExpression(call) ? alone : either([alone, failing.ofMembers(call)]);
}

function letsOthersRun(context: FactContext, event: FlowEvent): Answer {
  const { ts } = context;
  if (event.kind !== 'await') {
    return 'no';
  }
  const node = context.homeOf(event).nodeOfEvent(event.id);
  if (ts.isAwaitExpression(node)) {
    return takesTime(context, node.expression);
  }
  // The waiting of `for await` belongs to somebody else's iterator.
  return 'unknown';
}

/** After a declaration or an assignment that is a statement by itself. */
function handlingEarly(context: FactContext, call: Call): readonly { span: Span; text: string }[] {
  const { ts } = context;
  const holder = consumerOf(ts, call);
  const isDeclared = ts.isVariableDeclaration(holder) && ts.isIdentifier(holder.name) && ts.isVariableDeclarationList(holder.parent) && holder.parent.declarations.length === 1;
  const isAssigned = ts.isBinaryExpression(holder) && ts.isIdentifier(holder.left) && holder.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const statement = isDeclared ? holder.parent.parent : isAssigned ? holder.parent : undefined;
  const isStatement = statement !== undefined && (ts.isVariableStatement(statement) || ts.isExpressionStatement(statement)) && (ts.isBlock(statement.parent) || ts.isSourceFile(statement.parent));
  if (!isStatement) {
    return [];
  }
  const name = isDeclared ? holder.name.getText() : isAssigned ? holder.left.getText() : '';
  const { text } = statement.getSourceFile();
  const indent = /[ \t]*$/.exec(text.slice(0, statement.getStart()))?.[0] ?? '';
  const end = text.charAt(statement.end - 1) === ';' ? ';' : '';
  return [{ span: { start: statement.end, end: statement.end }, text: `\n${indent}${name}.catch(() => {})${end}` }];
}
