/**
 * Expressions, in the order in which they are evaluated. Each gives a value; most give no event.
 */
import type ts from 'typescript';
import type { ValueId } from '../flow/graph.ts';
import { hasSkip, isAccess, isLink, lowerArguments, lowerChain, lowerSpans, placeOfAccess } from './chains.ts';
import { lowerConditional, lowerLogical, lowerLogicalAssignment, lowerOptionalChain } from './conditions.ts';
import { isFunctionWithBody } from './functions.ts';
import { lowerJsx } from './jsx.ts';
import { risk } from './leaving.ts';
import type { Lowering } from './lowering.ts';
import { assignPattern, lowerComputedName, placeOfName, placeOfTarget } from './patterns.ts';
import { lowerAwait, lowerYield } from './suspensions.ts';
import { isAssignmentOperator, logicalKindOf, operandsOf, withoutWrapping } from './syntax.ts';

export function lowerExpression(lowering: Lowering, expression: ts.Expression): ValueId {
  const { ts } = lowering;
  const node = withoutWrapping(ts, expression);
  if (ts.isIdentifier(node)) {
    return lowerName(lowering, node);
  }
  if (isLink(ts, node)) {
    return hasSkip(ts, node) ? lowerOptionalChain(lowering, node) : lowerChain(lowering, node, undefined);
  }
  if (ts.isBinaryExpression(node)) {
    return lowerBinary(lowering, node);
  }
  if (ts.isObjectLiteralExpression(node)) {
    return lowering.constant(node, node.properties.flatMap(property => lowerProperty(lowering, property)));
  }
  if (ts.isArrayLiteralExpression(node)) {
    const elements = node.elements.filter(element => !ts.isOmittedExpression(element));
    return lowering.constant(node, lowerArguments(lowering, elements));
  }
  if (isFunctionWithBody(ts, node)) {
    return lowering.produce('function', node, []);
  }
  return lowerOther(lowering, node);
}

function lowerOther(lowering: Lowering, node: ts.Expression): ValueId {
  const { ts } = lowering;
  if (ts.isAwaitExpression(node)) {
    return lowerAwait(lowering, node, lowering.expression(node.expression));
  }
  if (ts.isNewExpression(node)) {
    const callee = lowering.expression(node.expression);
    return risk(lowering, 'new', node, [callee, ...lowerArguments(lowering, node.arguments ?? [])]);
  }
  if (ts.isConditionalExpression(node)) {
    return lowerConditional(lowering, node);
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    return lowerUnary(lowering, node);
  }
  if (ts.isTemplateExpression(node)) {
    return lowering.constant(node, lowerSpans(lowering, node));
  }
  if (ts.isTypeOfExpression(node) || ts.isVoidExpression(node)) {
    return lowering.constant(node, [lowering.expression(node.expression)]);
  }
  if (ts.isDeleteExpression(node)) {
    return lowerDelete(lowering, node);
  }
  if (ts.isYieldExpression(node)) {
    return lowerYield(lowering, node);
  }
  if (ts.isClassExpression(node)) {
    return lowering.visit.classLike(lowering, node);
  }
  if (ts.isExpressionWithTypeArguments(node) || ts.isSpreadElement(node)) {
    return lowering.expression(node.expression);
  }
  if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) {
    return lowerJsx(lowering, node);
  }
  return lowerAtom(lowering, node);
}

function lowerAtom(lowering: Lowering, node: ts.Expression): ValueId {
  const { SyntaxKind } = lowering.ts;
  switch (node.kind) {
    case SyntaxKind.ThisKeyword:
      return lowering.thisValue(node);
    case SyntaxKind.SuperKeyword:
    case SyntaxKind.ImportKeyword:
    case SyntaxKind.MetaProperty:
    case SyntaxKind.PrivateIdentifier:
      return lowering.unknown(node);
    default:
      return lowering.constant(node);
  }
}

function lowerName(lowering: Lowering, node: ts.Identifier): ValueId {
  return node.text === 'undefined' || node.text === ''
    ? lowering.constant(node)
    : lowering.read(node, placeOfName(lowering, node));
}

