import type ts from 'typescript';
import { symbolOf } from './callee.ts';
import type { FactContext } from './context.ts';
import { memoised } from './memo.ts';
import { usesInOrder } from './names.ts';

/** The expression that a name certainly stands for: what a `const`, or a variable that is assigned once, was initialised with. */
export function singleValueOf(context: FactContext, name: ts.Identifier): ts.Expression | undefined {
  const { ts } = context;
  const declaration = symbolOf(context, name)?.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined || !ts.isIdentifier(declaration.name)) {
    return undefined;
  }
  const isConst = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConst || !isWrittenAgain(context, declaration.name) ? declaration.initializer : undefined;
}

/** Is the variable written after its declaration, anywhere in its file? */
const isWrittenAgain = memoised<ts.Identifier, boolean>(false, (context, name) => {
  for (const use of usesInOrder(context, name, name.getSourceFile())) {
    if (isWritten(context, use)) {
      return true;
    }
  }
  return false;
});

function isWritten({ ts }: FactContext, name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isBinaryExpression(parent)) {
    return parent.left === name && parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
  }
  // Patterns, `for (x of …)`, `x++`: whatever is not plainly a read counts as a write.
  return (
    ts.isPrefixUnaryExpression(parent) && parent.operator !== ts.SyntaxKind.ExclamationToken ||
    ts.isPostfixUnaryExpression(parent) ||
    ((ts.isForOfStatement(parent) || ts.isForInStatement(parent)) && parent.initializer === name) ||
    ts.isShorthandPropertyAssignment(parent) && isPatternLiteral(ts, parent.parent) ||
    ts.isArrayLiteralExpression(parent) && isPatternLiteral(ts, parent)
  );
}

function isPatternLiteral(ts: FactContext['ts'], literal: ts.Node): boolean {
  let at = literal;
  while (ts.isArrayLiteralExpression(at) || ts.isObjectLiteralExpression(at) || ts.isPropertyAssignment(at) || ts.isParenthesizedExpression(at)) {
    if (ts.isBinaryExpression(at.parent) && at.parent.left === at && at.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      return true;
    }
    at = at.parent;
  }
  return false;
}
