import type ts from 'typescript';
import type { Span } from '../../flow/graph.ts';
import { symbolOf } from '../callee.ts';
import { closingMethods } from '../catalog/vocabulary.ts';
import type { FactContext } from '../context.ts';
import type { RegistrationNode } from './site.ts';
import { bareExpression, consumerOf, isWithin, spanOf } from '../syntax.ts';
import { functionsOfValue, type Call } from '../task/callee.ts';
import { isFunctionLiteral } from '../task/syntax.ts';

/**
 * The method by which the object that sets a timer is closed, where that certainly leaves the timer set.
 *
 * The object is that of a class, or what a function returns as a literal of closures. It is closed by a method that is called so. Closing clears the
 * timer if it, or what it calls of the same object, mentions what holds the handle; it cannot if nobody holds it. A timer that looks before it acts
 * may be left to find out by itself.
 */
export function closingThatLeaves(context: FactContext, node: RegistrationNode): Closing | undefined {
  const holder = holderOf(context, node.call);
  if (holder === 'unknown' || !actsUnasked(context, node)) {
    return undefined;
  }
  const closings = closingsAround(context, node);
  const isInside = closings.some(closing => isWithin(closing, node.call));
  if (closings.length === 0 || isInside) {
    return undefined;
  }
  const clears = closings.some(closing => reaches(context, closing, at => holder !== 'nobody' && isHolder(context, at, holder)));
  const [closing] = closings;
  return clears || closing?.name === undefined ? undefined : { span: spanOf(closing.name), name: closing.name.getText() };
}

export interface Closing {
  readonly span: Span;
  readonly name: string;
}

type Holder = ts.Symbol | 'nobody' | 'unknown';

function holderOf(context: FactContext, call: ts.CallExpression): Holder {
  const { ts } = context;
  const consumer = consumerOf(ts, call);
  if (ts.isExpressionStatement(consumer)) {
    return 'nobody';
  }
  if (!ts.isBinaryExpression(consumer) || consumer.operatorToken.kind !== ts.SyntaxKind.EqualsToken) {
    return 'unknown';
  }
  const left = bareExpression(ts, consumer.left);
  const isField = ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword;
  return isField || ts.isIdentifier(left) ? (symbolOf(context, left) ?? 'unknown') : 'unknown';
}

function isHolder(context: FactContext, at: ts.Node, holder: ts.Symbol): boolean {
  return symbolOf(context, at) === holder;
}

/** Does the callback do something with the object or its closures, without looking whether it is still wanted? */
function actsUnasked(context: FactContext, { callback }: RegistrationNode): boolean {
  const { ts } = context;
  const { members, closed } = functionsOfValue(context, callback);
  if (members.length !== 1 || closed === 'no') {
    return false;
  }
  const met = { acts: false, asks: false };
  const visit = (at: ts.Node): void => {
    if (ts.isFunctionLike(at)) {
      return;
    }
    met.asks ||= ts.isIfStatement(at) || ts.isConditionalExpression(at) || (ts.isBinaryExpression(at) && isLogical(ts, at));
    met.acts ||= ts.isCallExpression(at) && isOwnCall(context, at);
    ts.forEachChild(at, visit);
  };
  members.forEach(member => {
    ts.forEachChild(member, visit);
  });
  return met.acts && !met.asks;
}

function isLogical(ts: FactContext['ts'], { operatorToken }: ts.BinaryExpression): boolean {
  return operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken || operatorToken.kind === ts.SyntaxKind.BarBarToken;
}

/** `this.reconnect()`, or a call of a function that stands around. */
function isOwnCall(context: FactContext, { expression }: Call): boolean {
  const { ts } = context;
  const callee = bareExpression(ts, expression);
  if (ts.isPropertyAccessExpression(callee)) {
    return callee.expression.kind === ts.SyntaxKind.ThisKeyword;
  }
  const declaration = ts.isIdentifier(callee) ? symbolOf(context, callee)?.valueDeclaration : undefined;
  return declaration !== undefined && ts.isFunctionDeclaration(declaration) && !ts.isSourceFile(declaration.parent);
}

function closingsAround(context: FactContext, { call }: RegistrationNode): readonly ts.NamedDeclaration[] {
  const { ts } = context;
  const owner = ts.findAncestor(call, ts.isClassLike);
  if (owner !== undefined) {
    return owner.members.filter(member => ts.isMethodDeclaration(member) && member.body !== undefined && isClosing(member.name));
  }
  const found: ts.NamedDeclaration[] = [];
  for (let at = context.functionAround(call); !ts.isSourceFile(at); at = context.functionAround(at)) {
    found.push(...closuresReturnedBy(context, at));
  }
  return found;
}

function isClosing(name: ts.PropertyName): boolean {
  return 'text' in name && closingMethods.some(({ word }) => word === name.text);
}

/** `return { close: () => { … } }` */
function closuresReturnedBy({ ts }: FactContext, fn: ts.Node): readonly ts.NamedDeclaration[] {
  const found: ts.NamedDeclaration[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isFunctionLike(at)) {
      return;
    }
    const given = ts.isReturnStatement(at) && at.expression !== undefined ? bareExpression(ts, at.expression) : undefined;
    for (const property of given !== undefined && ts.isObjectLiteralExpression(given) ? given.properties : []) {
      const isFunction = ts.isMethodDeclaration(property) || (ts.isPropertyAssignment(property) && isFunctionLiteral(ts, property.initializer));
      if (isFunction && isClosing(property.name)) {
        found.push(property);
      }
    }
    ts.forEachChild(at, visit);
  };
  ts.forEachChild(fn, visit);
  return found;
}

/** Does a function, or what it calls of the same file, hold a node of this kind? What hands the object away may do anything. */
function reaches(context: FactContext, start: ts.Node, isSought: (at: ts.Node) => boolean): boolean {
  const { ts } = context;
  const waiting = [start];
  const seen = new Set<ts.Node>(waiting);
  const met = { sought: false };
  const visit = (at: ts.Node): void => {
    met.sought ||= isSought(at) || (at.kind === ts.SyntaxKind.ThisKeyword && !ts.isPropertyAccessExpression(at.parent));
    if (ts.isIdentifier(at) || ts.isPrivateIdentifier(at)) {
      const declaration = symbolOf(context, ts.isPropertyAccessExpression(at.parent) && at.parent.name === at ? at.parent : at)?.valueDeclaration;
      if (declaration?.getSourceFile() === start.getSourceFile() && !seen.has(declaration) && isFunctionDeclared(context, declaration)) {
        seen.add(declaration);
        waiting.push(declaration);
      }
    }
    ts.forEachChild(at, visit);
  };
  for (const node of waiting) {
    ts.forEachChild(node, visit);
  }
  return met.sought;
}

function isFunctionDeclared({ ts }: FactContext, declaration: ts.Declaration): boolean {
  const isHolder = ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration) || ts.isPropertyAssignment(declaration);
  return ts.isFunctionLike(declaration) || (isHolder && declaration.initializer !== undefined && isFunctionLiteral(ts, declaration.initializer));
}
