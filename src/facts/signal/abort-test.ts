import type ts from 'typescript';
import type { Edge, FlowEvent, FlowGraph, Span } from '../../flow/graph.ts';
import { interruptionsOf } from '../../flow/interruptions.ts';
import type { FunctionNode, Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { answerOf, or } from '../answer.ts';
import { calleeOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { admissionOf, isAnotherClass, mentions, type ErrorNames } from '../handler/guard.ts';
import { operationKindOf } from '../registration/operation.ts';
import { registrationOf } from '../registration/site.ts';
import { signalOf } from './signal.ts';
import { bareExpression } from '../syntax.ts';
import { entryOfCall, parameterNamed } from '../task/callee.ts';
import { isSpannedBy } from '../../flow/within.ts';

/**
 * A statement for the case that the operation was aborted: `if (signal.aborted) { … }`, `if (isAbortError(error)) { … }`, without an `else`.
 *
 * Its branch either leaves, or control falls through to what is there for the other case.
 */
export interface AbortTest {
  readonly graph: FlowGraph;
  /** What the branch does. */
  readonly branch: readonly FlowEvent[];
  readonly kind: 'signal' | 'error';
  readonly head: Span;
}

export interface AbortTestFacts {
  /** Does the event answer the abort: settle the promise of the executor, hand out a value, do what somebody can see? */
  answersAbort(test: AbortTest, event: FlowEvent): Answer;
  /** Is the event of use only where the operation was not aborted: does it begin work, or throw something else than the error of the abort? */
  isForOtherCase(test: AbortTest, event: FlowEvent): Answer;
  /** In a handler: where the abort comes from, if that is known. */
  abortedAt(test: AbortTest): FlowEvent | undefined;
  /** Can the edge be taken after an abort, as far as no condition tells the two cases apart again? */
  isOpenAfterAbort(test: AbortTest, edge: Edge): Answer;
}

/** How the error is named where the test stands. */
const sources = new WeakMap<AbortTest, ErrorNames>();

export function errorsOfTest(test: AbortTest): ErrorNames {
  return sources.get(test) ?? new Set();
}

export function* abortTestsIn(context: FactContext, lowered: Lowered): Iterable<AbortTest> {
  const { ts } = context;
  const seen = new Set<ts.Node>();
  for (const event of lowered.graph.events) {
    const leaf = event.kind === 'test' ? lowered.nodeOfEvent(event.id) : undefined;
    const statement = leaf === undefined ? undefined : ts.findAncestor(leaf, ts.isIfStatement);
    if (leaf === undefined || statement === undefined || seen.has(statement) || leaf.pos < statement.expression.pos || leaf.end > statement.expression.end) {
      continue;
    }
    seen.add(statement);
    const clause = ts.findAncestor(statement, at => ts.isCatchClause(at) || ts.isFunctionLike(at));
    const errors = clause !== undefined && ts.isCatchClause(clause) ? namesOfClause(context, clause) : new Set<ts.Symbol>();
    const kind = statement.elseStatement === undefined ? told(context, statement.expression, errors) : undefined;
    const { pos, end } = statement.thenStatement;
    const branch = lowered.graph.events.filter(({ span }) => pos <= span.start && span.end <= end);
    if (kind === undefined || branch.length === 0) {
      continue;
    }
    const test = { graph: lowered.graph, branch, kind, head: { start: statement.getStart(), end: statement.thenStatement.getFullStart() } };
    sources.set(test, errors);
    yield test;
  }
}

export function createAbortTestFacts(context: FactContext): AbortTestFacts {
  const { ts } = context;
  const nodeOf = (event: FlowEvent): ts.Node => context.homeOf(event).nodeOfEvent(event.id);
  return {
    answersAbort: ({ kind }, event) => {
      const node = nodeOf(event);
      if (kind === 'signal') {
        return answerOf(ts.isCallExpression(node) && settlesHere(context, node, context.homeOf(event).function));
      }
      return event.kind === 'yield' ? 'yes' : hasEffect(context, node);
    },
    isForOtherCase: (test, event) => {
      const node = nodeOf(event);
      return test.kind === 'signal' ? beginsWork(context, node) : throwsAnother(context, node, errorsOfTest(test));
    },
    abortedAt: ({ graph, head }) => {
      const clause = graph.catches.filter(({ region }) => graph.regions[region]?.span.start !== undefined && isSpannedBy(graph.regions[region].span, head)).at(-1);
      return clause === undefined ? undefined : interruptionsOf(graph, clause.entry).find(event => context.facts.isCancellationPoint(event) === 'yes');
    },
    isOpenAfterAbort: (test, { kind, test: id }) => {
      const event = id === undefined ? undefined : test.graph.events[id];
      if (event === undefined || (kind !== 'true' && kind !== 'false')) {
        return answerOf(kind === 'normal');
      }
      const leaf = nodeOf(event);
      if (!ts.isExpression(leaf) || event.asks === 'equal' || event.asks === 'more') {
        return 'unknown';
      }
      if (event.asks === 'truthy' && isAboutOther(context, leaf, errorsOfTest(test))) {
        return answerOf(kind === 'false');
      }
      // Whether there is a log says nothing of the abort, unless the branch has taken it away.
      const isPresence = event.asks === 'present' && !mentions(context, leaf, errorsOfTest(test)) && !writtenIn(test).some(name => leaf.getText().includes(name));
      return isPresence ? 'yes' : 'unknown';
    },
  };
}

/** `resolve` and `reject`, in the executor itself. */
function settlesHere(context: FactContext, call: ts.CallExpression, home: ts.Node): boolean {
  const parameter = parameterNamed(context, call.expression);
  const executor = parameter === undefined ? undefined : context.functionAround(parameter.name);
  return executor !== undefined && executor === home && operationKindOf(context, executor) === 'executor';
}

function beginsWork(context: FactContext, node: ts.Node): Answer {
  const registration = context.ts.isCallExpression(node) ? registrationOf(context, node) : undefined;
  return registration === undefined ? hasEffect(context, node) : answerOf(registration.kind !== 'abort');
}

function hasEffect(context: FactContext, node: ts.Node): Answer {
  return context.ts.isCallExpression(node) ? or(calleeOf(context, node).members.map(fn => context.summaries.hasEffect(fn))) : 'no';
}

function throwsAnother(context: FactContext, node: ts.Node, errors: ErrorNames): Answer {
  const { ts } = context;
  if (!ts.isThrowStatement(node)) {
    return 'no';
  }
  const thrown = bareExpression(ts, node.expression);
  return ts.isNewExpression(thrown) ? 'yes' : mentions(context, thrown, errors) ? 'no' : 'unknown';
}

function writtenIn({ graph, branch }: AbortTest): readonly string[] {
  return branch.flatMap(({ kind, place }) => (kind === 'assign' && place !== undefined ? (graph.places[place]?.name ?? []) : []));
}

/** It certainly holds for other errors alone: by what it does, or by the class that a predicate names (`error is RateLimitError`). */
function isAboutOther(context: FactContext, leaf: ts.Expression, errors: ErrorNames): boolean {
  const { ts } = context;
  const bare = bareExpression(ts, leaf);
  if (!mentions(context, bare, errors)) {
    return false;
  }
  const { whenTrue, whenFalse } = admissionOf(context, bare, errors);
  if (whenTrue === 'no' && whenFalse === 'yes') {
    return true;
  }
  const { members, closed } = ts.isCallExpression(bare) ? calleeOf(context, bare) : { members: [], closed: 'no' };
  return closed === 'yes' && members.length > 0 && members.every(fn => {
    const type = predicatedClass(context, fn);
    return type !== undefined && isAnotherClass(context, type);
  });
}

/** `C` of `error is C`. */
function predicatedClass({ ts }: FactContext, fn: FunctionNode): ts.Identifier | undefined {
  const type = ts.isFunctionLike(fn) && fn.type !== undefined && ts.isTypePredicateNode(fn.type) ? fn.type.type : undefined;
  return type !== undefined && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) ? type.typeName : undefined;
}

function namesOfClause(context: FactContext, { variableDeclaration }: ts.CatchClause): ErrorNames {
  const name = variableDeclaration?.name;
  const symbol = name !== undefined && context.ts.isIdentifier(name) ? context.checker.getSymbolAtLocation(name) : undefined;
  return new Set(symbol === undefined ? [] : [symbol]);
}

/** Where the condition holds, the operation was certainly aborted: told by a signal, or by the error. */
function told(context: FactContext, condition: ts.Expression, errors: ErrorNames): AbortTest['kind'] | undefined {
  const { ts, catalog } = context;
  const bare = bareExpression(ts, condition);
  if (ts.isPropertyAccessExpression(bare)) {
    const isFlag = bare.name.text === 'aborted' || bare.name.text === 'isCancellationRequested';
    return isFlag && signalOf(context, bare.expression) !== undefined ? 'signal' : undefined;
  }
  if (ts.isBinaryExpression(bare)) {
    const { left, right, operatorToken } = bare;
    switch (operatorToken.kind) {
      case ts.SyntaxKind.AmpersandAmpersandToken:
        return told(context, left, errors) ?? told(context, right, errors);
      case ts.SyntaxKind.EqualsEqualsEqualsToken: {
        const value = bareExpression(ts, right);
        const isWord = ts.isStringLiteralLike(value) && catalog.isCancellationWord(value.text) === 'yes';
        return isWord && mentions(context, left, errors) ? 'error' : undefined;
      }
      case ts.SyntaxKind.InstanceOfKeyword:
        return mentions(context, left, errors) && catalog.entryOf(right)?.cancellation === 'class' ? 'error' : undefined;
      default:
        return undefined;
    }
  }
  return ts.isCallExpression(bare) && bare.arguments.some(argument => mentions(context, argument, errors)) && isPredicate(context, bare) ? 'error' : undefined;
}

/** Known for a predicate, or one by its body that says so by its name. */
function isPredicate(context: FactContext, call: ts.CallExpression): boolean {
  if (entryOfCall(context, call)?.cancellation === 'predicate') {
    return true;
  }
  const { members } = calleeOf(context, call);
  const name = call.expression.getText().split('.').at(-1) ?? '';
  const tests = members.every(fn => {
    const { whenTrue, whenFalse } = context.summaries.admission(fn);
    const type = predicatedClass(context, fn);
    // `error instanceof Error && …` says nothing of what is no error.
    return (whenTrue === 'no' && whenFalse !== 'yes') || (type !== undefined && context.catalog.isCancellationWord(type.text) === 'yes');
  });
  return members.length > 0 && tests && /^is\w*(?:abort|cancel)/i.test(name);
}
