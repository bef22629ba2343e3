import type ts from 'typescript';
import type { FactContext } from '../facts/context.ts';
import { usesOfName } from '../facts/names.ts';
import { calledFunctions, entryOfCall } from '../facts/task/callee.ts';
import { bareExpression, consumerOf, isAnywhereIn, isWithin } from '../facts/syntax.ts';
import type { FunctionNode } from '../lower/lowered.ts';
import type { Question, Summary } from './store.ts';
import { join, nothing, proven, summaryOf, unknownSummary } from './store.ts';

/**
 * May a function keep the value that it is given as a parameter (the variant)?
 *
 * Kept is what is thrown, returned, yielded, stored, or handed to somebody who may keep it; a closure counts by what it does with it.
 * To read a member, to compare, to make a text of it and to tell a logger leaves nothing behind.
 */
export function keepsQuestion(context: FactContext): Question {
  return {
    name: 'keeps',
    compute(fn, parameter) {
      const { ts } = context;
      const declaration = ts.isFunctionLike(fn) ? fn.parameters[parameter] : undefined;
      if (declaration === undefined) {
        return takesRest(context, fn, parameter) ? unknownSummary : nothing;
      }
      if (declaration.dotDotDotToken !== undefined || mentionsArguments(context, fn)) {
        return unknownSummary;
      }
      // What a pattern takes out of the value is a member of it, not the value.
      return ts.isIdentifier(declaration.name) ? keptName(context, declaration.name, fn) : nothing;
    },
  };
}

function takesRest({ ts }: FactContext, fn: FunctionNode, parameter: number): boolean {
  const last = ts.isFunctionLike(fn) ? fn.parameters.at(-1) : undefined;
  return (last?.dotDotDotToken !== undefined && parameter >= 0) || !ts.isFunctionLike(fn);
}

function mentionsArguments({ ts }: FactContext, fn: FunctionNode): boolean {
  const isNamed = (node: ts.Node): boolean => ts.isIdentifier(node) && node.text === 'arguments';
  return isAnywhereIn(ts, fn, isNamed, node => node === fn || !ts.isFunctionLike(node) || ts.isArrowFunction(node));
}

function keptName(context: FactContext, name: ts.Identifier, scope: ts.Node, depth = 0): Summary {
  if (depth > deepestAlias) {
    return unknownSummary;
  }
  return usesOfName(context, name, scope)
    .map(use => keptUse(context, use, scope, depth))
    .reduce(join, nothing);
}

const deepestAlias = 4;

/** What becomes of an expression that is the value itself. */
function keptUse(context: FactContext, use: ts.Expression, scope: ts.Node, depth: number): Summary {
  const { ts } = context;
  const consumer = consumerOf(ts, use);
  if (ts.isPropertyAccessExpression(consumer) || ts.isElementAccessExpression(consumer)) {
    return keptMember(context, consumer, use);
  }
  if (ts.isCallExpression(consumer) || ts.isNewExpression(consumer)) {
    return keptByCall(context, consumer, use);
  }
  if (ts.isBinaryExpression(consumer)) {
    return keptByOperator(context, consumer, use, scope, depth);
  }
  if (ts.isConditionalExpression(consumer)) {
    return isWithin(consumer.condition, use) ? nothing : keptUse(context, consumer, scope, depth);
  }
  if (ts.isVariableDeclaration(consumer)) {
    return ts.isIdentifier(consumer.name) ? keptName(context, consumer.name, scope, depth + 1) : nothing;
  }
  return isLookingAt(ts, consumer) ? nothing : proven;
}

/** Members are read, not kept; a method of the value itself may do anything with it. */
function keptMember(context: FactContext, access: ts.PropertyAccessExpression | ts.ElementAccessExpression, use: ts.Expression): Summary {
  const { ts } = context;
  if (isWithin(access.expression, use)) {
    const consumer = consumerOf(ts, access);
    const isCall = ts.isCallExpression(consumer) && bareExpression(ts, consumer.expression) === access;
    return isCall && !isTelling(access) ? unknownSummary : nothing;
  }
  return nothing;
}

function isTelling(access: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean {
  return 'name' in access && ['toString', 'toJSON', 'valueOf'].includes(access.name.text);
}

function keptByCall(context: FactContext, call: ts.CallExpression | ts.NewExpression, use: ts.Expression): Summary {
  const { ts } = context;
  const index = call.arguments?.findIndex(argument => bareExpression(ts, argument) === use) ?? -1;
  if (index === -1) {
    return ts.isCallExpression(call) && bareExpression(ts, call.expression) === use ? nothing : unknownSummary;
  }
  const entry = entryOfCall(context, call);
  if (entry?.logs === true || entry?.cancellation === 'predicate' || (entry?.pure === true && entry.combines === undefined && !ts.isNewExpression(call))) {
    return nothing;
  }
  if (isTextMaker(ts, call)) {
    return nothing;
  }
  const { members, closed } = calledFunctions(context, call);
  const answers = members.map(fn => summaryOf(context.summaries.keeps(fn, index)));
  return [...answers, ...(members.length > 0 && closed === 'yes' ? [] : [unknownSummary])].reduce(join, nothing);
}

/** `String(error)`, `Boolean(error)`, `Number(error)`. */
function isTextMaker(ts: FactContext['ts'], call: ts.CallExpression | ts.NewExpression): boolean {
  return ts.isCallExpression(call) && ts.isIdentifier(call.expression) && ['String', 'Boolean', 'Number'].includes(call.expression.text);
}

function keptByOperator(context: FactContext, binary: ts.BinaryExpression, use: ts.Expression, scope: ts.Node, depth: number): Summary {
  const { ts } = context;
  const { kind } = binary.operatorToken;
  const isRight = isWithin(binary.right, use);
  if (kind === ts.SyntaxKind.EqualsToken) {
    // The name is assigned anew: what it held is not kept by that.
    return isRight ? keptByAssignment(context, binary, scope, depth) : nothing;
  }
  const isAssignment = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  if (isAssignment) {
    return isRight ? proven : nothing;
  }
  const passes =
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken ||
    ((kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.CommaToken) && isRight);
  return passes ? keptUse(context, binary, scope, depth) : nothing;
}

function keptByAssignment(context: FactContext, { left }: ts.BinaryExpression, scope: ts.Node, depth: number): Summary {
  const { ts, checker } = context;
  const target = bareExpression(ts, left);
  const declaration = ts.isIdentifier(target) ? checker.getSymbolAtLocation(target)?.valueDeclaration : undefined;
  const isLocal = declaration !== undefined && ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name) && isWithin(scope, declaration);
  return isLocal && ts.isIdentifier(declaration.name) ? keptName(context, declaration.name, scope, depth + 1) : proven;
}

function isLookingAt(ts: FactContext['ts'], consumer: ts.Node): boolean {
  return (
    ts.isTypeOfExpression(consumer) ||
    ts.isPrefixUnaryExpression(consumer) ||
    ts.isTemplateSpan(consumer) ||
    ts.isIfStatement(consumer) ||
    ts.isWhileStatement(consumer) ||
    ts.isDoStatement(consumer) ||
    ts.isSwitchStatement(consumer) ||
    ts.isCaseClause(consumer) ||
    ts.isVoidExpression(consumer) ||
    ts.isExpressionStatement(consumer)
  );
}
