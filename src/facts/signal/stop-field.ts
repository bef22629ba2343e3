import type ts from 'typescript';
import type { FactContext } from '../context.ts';

/**
 * Fields and variables that say "stop": those that some function of the file writes beside an `abort()` or `cancel()`.
 * A loop that looks at `this.#closed` looks at the cancellation if `close()` writes it and aborts.
 */
export function testsField(context: FactContext, expression: ts.Expression): boolean {
  const { ts } = context;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : ts.isIdentifier(expression) ? expression.text : undefined;
  return name !== undefined && stopNamesOf(context, expression.getSourceFile()).has(name);
}

const known = new WeakMap<ts.SourceFile, ReadonlySet<string>>();
const stops = new Set(['abort', 'cancel']);

function stopNamesOf(context: FactContext, source: ts.SourceFile): ReadonlySet<string> {
  const { ts } = context;
  const names = known.get(source);
  if (names !== undefined) {
    return names;
  }
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && stops.has(node.expression.name.text)) {
      writtenIn(context, context.functionAround(node)).forEach(name => found.add(name));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  known.set(source, found);
  return found;
}

function writtenIn({ ts }: FactContext, fn: ts.Node): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const { left } = node;
      if (ts.isPropertyAccessExpression(left) || ts.isIdentifier(left)) {
        names.push(ts.isIdentifier(left) ? left.text : left.name.text);
      }
    }
    if (!ts.isFunctionLike(node)) {
      ts.forEachChild(node, visit);
    }
  };
  ts.forEachChild(fn, visit);
  return names;
}