function lowerBinary(lowering: Lowering, node: ts.BinaryExpression): ValueId {
  const { ts } = lowering;
  const operator = node.operatorToken.kind;
  if (isAssignmentOperator(ts, operator)) {
    return lowerAssignment(lowering, node);
  }
  const kind = logicalKindOf(ts, operator);
  if (kind !== undefined) {
    return lowerLogical(lowering, node, kind);
  }
  return operator === ts.SyntaxKind.CommaToken
    ? (operandsOf(ts, node).map(operand => lowering.expression(operand)).at(-1) ?? lowering.unknown(node))
    : lowerArithmetic(lowering, node);
}

/** `a + b - c …` hangs to the left, often thousands of operators long. */
function lowerArithmetic(lowering: Lowering, node: ts.BinaryExpression): ValueId {
  const { ts } = lowering;
  const pending: ts.BinaryExpression[] = [];
  let left: ts.Expression = node;
  while (ts.isBinaryExpression(left) && isArithmetic(lowering, left)) {
    pending.push(left);
    left = withoutWrapping(ts, left.left);
  }
  let value = lowering.expression(left);
  for (const operation of pending.reverse()) {
    value = lowering.constant(operation, [value, lowering.expression(operation.right)]);
  }
  return value;
}

function isArithmetic(lowering: Lowering, node: ts.BinaryExpression): boolean {
  const { ts } = lowering;
  const operator = node.operatorToken.kind;
  return (
    !isAssignmentOperator(ts, operator) &&
    logicalKindOf(ts, operator) === undefined &&
    operator !== ts.SyntaxKind.CommaToken
  );
}

function lowerAssignment(lowering: Lowering, node: ts.BinaryExpression): ValueId {
  const { ts } = lowering;
  const place = placeOfTarget(lowering, node.left);
  if (place === undefined) {
    const value = lowering.expression(node.right);
    assignPattern(lowering, node.left, value);
    return value;
  }
  if (node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const value = lowering.expression(node.right);
    lowering.assign(node, place, value);
    return value;
  }
  const old = lowering.read(withoutWrapping(ts, node.left), place);
  if (logicalKindOf(ts, node.operatorToken.kind) !== undefined) {
    return lowerLogicalAssignment(lowering, node, old, () => {
      const value = lowering.expression(node.right);
      lowering.assign(node, place, value);
      return value;
    });
  }
  const value = lowering.constant(node, [old, lowering.expression(node.right)]);
  lowering.assign(node, place, value);
  return value;
}

function lowerUnary(lowering: Lowering, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): ValueId {
  const { ts } = lowering;
  const { operator } = node;
  if (operator !== ts.SyntaxKind.PlusPlusToken && operator !== ts.SyntaxKind.MinusMinusToken) {
    return lowering.constant(node, [lowering.expression(node.operand)]);
  }
  const place = placeOfTarget(lowering, node.operand) ?? lowering.names.unknown('');
  const old = lowering.read(withoutWrapping(ts, node.operand), place);
  const value = lowering.constant(node, [old]);
  lowering.assign(node, place, value);
  return value;
}

function lowerDelete(lowering: Lowering, node: ts.DeleteExpression): ValueId {
  const operand = withoutWrapping(lowering.ts, node.expression);
  if (isAccess(lowering.ts, operand)) {
    const after = lowering.newBlock();
    placeOfAccess(lowering, operand, after);
    lowering.goTo(after);
    return lowering.constant(node);
  }
  return lowering.constant(node, [lowering.expression(operand)]);
}

function lowerProperty(lowering: Lowering, property: ts.ObjectLiteralElementLike): ValueId[] {
  const { ts } = lowering;
  if (ts.isShorthandPropertyAssignment(property)) {
    return [lowerName(lowering, property.name)];
  }
  if (ts.isSpreadAssignment(property)) {
    return [lowering.expression(property.expression)];
  }
  lowerComputedName(lowering, property.name);
  if (ts.isPropertyAssignment(property)) {
    return [lowering.expression(property.initializer)];
  }
  return isFunctionWithBody(ts, property) ? [lowering.produce('function', property, [])] : [];
}
