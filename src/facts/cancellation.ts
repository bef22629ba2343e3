import type ts from 'typescript';
import type { Edge, FlowEvent, Span } from '../flow/graph.ts';
import { interruptionsOf } from '../flow/interruptions.ts';
import type { Lowered } from '../lower/lowered.ts';
import type { Answer } from './answer.ts';
import { and, answerOf, every, not, or, some } from './answer.ts';
import { isUnawaited } from './handler/boundary.ts';
import { calleeOf } from './callee.ts';
import type { Cancellable } from './cancellable.ts';
import { cancellableMembers, cancellableOf } from './cancellable.ts';
import { givenSignals } from './signal/given.ts';
import type { FactContext } from './context.ts';
import { errorNamesOf, handsOn } from './handler/error-in-hand.ts';
import type { Admission, ErrorNames } from './handler/guard.ts';
import { admissionOf, equality, presenceOf, unrelated } from './handler/guard.ts';
import type { Handler } from './handler/handler.ts';
import { isPastLookingRounds } from './handler/rounds.ts';
import { hasSignalShape, isSignalType, isSignalTyped } from './signal/type.ts';
import { shareRoot, signalOf } from './signal/signal.ts';
import { bareExpression, returnedBy, shortText, spanOf } from './syntax.ts';
import { entryOfCall } from './task/callee.ts';

/** Text to insert so that a handler lets a cancellation through. */
export interface Rethrow {
  readonly at: number;
  readonly text: string;
}

/** What rules ask about cancellations. */
export interface CancellationFacts {
  /** Can a cancellation arrive at this event, because it waits for (or checks) something that a signal interrupts? */
  isCancellationPoint(event: FlowEvent): Answer;
  /** Is its signal one that the class itself aborts, so that ending quietly is right, and only going on is wrong? */
  isAbortedByOwnClass(event: FlowEvent): Answer;
  /** Is it right to end quietly, and wrong only to go on: the class itself aborts it, or it is that of a task for which nobody waits? */
  mayEndQuietly(handler: Handler, event: FlowEvent): Answer;
  /** May the cancellation rightly end in the function that holds this handler? */
  isBoundary(handler: Handler): Answer;
  /** With a cancellation in hand, is it certainly still there, and unrecognised, behind this edge? */
  admitsCancellation(handler: Handler, edge: Edge): Answer;
  /** Does the cancellation certainly go past this event without getting out, being recognised, or being handed on? */
  keepsGoing(handler: Handler, event: FlowEvent): Answer;
  /** Would the same signal interrupt this event too? */
  isInterruptedAgain(handler: Handler, event: FlowEvent): Answer;
  /** Is this, behind the handler, work that nobody wants any more after a cancellation? */
  isMoreWork(handler: Handler, event: FlowEvent): Answer;
  isSignalParameter(parameter: ts.ParameterDeclaration): Answer;
  /** The waits inside the callees through which the cancellation comes to this event, outermost first; across files. */
  waitsBehind(event: FlowEvent): readonly FlowEvent[];
  /** Where the call stands that is interrupted, if its task was begun before it is waited for. */
  begunBefore(event: FlowEvent): readonly Span[];
  /** What a message calls the thing that was interrupted. */
  interruptedText(event: FlowEvent): string;
  /** A line that lets the cancellation through, if the signal has a name where the handler stands. */
  rethrowFor(handler: Handler, event: FlowEvent): Rethrow | undefined;
}

