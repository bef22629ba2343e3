import type ts from 'typescript';
import type { Compiler } from './context.ts';

/** The expression without parentheses, `as`, `satisfies`, `<T>` and `!`: none of these does anything when the program runs. */
export function bareExpression(ts: Compiler, expression: ts.Expression): ts.Expression {
  let bare = expression;
  while (
    ts.isParenthesizedExpression(bare) ||
    ts.isAsExpression(bare) ||
    ts.isSatisfiesExpression(bare) ||
    ts.isNonNullExpression(bare) ||
    ts.isTypeAssertionExpression(bare)
  ) {
    bare = bare.expression;
  }
  return bare;
}

/** The nearest node around an expression that does something with its value. */
export function consumerOf(ts: Compiler, expression: ts.Node): ts.Node {
  let parent = expression.parent;
  while (ts.isExpression(parent) && bareExpression(ts, parent) !== parent) {
    parent = parent.parent;
  }
  return parent;
}

export function spanOf(node: ts.Node): { start: number; end: number } {
  return { start: node.getStart(), end: node.end };
}
