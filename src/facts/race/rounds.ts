import type ts from 'typescript';
import { firstPath, pointAfter } from '../../flow/reach.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { fieldValues } from '../field.ts';
import { singleValueOf } from '../single-value.ts';
import { bareExpression, isWithin } from '../syntax.ts';
import { isTask } from '../task/type.ts';
import type { Race, RaceNode } from './node.ts';
import { rootOf } from './node.ts';

/**
 * Races that are run again and again.
 *
 * Who races a promise adds a reaction to it, which stays there until the promise is settled, together with what the race has given. In a loop
 * without a bound these gather on a promise that lives longer than the rounds.
 * https://tc39.es/ecma262/#sec-performpromisethen, https://github.com/nodejs/node/issues/17469
 */
export function outlivesRounds(context: FactContext, race: Race, { call, racers, isPlatforms }: RaceNode, racer: ts.Expression): boolean {
  const loop = isPlatforms ? loopAround(context, call) : undefined;
  const outer = loop === undefined ? undefined : rootOf(context, racer);
  if (loop === undefined || outer === undefined || !isUnbounded(context, loop) || !goesRound(context, race)) {
    return false;
  }
  const isAnew = racers.some(other => other !== racer && isMadeWithin(context, other, loop));
  return isAnew && staysOutside(context, outer, loop) && isTask(context, outer) === 'yes';
}

export function loopAround({ ts }: FactContext, node: ts.Node): ts.IterationStatement | undefined {
  const around = ts.findAncestor(node, at => (ts.isIterationStatement(at, false) ? true : ts.isFunctionLike(at) ? 'quit' : false));
  return around !== undefined && ts.isIterationStatement(around, false) ? around : undefined;
}

/** It goes round as long as something holds, or something comes: it does not count, compare, or go through a list. */
function isUnbounded({ ts }: FactContext, loop: ts.IterationStatement): boolean {
  if (ts.isForOfStatement(loop)) {
    return loop.awaitModifier !== undefined;
  }
  if (ts.isForStatement(loop)) {
    return loop.incrementor === undefined && (loop.condition === undefined || !isComparison(ts, loop.condition));
  }
  return (ts.isWhileStatement(loop) || ts.isDoStatement(loop)) && !isComparison(ts, loop.expression);
}

function isComparison(ts: FactContext['ts'], condition: ts.Expression): boolean {
  const { SyntaxKind } = ts;
  const compares = (node: ts.Node): boolean =>
    (ts.isBinaryExpression(node) && [SyntaxKind.LessThanToken, SyntaxKind.LessThanEqualsToken, SyntaxKind.GreaterThanToken, SyntaxKind.GreaterThanEqualsToken].includes(node.operatorToken.kind)) ||
    ts.isPostfixUnaryExpression(node) ||
    (ts.isPrefixUnaryExpression(node) && node.operator !== SyntaxKind.ExclamationToken) ||
    ts.forEachChild(node, compares) === true;
  return compares(condition);
}

function goesRound(context: FactContext, { call }: Race): boolean {
  const { graph } = context.homeOf(call);
  return firstPath(graph, pointAfter(graph, call), { visit: event => (event === call ? 'target' : 'pass') }) !== undefined;
}

function isMadeWithin(context: FactContext, racer: ts.Expression, loop: ts.Node): boolean {
  const { ts } = context;
  const root = rootOf(context, racer);
  if (ts.isIdentifier(root)) {
    const value = singleValueOf(context, root);
    return value !== undefined && isWithin(loop, value) && (ts.isCallExpression(bareExpression(ts, value)) || ts.isNewExpression(bareExpression(ts, value)));
  }
  return ts.isCallExpression(root) || ts.isNewExpression(root);
}

/** A name, or a property of one, that stands for the same promise in each round. */
export function staysOutside(context: FactContext, root: ts.Expression, loop: ts.Node): boolean {
  const { ts } = context;
  if (ts.isIdentifier(root)) {
    const declaration = symbolOf(context, root)?.valueDeclaration;
    return declaration !== undefined && !isWithin(loop, declaration) && staysAsMade(context, root, declaration);
  }
  if (!ts.isPropertyAccessExpression(root)) {
    return false;
  }
  const holder = bareExpression(ts, root.expression);
  if (holder.kind === ts.SyntaxKind.ThisKeyword) {
    const { members, closed } = fieldValues(context, root);
    return closed === 'yes' && members.length === 1;
  }
  return isFixedProperty(context, root) && staysOutside(context, holder, loop);
}

/** A constant, what a pattern of constants holds, or a parameter that nobody writes. */
function staysAsMade(context: FactContext, name: ts.Identifier, declaration: ts.Declaration): boolean {
  const { ts } = context;
  if (ts.isVariableDeclaration(declaration)) {
    return singleValueOf(context, name) !== undefined;
  }
  const holder = ts.isBindingElement(declaration) ? ts.walkUpBindingElementsAndPatterns(declaration) : declaration;
  return (ts.isVariableDeclaration(holder) && (ts.getCombinedNodeFlags(holder) & ts.NodeFlags.Const) !== 0) || ts.isParameter(holder);
}

function isFixedProperty(context: FactContext, access: ts.PropertyAccessExpression): boolean {
  const { ts, program } = context;
  const declaration = symbolOf(context, access)?.valueDeclaration;
  if (declaration === undefined || (!ts.isPropertyDeclaration(declaration) && !ts.isPropertySignature(declaration))) {
    return false;
  }
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0 || program.isSourceFileDefaultLibrary(declaration.getSourceFile());
}
