import type ts from 'typescript';
import { changingMethods } from '../catalog/vocabulary.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import { methodCallOf } from '../task/syntax.ts';

/**
 * What holds a value beyond the call that made it: a field, a variable from outside, or a collection that is one of these.
 *
 * Whoever wants the value back has to mention what holds it. `nobody` has what is dropped where it is made; what is handed to somebody, or
 * returned, is out of our sight.
 */
export type Holder = Held | 'nobody' | 'unknown';

export interface Held {
  readonly symbol: ts.Symbol;
  /** As it is written there: `this.#timer`. */
  readonly text: string;
}

export function holderOf(context: FactContext, value: ts.Expression): Holder {
  const { ts } = context;
  const consumer = consumerOf(ts, value);
  if (ts.isExpressionStatement(consumer)) {
    return 'nobody';
  }
  if (ts.isVariableDeclaration(consumer)) {
    return ts.isIdentifier(consumer.name) ? holderOfVariable(context, consumer.name) : 'unknown';
  }
  if (ts.isBinaryExpression(consumer)) {
    return consumer.operatorToken.kind === ts.SyntaxKind.EqualsToken && bareExpression(ts, consumer.right) === bareExpression(ts, value) ? heldBy(context, consumer.left) : 'unknown';
  }
  if (ts.isPropertyAssignment(consumer) || ts.isShorthandPropertyAssignment(consumer)) {
    return holderOf(context, consumer.parent);
  }
  const method = methodCallOf(ts, consumer);
  const isKept = method !== undefined && method.receiver !== value && changingMethods.some(({ word }) => word === method.method.text);
  return isKept ? heldBy(context, method.receiver) : 'unknown';
}

/** Does the node name what holds the value? */
export function isHolder(context: FactContext, at: ts.Node, { symbol }: Held): boolean {
  return symbolOf(context, at) === symbol;
}

/** `this.timer`, `timer` of a function around, and an element of one of these. */
function heldBy(context: FactContext, target: ts.Expression): Holder {
  const { ts } = context;
  const bare = bareExpression(ts, target);
  const isKeyed = ts.isElementAccessExpression(bare) && bare.expression.kind === ts.SyntaxKind.ThisKeyword;
  if (ts.isElementAccessExpression(bare) && !isKeyed) {
    return heldBy(context, bare.expression);
  }
  const isField = ts.isPropertyAccessExpression(bare) && bare.expression.kind === ts.SyntaxKind.ThisKeyword;
  // `this[kTimer]`: whoever mentions the key means the field.
  const name = isKeyed ? bare.argumentExpression : isField || ts.isIdentifier(bare) ? bare : undefined;
  const symbol = name === undefined ? undefined : symbolOf(context, name);
  return symbol === undefined ? 'unknown' : { symbol, text: bare.getText() };
}

/** A variable of the function itself: where it puts the value for others, if it does so in one place. */
function holderOfVariable(context: FactContext, name: ts.Identifier): Holder {
  const home = context.functionAround(name);
  const uses = usesOfName(context, name, name.getSourceFile());
  const holders = uses.filter(use => !isMember(context, use)).map(use => (context.functionAround(use) === home ? holderOf(context, use) : 'unknown'));
  const [holder] = holders;
  return holder === undefined || holders.length > 1 || holder === 'nobody' ? 'unknown' : holder;
}

/** `timer.unref()` */
function isMember({ ts }: FactContext, use: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(use.parent) && use.parent.expression === use;
}