export function createCancellationFacts(context: FactContext): CancellationFacts {
  const { trace } = context;
  const cancellable = trace.memoise((event: FlowEvent) => cancellableAt(context, event));
  const errors = trace.memoise((handler: Handler) => errorNamesOf(context, handler));
  const signals = trace.memoise((handler: Handler) => handler.interruptions.flatMap(event => (cancellable(event).answer === 'yes' ? cancellable(event).signals : [])));
  const facts: CancellationFacts = {
    isCancellationPoint: event => cancellable(event).answer,
    isAbortedByOwnClass: event => {
      const { answer, signals: from, ambient } = cancellable(event);
      if (ambient === true) {
        return 'no';
      }
      return answer !== 'yes' || from.length === 0 ? 'unknown' : answerOf(!from.some(({ origin }) => origin === 'foreign'));
    },
    mayEndQuietly: (handler, event) => (cancellable(event).ambient === true ? isBoundary(context, handler) : facts.isAbortedByOwnClass(event)),
    isBoundary: handler => isBoundary(context, handler),
    admitsCancellation: (handler, edge) => {
      const lowered = homeOfEdge(handler, edge);
      const asked = { keepsGoing: (event: FlowEvent) => facts.keepsGoing(handler, event), admits: (other: Edge) => admits(context, handler, other, errors(handler)) };
      const admitted = asked.admits(edge);
      return admitted === 'yes' && lowered !== undefined && isPastLookingRounds(context, handler, { lowered, edge }, asked) ? 'unknown' : admitted;
    },
    keepsGoing: (handler, event) => {
      const leaves = or([handsOn(context, event, errors(handler)), isGuard(context, event), neverComesBack(context, event)]);
      return not(leaves);
    },
    isInterruptedAgain: (handler, event) => {
      const again = cancellable(event);
      if (again.answer === 'no') {
        return 'no';
      }
      if (again.ambient === true && handler.interruptions.every(before => cancellable(before).ambient === true || cancellable(before).answer === 'no')) {
        return 'no';
      }
      const before = signals(handler);
      if (before.length > 0 && again.signals.length > 0) {
        return and([again.answer, answerOf(shareRoot(before, again.signals))]);
      }
      // A signal inside the callee has no name here, and may be the same. One that was given none, and that nobody has read, is presumed to return.
      return again.answer === 'yes' ? 'unknown' : not(context.presume('call-returns', 'no'));
    },
    isMoreWork: (handler, event) => isMoreWork(context, handler, event),
    isSignalParameter: parameter => isSignalParameter(context, parameter),
    waitsBehind: event => waitsBehind(cancellable, event),
    begunBefore: event => {
      const { call } = cancellable(event);
      const isHere = call?.getSourceFile() === context.homeOf(event).nodeOfEvent(event.id).getSourceFile();
      return call !== undefined && isHere && call.end <= event.span.start ? [spanOf(call)] : [];
    },
    interruptedText: event => {
      // What is thrown on within the function is named by the wait that it comes from.
      const wordsOf = (at: FlowEvent): string | undefined => cancellable(at).call?.getText() ?? interruptedExpression(context, at)?.getText();
      const words = [event, ...waitsBehind(cancellable, event)].map(wordsOf).find(text => text !== undefined);
      return shortText(words ?? context.homeOf(event).nodeOfEvent(event.id).getText());
    },
    rethrowFor: (handler, event) => rethrowFor(context, handler, cancellable(event)),
  };
  return facts;
}

const longestWay = 4;

function waitsBehind(cancellable: (event: FlowEvent) => Cancellable, event: FlowEvent): readonly FlowEvent[] {
  const waits: FlowEvent[] = [];
  for (let next = cancellable(event).within; next !== undefined && waits.length < longestWay && !waits.includes(next); next = cancellable(next).within) {
    waits.push(next);
  }
  return waits;
}

const notCancellable: Cancellable = { answer: 'no', signals: [] };

export function cancellableAt(context: FactContext, event: FlowEvent): Cancellable {
  const { ts } = context;
  const node = context.homeOf(event).nodeOfEvent(event.id);
  if (event.kind === 'await' || event.kind === 'return') {
    // A promise that is returned rejects at the caller, which is as good as here.
    const waited = event.kind === 'await' ? waitedFor(context, node) : returnedBy(ts, node);
    return waited === undefined ? notCancellable : cancellableOf(context, waited);
  }
  if (event.kind === 'throw') {
    return rethrown(context, event);
  }
  if (event.kind === 'call' && ts.isCallExpression(node)) {
    const entry = context.catalog.entryOf(node.expression);
    if (entry?.combines === 'settled' && entry.ambient !== true) {
      return cancellableMembers(context, node);
    }
    return isRejectionHandler(context, node) ? cancellableOf(context, node.expression.expression) : guardCall(context, node);
  }
  return notCancellable;
}

