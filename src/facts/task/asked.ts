import type ts from 'typescript';
import type { FactContext } from '../context.ts';

/** Does a condition ask here whether a value is there: `if (x)`, `x === undefined`, `typeof x`, `x?.y`? */
export function isAsked(context: FactContext, use: ts.Expression): boolean {
  const { ts } = context;
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === use && parent.questionDotToken !== undefined) {
    return isAsked(context, parent);
  }
  if (ts.isTypeOfExpression(parent) || ts.isIfStatement(parent)) {
    return true;
  }
  if (ts.isPrefixUnaryExpression(parent)) {
    return parent.operator === ts.SyntaxKind.ExclamationToken;
  }
  return (ts.isBinaryExpression(parent) && parent.left === use && isEquality(ts, parent)) || (ts.isConditionalExpression(parent) && parent.condition === use);
}

export function isEquality(ts: FactContext['ts'], { operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return isSame(ts, kind) || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsToken;
}

export function isSame(ts: FactContext['ts'], kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.EqualsEqualsToken;
}
