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

/** What a `return` event gives back; its node is the statement, or the arrow function whose body is the value. */
export function returnedBy(ts: Compiler, node: ts.Node): ts.Expression | undefined {
  if (ts.isReturnStatement(node)) {
    return node.expression;
  }
  return ts.isArrowFunction(node) && !ts.isBlock(node.body) ? node.body : undefined;
}

/** Does the test hold for the node or for anything in it? What is not entered is still tested itself. */
export function isAnywhereIn(ts: Compiler, root: ts.Node, test: (node: ts.Node) => boolean, enters: (node: ts.Node) => boolean = () => true): boolean {
  const visit = (node: ts.Node): boolean => test(node) || (enters(node) && ts.forEachChild(node, visit) === true);
  return visit(root);
}

/** Is the second node the first one or a part of it? */
export function isWithin(outer: ts.Node, inner: ts.Node): boolean {
  return outer.getSourceFile() === inner.getSourceFile() && outer.pos <= inner.pos && inner.end <= outer.end;
}

export function spanOf(node: ts.Node): { start: number; end: number } {
  return { start: node.getStart(), end: node.end };
}

const longest = 60;

/** One line of at most sixty characters; what is left out in the middle is shown as an ellipsis. */
export function shortText(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 20)}…${line.slice(-19)}`;
}
