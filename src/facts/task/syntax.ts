import type ts from 'typescript';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { Compiler } from '../context.ts';
import { bareExpression } from '../syntax.ts';

/** `receiver.method(…)`, also through an optional chain. */
export interface MethodCall {
  readonly call: ts.CallExpression;
  readonly receiver: ts.Expression;
  readonly method: ts.MemberName;
}

export function methodCallOf(ts: Compiler, node: ts.Node): MethodCall | undefined {
  if (!ts.isCallExpression(node)) {
    return undefined;
  }
  const callee = bareExpression(ts, node.expression);
  return ts.isPropertyAccessExpression(callee) ? { call: node, receiver: callee.expression, method: callee.name } : undefined;
}

export type Link = 'then' | 'catch' | 'finally';

/** A link of a promise chain, told by the method's name: whoever asks knows or finds out that the receiver is a task. */
export function linkOf(ts: Compiler, node: ts.Node): (MethodCall & { readonly link: Link }) | undefined {
  const found = methodCallOf(ts, node);
  const name = found?.method.text;
  return found !== undefined && (name === 'then' || name === 'catch' || name === 'finally') ? { ...found, link: name } : undefined;
}

/** The argument at a place, unless it is missing or says that there is none: `undefined`, `null`. */
export function givenArgument(ts: Compiler, call: ts.CallExpression | ts.NewExpression, index: number): ts.Expression | undefined {
  const argument = call.arguments?.[index];
  return argument === undefined || isNothing(ts, argument) ? undefined : argument;
}

export function isNothing(ts: Compiler, expression: ts.Expression): boolean {
  const bare = bareExpression(ts, expression);
  return bare.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(bare) && bare.text === 'undefined') || ts.isVoidExpression(bare);
}

export function isAsyncFunction(ts: Compiler, fn: FunctionNode): boolean {
  return hasModifier(ts, fn, ts.SyntaxKind.AsyncKeyword);
}

export function isGenerator(fn: FunctionNode): boolean {
  return 'asteriskToken' in fn && fn.asteriskToken !== undefined;
}

export function hasModifier(ts: Compiler, node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (node.modifiers?.some(modifier => modifier.kind === kind) ?? false);
}

/** Functions written where they are used. */
export function isFunctionLiteral(ts: Compiler, node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}
