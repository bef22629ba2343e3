import type ts from 'typescript';
import { symbolOf } from './callee.ts';
import type { FactContext } from './context.ts';
import { singleValueOf } from './single-value.ts';
import { bareExpression } from './syntax.ts';

/**
 * How long a delay is, where the code says so: a number, a product of numbers, or a constant that is one.
 *
 * What counts as long is taken from what people do: up to a tenth of a second is at once, and after ten seconds they have turned to something else.
 * https://www.nngroup.com/articles/response-times-3-important-limits/
 */
export const atOnce = 100;
export const longAgo = 10_000;

export function millisecondsOf(context: FactContext, delay: ts.Expression | undefined, depth = 0): number | undefined {
  const { ts } = context;
  const bare = delay === undefined ? undefined : bareExpression(ts, delay);
  if (bare === undefined) {
    return depth === 0 ? 0 : undefined;
  }
  if (ts.isNumericLiteral(bare)) {
    return Number(bare.text.replaceAll('_', ''));
  }
  if (depth > deepest) {
    return undefined;
  }
  if (ts.isBinaryExpression(bare) && bare.operatorToken.kind === ts.SyntaxKind.AsteriskToken) {
    const [left, right] = [bare.left, bare.right].map(factor => millisecondsOf(context, factor, depth + 1));
    return left === undefined || right === undefined ? undefined : left * right;
  }
  const value = ts.isIdentifier(bare) ? singleValueOf(context, bare) : constantOf(context, bare);
  return value === undefined ? undefined : millisecondsOf(context, value, depth + 1);
}

/** `a = b; b = a` would lead in a circle. */
const deepest = 4;

/** `Tool.timeout`, where the class says `static readonly timeout = 30_000`. */
function constantOf(context: FactContext, member: ts.Expression): ts.Expression | undefined {
  const { ts } = context;
  const declaration = ts.isPropertyAccessExpression(member) ? symbolOf(context, member)?.valueDeclaration : undefined;
  const isConstant = declaration !== undefined && ts.isPropertyDeclaration(declaration) && (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0;
  return isConstant ? declaration.initializer : undefined;
}