function waitedFor({ ts }: FactContext, node: ts.Node): ts.Expression | undefined {
  return ts.isAwaitExpression(node) || ts.isForOfStatement(node) ? node.expression : undefined;
}

/** `p.catch(f)` and `p.then(a, f)`: what interrupts `p` comes into `f`. */
function isRejectionHandler({ ts }: FactContext, call: ts.CallExpression): call is ts.CallExpression & { expression: ts.PropertyAccessExpression } {
  const callee = call.expression;
  return ts.isPropertyAccessExpression(callee) && (callee.name.text === 'catch' || (callee.name.text === 'then' && call.arguments.length > 1));
}

/** `throw error` in a handler that a cancellation reaches is that cancellation again. */
function rethrown(context: FactContext, event: FlowEvent): Cancellable {
  const { ts } = context;
  const home = context.homeOf(event);
  const statement = home.nodeOfEvent(event.id);
  if (!ts.isThrowStatement(statement) || !ts.isIdentifier(bareExpression(ts, statement.expression))) {
    return notCancellable;
  }
  const symbol = context.checker.getSymbolAtLocation(bareExpression(ts, statement.expression));
  const clause = home.graph.catches.find(({ error }) => {
    const node = home.nodeOfValue(error);
    const name = ts.isVariableDeclaration(node) ? node.name : undefined;
    return name !== undefined && symbol !== undefined && context.checker.getSymbolAtLocation(name) === symbol;
  });
  const interruptions = clause === undefined ? [] : interruptionsOf(home.graph, clause.entry);
  const found = interruptions.filter(other => other !== event && context.facts.isCancellationPoint(other) === 'yes');
  const signals = found.flatMap(other => cancellableAt(context, other).signals);
  const [within] = found;
  return { answer: answerOf(found.length > 0), signals, ...(within !== undefined && { within }) };
}

function guardCall(context: FactContext, call: ts.CallExpression): Cancellable {
  const { ts } = context;
  const callee = bareExpression(ts, call.expression);
  const entry = context.catalog.entryOf(callee);
  const receiver = ts.isPropertyAccessExpression(callee) ? signalOf(context, callee.expression) : undefined;
  const isThrowIfAborted = ts.isPropertyAccessExpression(callee) && callee.name.text === 'throwIfAborted';
  const signals = receiver !== undefined && (entry?.cancellation === 'guard' || isThrowIfAborted) ? [receiver] : givenToGuard(context, call);
  const outside = signals.filter(({ origin }) => origin === 'foreign' || origin === 'class');
  return outside.length === 0 ? notCancellable : { answer: 'yes', signals: outside, call };
}

function givenToGuard(context: FactContext, call: ts.CallExpression): Cancellable['signals'] {
  const guards = context.catalog.entryOf(call.expression)?.cancellation === 'guard' || some(calleeOf(context, call), fn => context.summaries.isCancellationGuard(fn)) === 'yes';
  return guards ? givenSignals(context, call) : [];
}

/** A call that throws if the cancellation is in hand: judged generously, it only ever silences. */
function isGuard(context: FactContext, event: FlowEvent): Answer {
  const { ts } = context;
  const node = context.homeOf(event).nodeOfEvent(event.id);
  if (event.kind !== 'call' || !ts.isCallExpression(node)) {
    return 'no';
  }
  const callee = bareExpression(ts, node.expression);
  const isNamed = ts.isPropertyAccessExpression(callee) && callee.name.text === 'throwIfAborted';
  const meaning = entryOfCall(context, node)?.cancellation;
  if (isNamed || meaning === 'guard' || meaning === 'ends') {
    return 'yes';
  }
  const { members, closed } = calleeOf(context, node);
  const guards = or(members.map(fn => context.summaries.isCancellationGuard(fn)));
  // `rethrowIfAborted(signal);` that nobody has read: what else would a statement of its own do with the signal?
  const looksLikeOne = closed !== 'yes' && ts.isExpressionStatement(node.parent) && givenSignals(context, node).length > 0;
  const soundsLikeOne = closed !== 'yes' && context.catalog.mayBeGuard(lastNameOf(ts, callee)) === 'unknown';
  return guards === 'no' && (looksLikeOne || soundsLikeOne) ? 'unknown' : guards;
}

