import type ts from 'typescript';
import type { FactContext } from '../context.ts';
import { bareExpression } from '../syntax.ts';

/**
 * How an expression's value is thrown away where it stands.
 *
 * `statement`: nothing takes it, though parentheses, a comma, a logical operator or `?:` may stand around it. `void`: somebody
 * said that nothing should. Told by the text alone, since this is asked of each call in a file.
 */
export type Drop = 'statement' | 'void';

export function dropOf({ ts }: Pick<FactContext, 'ts'>, expression: ts.Expression): Drop | undefined {
  let node: ts.Expression = expression;
  for (;;) {
    const { parent } = node;
    if (ts.isVoidExpression(parent)) {
      return 'void';
    }
    if (ts.isExpressionStatement(parent) || (ts.isForStatement(parent) && node !== parent.condition)) {
      return 'statement';
    }
    if (!ts.isExpression(parent) || !isPassedOver(ts, parent, node)) {
      return undefined;
    }
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.CommaToken && parent.left === node) {
      return 'statement';
    }
    node = parent;
  }
}

/** Is the value of the outer expression that of the inner one, or nothing's? */
function isPassedOver(ts: FactContext['ts'], outer: ts.Expression, inner: ts.Expression): boolean {
  if (ts.isBinaryExpression(outer)) {
    const { kind } = outer.operatorToken;
    if (kind === ts.SyntaxKind.CommaToken) {
      return true;
    }
    const isLogical =
      kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      kind === ts.SyntaxKind.BarBarToken ||
      kind === ts.SyntaxKind.QuestionQuestionToken;
    return isLogical && outer.right === inner;
  }
  if (ts.isConditionalExpression(outer)) {
    return outer.condition !== inner;
  }
  return bareExpression(ts, outer) !== outer;
}

/** The variable that an expression initialises or is assigned to, where the assignment's own value is thrown away. */
export function assignedName(context: Pick<FactContext, 'ts'>, expression: ts.Expression): ts.Identifier | undefined {
  const { ts } = context;
  let node: ts.Expression = expression;
  while (ts.isExpression(node.parent) && bareExpression(ts, node.parent) !== node.parent) {
    node = node.parent;
  }
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) {
    return ts.isIdentifier(parent.name) ? parent.name : undefined;
  }
  const isAssignment = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.right === node;
  const target = isAssignment ? bareExpression(ts, parent.left) : undefined;
  return isAssignment && target !== undefined && ts.isIdentifier(target) && dropOf(context, parent) === 'statement' ? target : undefined;
}
