import type ts from 'typescript';
import type { Answer } from '../answer.ts';
import { and, not, or } from '../answer.ts';
import { calleeOf, symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { signalOf } from '../signal/signal.ts';
import { singleValueOf } from '../single-value.ts';
import { bareExpression } from '../syntax.ts';
import { testsField } from '../signal/stop-field.ts';
import { entryOfCall } from '../task/callee.ts';

/**
 * What a condition says about the cancellation in hand.
 *
 * `whenTrue` and `whenFalse`: is a cancellation certainly still in hand, and unrecognised, on that branch? A cancellation test answers
 * `no` on both: on one branch it is recognised, on the other it is not there. A positive test that the error is something else
 * narrows it away on the branch where it holds. A condition that we cannot read answers unknown.
 */
export interface Admission {
  readonly whenTrue: Answer;
  readonly whenFalse: Answer;
}

const tests: Admission = { whenTrue: 'no', whenFalse: 'no' };
const unreadable: Admission = { whenTrue: 'unknown', whenFalse: 'unknown' };
/** The condition is about something else. */
export const unrelated: Admission = { whenTrue: 'yes', whenFalse: 'yes' };
const isSomethingElse: Admission = { whenTrue: 'no', whenFalse: 'yes' };
const isThere: Admission = { whenTrue: 'yes', whenFalse: 'no' };
const isAnyError: Admission = { whenTrue: 'yes', whenFalse: 'unknown' };

/** How the error is named where the condition stands. */
export type ErrorNames = ReadonlySet<ts.Symbol>;

export function admissionOf(context: FactContext, condition: ts.Expression, errors: ErrorNames): Admission {
  const { ts } = context;
  const bare = bareExpression(ts, condition);
  if (ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.ExclamationToken) {
    const { whenTrue, whenFalse } = admissionOf(context, bare.operand, errors);
    return { whenTrue: whenFalse, whenFalse: whenTrue };
  }
  if (ts.isBinaryExpression(bare)) {
    return admissionOfBinary(context, bare, errors);
  }
  if (ts.isIdentifier(bare)) {
    return admissionOfName(context, bare, errors);
  }
  if (ts.isPropertyAccessExpression(bare)) {
    return readsSignal(context, bare) || testsField(context, bare) ? tests : admissionOfOther(context, bare, errors);
  }
  return ts.isCallExpression(bare) ? admissionOfCall(context, bare, errors) : admissionOfOther(context, bare, errors);
}

/** Is there anything (`?.`, `??`)? Where there is no signal, nothing was cancelled by it. */
export function presenceOf(context: FactContext, expression: ts.Expression, errors: ErrorNames): Admission {
  const { ts } = context;
  if (mentions(context, expression, errors)) {
    return isAnyError;
  }
  let chain: ts.Node = expression;
  while ((ts.isPropertyAccessExpression(chain.parent) || ts.isCallExpression(chain.parent)) && chain.parent.expression === chain) {
    chain = chain.parent;
  }
  // Where there is no task, nobody can have cancelled it.
  const ends = ts.isCallExpression(chain) && entryOfCall(context, chain)?.cancellation === 'ends';
  return ends || readsSignal(context, chain) || signalOf(context, expression) !== undefined ? isThere : unrelated;
}

function admissionOfBinary(context: FactContext, { left, operatorToken, right }: ts.BinaryExpression, errors: ErrorNames): Admission {
  const { ts } = context;
  switch (operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return conjunction(admissionOf(context, left, errors), admissionOf(context, right, errors));
    case ts.SyntaxKind.BarBarToken:
      return negation(conjunction(negation(admissionOf(context, left, errors)), negation(admissionOf(context, right, errors))));
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsToken:
      return equality(context, left, right, errors);
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
      return negation(equality(context, left, right, errors));
    case ts.SyntaxKind.InstanceOfKeyword:
      return mentions(context, left, errors) ? instance(context, right) : unrelated;
    default:
      return admissionOfAll(context, [left, right], errors);
  }
}

function conjunction(left: Admission, right: Admission): Admission {
  return { whenTrue: and([left.whenTrue, right.whenTrue]), whenFalse: or([left.whenFalse, and([left.whenTrue, right.whenFalse])]) };
}

function negation({ whenTrue, whenFalse }: Admission): Admission {
  return { whenTrue: whenFalse, whenFalse: whenTrue };
}

/** `left === right`, also a `case`. */
export function equality(context: FactContext, left: ts.Expression, right: ts.Expression, errors: ErrorNames): Admission {
  const { ts } = context;
  const sides = [left, right].map(side => bareExpression(ts, side));
  if (sides.some(side => readsSignal(context, side))) {
    return tests;
  }
  const nothing = sides.find(side => isNothing(context, side));
  const tested = sides.find(side => side !== nothing);
  if (nothing !== undefined && tested !== undefined) {
    return negation(presenceOf(context, tested, errors));
  }
  const literal = sides.find(side => ts.isStringLiteralLike(side) || ts.isNumericLiteral(side));
  const other = sides.find(side => side !== literal);
  if (literal === undefined || other === undefined) {
    return admissionOfAll(context, sides, errors);
  }
  if (!mentions(context, other, errors)) {
    return admissionOf(context, other, errors) === tests ? tests : admissionOfOther(context, other, errors);
  }
  if (ts.isTypeOfExpression(other)) {
    return ts.isStringLiteralLike(literal) && literal.text === 'object' ? isAnyError : isSomethingElse;
  }
  const word = literal.getText().replaceAll(/^['"`]|['"`]$/g, '');
  return admissionOfWord(context.catalog.isCancellationWord(word));
}

function admissionOfWord(isCancellation: Answer): Admission {
  return { yes: tests, no: isSomethingElse, unknown: unreadable }[isCancellation];
}

function isNothing({ ts }: FactContext, expression: ts.Expression): boolean {
  return expression.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(expression) && expression.text === 'undefined');
}

function instance(context: FactContext, type: ts.Expression): Admission {
  const { ts } = context;
  const bare = bareExpression(ts, type);
  const name = ts.isPropertyAccessExpression(bare) ? bare.name.text : bare.getText();
  const isWord = context.catalog.isCancellationWord(name);
  if (context.catalog.entryOf(bare)?.cancellation === 'class' || isWord !== 'no') {
    return isWord === 'unknown' ? unreadable : tests;
  }
  if (name === 'Error') {
    return isAnyError;
  }
  if (name === 'DOMException') {
    return unreadable;
  }
  const declaration = symbolOf(context, bare)?.valueDeclaration;
  if (declaration === undefined || !ts.isClassLike(declaration)) {
    return { whenTrue: 'no', whenFalse: declaration === undefined ? 'unknown' : 'yes' };
  }
  return derivesFromCancellation(context, declaration) ? tests : isSomethingElse;
}

/** A class whose instances certainly are no cancellations. */
export function isAnotherClass(context: FactContext, type: ts.Expression): boolean {
  return instance(context, type) === isSomethingElse;
}

function derivesFromCancellation(context: FactContext, declaration: ts.ClassLikeDeclaration): boolean {
  const { ts } = context;
  const base = declaration.heritageClauses?.find(clause => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  return base !== undefined && instance(context, base) === tests;
}

function admissionOfName(context: FactContext, name: ts.Identifier, errors: ErrorNames): Admission {
  const symbol = symbolOf(context, name);
  if (symbol !== undefined && errors.has(symbol)) {
    return isAnyError;
  }
  if (signalOf(context, name) !== undefined) {
    return isThere;
  }
  const value = singleValueOf(context, name);
  if (value !== undefined) {
    return admissionOf(context, value, errors);
  }
  return testsField(context, name) ? tests : admissionOfOther(context, name, errors);
}

function admissionOfCall(context: FactContext, call: ts.CallExpression, errors: ErrorNames): Admission {
  const meaning = context.catalog.entryOf(call.expression)?.cancellation;
  if (meaning === 'predicate' || meaning === 'guard') {
    return tests;
  }
  const callee = calleeOf(context, call);
  const touches = call.arguments.some(argument => mentions(context, argument, errors)) || readsSignal(context, call);
  if (callee.members.length === 0) {
    return touches ? unreadable : admissionOfOther(context, call, errors);
  }
  const admissions = callee.members.map(fn => context.summaries.admission(fn));
  const whole = admissions.reduce((left, right) => ({ whenTrue: and([left.whenTrue, right.whenTrue]), whenFalse: and([left.whenFalse, right.whenFalse]) }));
  if (whole.whenTrue === 'no' && whole.whenFalse === 'no') {
    return tests;
  }
  if (!touches) {
    return whole.whenTrue === 'yes' && whole.whenFalse === 'yes' ? admissionOfOther(context, call, errors) : unreadable;
  }
  return callee.closed === 'yes' ? whole : unreadable;
}

/** A condition whose leaves touch neither the error nor a signal is presumed to be about something else. */
function admissionOfOther(context: FactContext, expression: ts.Expression, errors: ErrorNames): Admission {
  if (mentions(context, expression, errors)) {
    return unreadable;
  }
  const touched = touchesCancellation(context, expression);
  const presumed = context.presume('unrelated-condition-is-no-test', touched);
  return presumed === 'yes' ? unrelated : touched === 'yes' ? tests : unreadable;
}

function admissionOfAll(context: FactContext, sides: readonly ts.Expression[], errors: ErrorNames): Admission {
  const admissions = sides.map(side => admissionOfOther(context, side, errors));
  return admissions.every(admission => admission === unrelated) ? unrelated : admissions.includes(tests) ? tests : unreadable;
}

/** Is the error, or a part of it, named anywhere in the expression? */
export function mentions(context: FactContext, expression: ts.Node, errors: ErrorNames, depth = 0): boolean {
  const { ts } = context;
  if (!ts.isIdentifier(expression)) {
    return ts.forEachChild(expression, child => mentions(context, child, errors, depth)) === true;
  }
  const symbol = symbolOf(context, expression);
  if (symbol === undefined || errors.has(symbol)) {
    return symbol !== undefined;
  }
  // `const cause = error.cause` is still about the error.
  const value = depth < deepestName ? singleValueOf(context, expression) : undefined;
  return value !== undefined && !ts.isFunctionLike(value) && mentions(context, value, errors, depth + 1);
}

const deepestName = 3;

const signalReads = new Set(['aborted', 'isCancellationRequested', 'reason']);

/** `signal.aborted`, `token.isCancellationRequested`, `signal.reason`: judged generously, since a guard only ever silences. */
export function readsSignal(context: FactContext, expression: ts.Node): boolean {
  const { ts } = context;
  if (ts.isPropertyAccessExpression(expression) && signalReads.has(expression.name.text)) {
    return true;
  }
  if (ts.isFunctionLike(expression)) {
    return false;
  }
  return ts.forEachChild(expression, child => readsSignal(context, child)) === true;
}

/** Does the expression read a signal, or call something that does, or read a field that is written beside an abort? */
function touchesCancellation(context: FactContext, expression: ts.Node): Answer {
  const { ts } = context;
  if (readsSignal(context, expression)) {
    return 'yes';
  }
  let answer: Answer = 'no';
  const visit = (node: ts.Node): void => {
    if ((ts.isPropertyAccessExpression(node) || ts.isIdentifier(node)) && testsField(context, node)) {
      answer = 'yes';
    }
    if (ts.isCallExpression(node)) {
      answer = or([answer, ...calleeOf(context, node).members.map(fn => not(isUnrelated(context.summaries.admission(fn))))]);
    }
    if (!ts.isFunctionLike(node)) {
      ts.forEachChild(node, visit);
    }
  };
  visit(expression);
  return answer;
}

function isUnrelated({ whenTrue, whenFalse }: Admission): Answer {
  return and([whenTrue, whenFalse]);
}