function lastNameOf(ts: FactContext['ts'], callee: ts.Expression): string {
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
}

function neverComesBack(context: FactContext, event: FlowEvent): Answer {
  const { ts } = context;
  const node = context.homeOf(event).nodeOfEvent(event.id);
  if (event.kind !== 'call' || !ts.isCallExpression(node)) {
    return 'no';
  }
  const stops = context.catalog.entryOf(node.expression)?.neverReturns === true ? 'yes' : every(calleeOf(context, node), fn => context.summaries.neverReturns(fn));
  return not(context.presume('call-returns', stops));
}

/** The edge's condition, as far as it is about the error or a signal. */
function admits(context: FactContext, handler: Handler, edge: Edge, errors: ErrorNames): Answer {
  if (edge.test === undefined || (edge.kind !== 'true' && edge.kind !== 'false')) {
    return 'yes';
  }
  const lowered = homeOfEdge(handler, edge);
  const test = lowered?.graph.events[edge.test];
  if (lowered === undefined || test === undefined) {
    return 'unknown';
  }
  const admission = admissionOfTest(context, test, lowered.nodeOfEvent(test.id), errors);
  return edge.kind === 'true' ? admission.whenTrue : admission.whenFalse;
}

function homeOfEdge({ body, home }: Handler, edge: Edge): Lowered | undefined {
  return [body, home].find(({ graph }) => graph.blocks[edge.from]?.successors.includes(edge) === true);
}

function admissionOfTest(context: FactContext, { asks }: FlowEvent, node: ts.Node, errors: ErrorNames): Admission {
  const { ts } = context;
  if (asks === 'equal' && ts.isCaseClause(node)) {
    return equality(context, node.parent.parent.expression, node.expression, errors);
  }
  // Whether a default is evaluated, or an iteration goes on, says nothing of the cancellation.
  if (!ts.isExpression(node) || asks === 'given' || asks === 'more') {
    return unrelated;
  }
  return asks === 'present' ? presenceOf(context, node, errors) : admissionOf(context, node, errors);
}

function isBoundary(context: FactContext, handler: Handler): Answer {
  const { ts } = context;
  const { function: fn } = handler.home;
  const isDetached = isUnawaited(context, fn);
  if (handler.kind !== 'callback' || isDetached === 'yes') {
    return isDetached;
  }
  // Nobody waits for what the handler answers: the task was detached with this handler at its end.
  const suspended = handler.resumes !== undefined || (ts.isArrowFunction(fn) && !ts.isBlock(fn.body));
  return suspended ? isDetached : 'yes';
}

/** Behind the handler: waiting for something else, or calling what somebody can see the effect of. */
function isMoreWork(context: FactContext, handler: Handler, event: FlowEvent): Answer {
  const { ts } = context;
  if (isWithinHandler(context, handler, event)) {
    return 'no';
  }
  const node = context.homeOf(event).nodeOfEvent(event.id);
  if (event.kind === 'call' && ts.isCallExpression(node)) {
    // What is given an aborted signal does nothing; the suspension that follows says whether it is the same signal.
    const isInterrupted = cancellableOf(context, node).answer;
    return and([not(isInterrupted), or(calleeOf(context, node).members.map(fn => context.summaries.hasEffect(fn)))]);
  }
  const waited = event.kind === 'await' ? waitedFor(context, node) : undefined;
  if (event.kind !== 'await' || (waited !== undefined && isCleanUp(context, waited))) {
    return 'no';
  }
  const isIdle = waited !== undefined && every(calleeOf(context, bareExpression(ts, waited)), fn => not(context.summaries.hasEffect(fn))) === 'yes';
  return answerOf(!isIdle);
}

