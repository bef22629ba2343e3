import type ts from 'typescript';
import type { Compiler } from './compiler.ts';

/** Parentheses and type annotations are transparent: what they hold stands for them. */
export function withoutWrapping(ts: Compiler, node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    isSatisfiesExpression(ts, inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** By its kind: compilers before 4.9, which may have made the nodes, do not have the function. */
function isSatisfiesExpression(ts: Compiler, node: ts.Node): node is ts.SatisfiesExpression {
  return node.kind === ts.SyntaxKind.SatisfiesExpression;
}

/** What a literal condition always is. A condition of which this is known decides nothing, and is no `test`. */
export function constantTruth(ts: Compiler, node: ts.Expression): boolean | undefined {
  const inner = withoutWrapping(ts, node);
  if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken) {
    const operand = constantTruth(ts, inner.operand);
    return operand === undefined ? undefined : !operand;
  }
  if (ts.isNumericLiteral(inner)) {
    return Number(inner.text) !== 0;
  }
  switch (inner.kind) {
    case ts.SyntaxKind.TrueKeyword:
      return true;
    case ts.SyntaxKind.FalseKeyword:
    case ts.SyntaxKind.NullKeyword:
      return false;
    default:
      return undefined;
  }
}

export type LogicalKind = 'and' | 'or' | 'nullish';

export function logicalKindOf(ts: Compiler, operator: ts.SyntaxKind): LogicalKind | undefined {
  switch (operator) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.AmpersandAmpersandEqualsToken:
      return 'and';
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.BarBarEqualsToken:
      return 'or';
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken:
      return 'nullish';
    default:
      return undefined;
  }
}

export function isAssignmentOperator(ts: Compiler, operator: ts.SyntaxKind): boolean {
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

/** `a && b && c` as its operands, however it is parenthesised on the left; long chains must not become deep recursion. */
export function operandsOf(ts: Compiler, node: ts.BinaryExpression): ts.Expression[] {
  const operator = node.operatorToken.kind;
  const operands: ts.Expression[] = [];
  let left: ts.Expression = node;
  while (ts.isBinaryExpression(left) && left.operatorToken.kind === operator) {
    operands.push(left.right);
    left = withoutWrapping(ts, left.left);
  }
  operands.push(left);
  return operands.reverse();
}
