import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { singleValueOf } from '../single-value.ts';
import { bareExpression } from '../syntax.ts';
import { functionsOfValue } from '../task/callee.ts';
import { isFunctionLiteral, isNothing, linkOf } from '../task/syntax.ts';

/** What a racer certainly gives: `undefined`, or the value of a text, an object that is written here, or a name for one of these. */
export type Outcome = 'nothing' | { readonly text: string } | { readonly object: ts.ObjectLiteralExpression; readonly name: ts.Symbol | undefined };

/** Told by the end of a chain, `timer.then(() => 'late')`, and of a promise of nothing by its type. */
export function outcomeOf(context: FactContext, racer: ts.Expression): Outcome | undefined {
  const { ts, checker } = context;
  const bare = bareExpression(ts, racer);
  const made = ts.isIdentifier(bare) ? bareExpression(ts, singleValueOf(context, bare) ?? bare) : bare;
  const link = linkOf(ts, made);
  const [fulfilled] = link?.link === 'then' ? link.call.arguments : [];
  const [handler] = fulfilled === undefined ? [] : functionsOfValue(context, fulfilled).members;
  if (handler !== undefined && isFunctionLiteral(ts, handler) && !ts.isBlock(handler.body)) {
    return outcomeAs(context, handler.body);
  }
  const given = context.strength === 'syntax' ? undefined : checker.getAwaitedType(checker.getTypeAtLocation(made));
  return given !== undefined && (given.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) !== 0 ? 'nothing' : undefined;
}

function outcomeAs(context: FactContext, expression: ts.Expression): Outcome | undefined {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (isNothing(ts, bare) && bare.kind !== ts.SyntaxKind.NullKeyword) {
    return 'nothing';
  }
  if (ts.isStringLiteralLike(bare)) {
    return { text: bare.text };
  }
  const name = ts.isIdentifier(bare) ? symbolOf(context, bare) : undefined;
  const value = ts.isIdentifier(bare) ? singleValueOf(context, bare) : bare;
  const object = value === undefined ? undefined : bareExpression(ts, value);
  return object !== undefined && ts.isObjectLiteralExpression(object) ? { object, name } : undefined;
}

/** How a condition turns out when the variable holds the outcome; undefined where it does not decide that. */
export function decidedBy(context: FactContext, test: FlowEvent, node: ts.Node, outcome: Outcome, name: ts.Identifier | undefined): boolean | undefined {
  const { ts } = context;
  const bare = ts.isExpression(node) ? bareExpression(ts, node) : node;
  const isIt = (at: ts.Node): boolean => name !== undefined && ts.isIdentifier(at) && symbolOf(context, at) === symbolOf(context, name);
  if (isIt(bare)) {
    return outcome !== 'nothing' && !(typeof outcome === 'object' && 'text' in outcome && outcome.text === '' && test.asks === 'truthy');
  }
  if (ts.isPropertyAccessExpression(bare) && isIt(bareExpression(ts, bare.expression))) {
    return propertyOf(context, outcome, bare.name.text);
  }
  if (!ts.isBinaryExpression(bare)) {
    return undefined;
  }
  const sides = [bare.left, bare.right].map(side => bareExpression(ts, side));
  const other = sides.some(isIt) ? sides.find(side => !isIt(side)) : undefined;
  const isSame = other === undefined ? undefined : equals(context, outcome, other);
  const { EqualsEqualsEqualsToken, ExclamationEqualsEqualsToken } = ts.SyntaxKind;
  return bare.operatorToken.kind === EqualsEqualsEqualsToken ? isSame : bare.operatorToken.kind === ExclamationEqualsEqualsToken && isSame !== undefined ? !isSame : undefined;
}

/** Whether a property that is written as `true` or `false`, or that a text does not have, is one. */
function propertyOf({ ts }: FactContext, outcome: Outcome, property: string): boolean | undefined {
  if (outcome === 'nothing' || 'text' in outcome) {
    return outcome === 'nothing' || property === 'length' ? undefined : false;
  }
  const members = outcome.object.properties.filter(member => member.name?.getText() === property);
  const [written] = members;
  const value = written !== undefined && ts.isPropertyAssignment(written) && members.length === 1 ? written.initializer.kind : undefined;
  return value === ts.SyntaxKind.TrueKeyword ? true : value === ts.SyntaxKind.FalseKeyword ? false : undefined;
}

function equals(context: FactContext, outcome: Outcome, other: ts.Expression): boolean | undefined {
  const { ts } = context;
  if (outcome === 'nothing' || 'text' in outcome) {
    const isNone = isNothing(ts, other) && other.kind !== ts.SyntaxKind.NullKeyword;
    const text = ts.isStringLiteralLike(other) ? other.text : undefined;
    return isNone || text !== undefined ? (outcome === 'nothing' ? isNone : outcome.text === text) : undefined;
  }
  return outcome.name !== undefined && ts.isIdentifier(other) && symbolOf(context, other) === outcome.name ? true : undefined;
}