/** Clean-up that must finish is what is still to be done after a cancellation. */
function isCleanUp(context: FactContext, waited: ts.Expression): boolean {
  const bare = bareExpression(context.ts, waited);
  return context.ts.isCallExpression(bare) && context.catalog.entryOf(bare.expression)?.callbacks?.some(use => use.masked === true) === true;
}

function isWithinHandler(context: FactContext, handler: Handler, event: FlowEvent): boolean {
  if (context.homeOf(event) !== handler.body || handler.kind === 'settled') {
    return false;
  }
  const { graph } = handler.body;
  const around = handler.kind === 'callback' ? undefined : graph.blocks[handler.entry.block]?.region;
  let region = graph.blocks[event.block]?.region;
  while (region !== undefined && region !== around) {
    region = graph.regions[region]?.parent;
  }
  return handler.kind === 'callback' || region !== undefined;
}

function isSignalParameter(context: FactContext, parameter: ts.ParameterDeclaration): Answer {
  const { ts, checker, strength } = context;
  const names = ts.isObjectBindingPattern(parameter.name) ? parameter.name.elements.map(element => element.name) : [parameter.name];
  if (names.some(name => ts.isIdentifier(name) && (isSignalTyped(context, name) === 'yes' || hasSignalShape(context, name)))) {
    return 'yes';
  }
  if (strength === 'syntax') {
    return 'unknown';
  }
  context.trace.askedTypes();
  const type = checker.getNonNullableType(checker.getTypeAtLocation(parameter));
  const properties = context.catalog.signalProperties.map(name => type.getProperty(name)).filter(property => property !== undefined);
  return or(properties.map(property => isSignalType(context, checker.getTypeOfSymbol(property))));
}

function interruptedExpression(context: FactContext, event: FlowEvent): ts.Expression | undefined {
  const { ts } = context;
  const node = context.homeOf(event).nodeOfEvent(event.id);
  if (event.kind === 'call' && ts.isCallExpression(node) && isRejectionHandler(context, node)) {
    return node.expression.expression;
  }
  const waited = waitedFor(context, node);
  return waited === undefined ? undefined : bareExpression(ts, waited);
}

function rethrowFor(context: FactContext, handler: Handler, { signals }: Cancellable): Rethrow | undefined {
  const { ts } = context;
  const [signal] = signals;
  if (signal === undefined || signals.length > 1 || !ts.isIdentifier(signal.expression) || handler.kind !== 'catch') {
    return undefined;
  }
  const block = blockAfter(context, handler);
  const shape = throwIfAbortedOf(context, signal.expression);
  if (block === undefined || shape === undefined) {
    return undefined;
  }
  const indent = indentationOf(block);
  return { at: block.getStart() + 1, text: `\n${indent}${shape}` };
}

function blockAfter({ ts }: FactContext, handler: Handler): ts.Block | undefined {
  let found: ts.Block | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isCatchClause(node) && node.getStart() === handler.head.start) {
      found = node.block;
    }
    if (found === undefined && node.pos <= handler.head.start && handler.head.end <= node.end) {
      ts.forEachChild(node, visit);
    }
  };
  visit(handler.body.function);
  return found;
}

/** Only for an AbortSignal: its `throwIfAborted` throws exactly what the interrupted call rejected with. */
function throwIfAbortedOf(context: FactContext, name: ts.Identifier): string | undefined {
  const { ts, checker } = context;
  const declaration = checker.getSymbolAtLocation(name)?.valueDeclaration;
  if (declaration === undefined || !ts.isParameter(declaration) || declaration.type?.getText().includes('AbortSignal') !== true) {
    return undefined;
  }
  const mayBeMissing = declaration.questionToken !== undefined || declaration.type.getText() !== 'AbortSignal';
  return `${name.text}${mayBeMissing ? '?.' : '.'}throwIfAborted();`;
}

function indentationOf(block: ts.Block): string {
  const text = block.getSourceFile().text;
  const inner = block.statements[0]?.getStart() ?? block.end - 1;
  const lineStart = text.lastIndexOf('\n', inner - 1) + 1;
  const leading = /^[ \t]*/.exec(text.slice(lineStart, inner))?.[0] ?? '';
  return block.statements.length === 0 ? `${leading}  ` : leading;
}
