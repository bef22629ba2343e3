/**
 * Classes, evaluated where they stand: decorators of the class, heritage, each member's decorators, key and closure in order; then
 * the decorators are called, members' first; then static fields and blocks. Instance fields run elsewhere, once for each instance, in a graph of the class's own.
 */
import type ts from 'typescript';
import type { ValueId } from '../flow/graph.ts';
import { hasModifier, isFunctionWithBody, isInstanceField, isStatic } from './functions.ts';
import { risk } from './leaving.ts';
import type { Lowering } from './lowering.ts';
import { lowerComputedName } from './patterns.ts';

export function lowerClass(lowering: Lowering, node: ts.ClassLikeDeclaration): ValueId {
  const { ts } = lowering;
  const decorators = lowerDecorators(lowering, node);
  const heritage = (node.heritageClauses ?? [])
    .filter(clause => clause.token === ts.SyntaxKind.ExtendsKeyword)
    .flatMap(clause => clause.types.map(type => lowering.expression(type.expression)));
  const members = node.members.map(member => ({
    decorators: lowerDecorators(lowering, member),
    closures: lowerMember(lowering, member),
  }));
  for (const { decorator, callee } of [...members.flatMap(member => member.decorators), ...decorators]) {
    risk(lowering, 'call', decorator, [callee]);
  }
  const value = lowering.constant(node, [...heritage, ...members.flatMap(({ closures }) => closures)]);
  if (ts.isClassDeclaration(node)) {
    const place = node.name === undefined ? lowering.names.global('default') : lowering.names.variable(node.name);
    lowering.assign(node, place, value);
  }
  lowering.scoped({ self: value }, () => {
    for (const member of node.members) {
      lowerStaticPart(lowering, member, value);
    }
  });
  return value;
}

/** The graph of a class of its own: what happens to each new instance before its constructor's body. */
export function lowerInstanceFields(lowering: Lowering, node: ts.ClassLikeDeclaration): void {
  for (const member of node.members) {
    if (isInstanceField(lowering.ts, member)) {
      assignField(lowering, member, member.initializer, lowering.thisValue(node));
    }
  }
}

function lowerMember(lowering: Lowering, member: ts.ClassElement): ValueId[] {
  if (lowering.ts.canHaveModifiers(member) && hasModifier(member, lowering.ts.SyntaxKind.DeclareKeyword)) {
    return [];
  }
  lowerComputedName(lowering, member.name);
  return isFunctionWithBody(lowering.ts, member) ? [lowering.produce('function', member, [])] : [];
}

function lowerStaticPart(lowering: Lowering, member: ts.ClassElement, self: ValueId): void {
  const { ts } = lowering;
  if (ts.isClassStaticBlockDeclaration(member)) {
    lowering.statements(member.body.statements);
  } else if (ts.isPropertyDeclaration(member) && member.initializer !== undefined && isStatic(ts, member)) {
    assignField(lowering, member, member.initializer, self);
  }
}

function assignField(
  lowering: Lowering,
  node: ts.PropertyDeclaration,
  initializer: ts.Expression,
  self: ValueId,
): void {
  const { ts, names } = lowering;
  const value = lowering.expression(initializer);
  const place = ts.isComputedPropertyName(node.name)
    ? names.element(self, undefined)
    : names.field(self, node.name);
  lowering.assign(node, place, value);
}

interface Decoration {
  readonly decorator: ts.Decorator;
  readonly callee: ValueId;
}

function lowerDecorators(lowering: Lowering, node: ts.Node): Decoration[] {
  const { ts } = lowering;
  const own = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  const decorations = own.map(decorator => ({ decorator, callee: lowering.expression(decorator.expression) }));
  const parameters = ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node) ? node.parameters : [];
  return [...decorations, ...parameters.flatMap(parameter => lowerDecorators(lowering, parameter))];
}
