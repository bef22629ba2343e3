import type ts from 'typescript';
import type { FunctionNode } from '../lower/lowered.ts';
import type { Callee, FactContext } from './context.ts';
import { bareExpression } from './syntax.ts';

const unread: Callee = { members: [], closed: 'no' };

/**
 * Which functions can this call reach?
 *
 * Told by the symbol of what is called, aliases resolved; types are not asked for. A call of a parameter, of an
 * interface's method, or of something that only has a declaration reaches functions that nobody here has read.
 * A method that a subclass may override is read, but not known to be the only one.
 */
export function calleeOf(context: FactContext, call: ts.Node): Callee {
  const { ts } = context;
  if (ts.isCallExpression(call) || ts.isNewExpression(call)) {
    return functionsBehind(context, call.expression);
  }
  return ts.isTaggedTemplateExpression(call) ? functionsBehind(context, call.tag) : unread;
}

/** The functions that an expression can evaluate to: a function expression, or a name for one. */
export function functionsBehind(context: FactContext, expression: ts.Expression): Callee {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (ts.isFunctionExpression(bare) || ts.isArrowFunction(bare)) {
    return { members: [bare], closed: 'yes' };
  }
  const symbol = symbolOf(context, bare);
  if (symbol === undefined) {
    return unread;
  }
  const all = symbol.declarations ?? [];
  const declarations = all.filter(declaration => !isOverloadSignature(context, declaration, all));
  const callees = declarations.map(declaration => functionsDeclaredBy(context, declaration));
  if (callees.length === 0) {
    return { ...unread, symbol };
  }
  const members = callees.flatMap(callee => callee.members);
  const closed = callees.every(callee => callee.closed === 'yes') ? 'yes' : callees.some(callee => callee.closed === 'no') ? 'no' : 'unknown';
  if (members.some(member => member.getSourceFile() !== bare.getSourceFile())) {
    context.trace.askedProgram();
  }
  return { members, closed, symbol };
}

/** The symbol that a name or a property access refers to, with import aliases resolved. */
export function symbolOf(context: FactContext, node: ts.Node): ts.Symbol | undefined {
  const { ts, checker } = context;
  const name = ts.isPropertyAccessExpression(node) ? node.name : ts.isIdentifier(node) || ts.isPrivateIdentifier(node) ? node : undefined;
  if (name === undefined) {
    return undefined;
  }
  const symbol =
    ts.isShorthandPropertyAssignment(name.parent) && name.parent.name === name
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : checker.getSymbolAtLocation(name);
  if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Alias) === 0) {
    return symbol;
  }
  const target = checker.getAliasedSymbol(symbol);
  // An import that leads nowhere (no program, a missing package) resolves to a symbol without declarations.
  return target.declarations === undefined ? undefined : target;
}

/** An overload's signature, whose implementation is another declaration of the same symbol. */
function isOverloadSignature({ ts }: FactContext, declaration: ts.Declaration, siblings: readonly ts.Declaration[]): boolean {
  const hasBody = (node: ts.Declaration): boolean => ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
  return ts.isFunctionLike(declaration) && !hasBody(declaration) && siblings.some(hasBody);
}

function functionsDeclaredBy(context: FactContext, declaration: ts.Declaration): Callee {
  const { ts } = context;
  if (ts.isFunctionDeclaration(declaration)) {
    return declaration.body === undefined ? unread : { members: [declaration], closed: 'yes' };
  }
  if (ts.isMethodDeclaration(declaration) || ts.isGetAccessorDeclaration(declaration)) {
    return declaration.body === undefined ? unread : { members: [declaration], closed: isFinalMember(context, declaration) ? 'yes' : 'unknown' };
  }
  if (ts.isClassDeclaration(declaration) || ts.isClassExpression(declaration)) {
    return constructedBy(context, declaration);
  }
  if (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined) {
    const isConst = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
    return functionValue(context, declaration.initializer, isConst);
  }
  if (ts.isPropertyDeclaration(declaration) && declaration.initializer !== undefined) {
    const isReadonly = ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly;
    return functionValue(context, declaration.initializer, isReadonly !== 0);
  }
  if (ts.isPropertyAssignment(declaration)) {
    return functionValue(context, declaration.initializer, false);
  }
  if (ts.isShorthandPropertyAssignment(declaration)) {
    // `module.exports = { listen }`: whoever holds the object may put something else there.
    const value = context.checker.getShorthandAssignmentValueSymbol(declaration)?.valueDeclaration;
    const behind = value === undefined || value === declaration ? unread : functionsDeclaredBy(context, value);
    return { ...behind, closed: behind.closed === 'yes' ? 'unknown' : behind.closed };
  }
  return unread;
}

function functionValue(context: FactContext, initializer: ts.Expression, isFinal: boolean): Callee {
  const { ts } = context;
  const bare = bareExpression(ts, initializer);
  const isFunction: (node: ts.Node) => node is FunctionNode & ts.Expression = (node): node is FunctionNode & ts.Expression =>
    ts.isArrowFunction(node) || ts.isFunctionExpression(node);
  return isFunction(bare) ? { members: [bare], closed: isFinal ? 'yes' : 'unknown' } : unread;
}

function constructedBy(context: FactContext, declaration: ts.ClassLikeDeclaration): Callee {
  const { ts } = context;
  const constructors = declaration.members.filter(member => ts.isConstructorDeclaration(member)).filter(member => member.body !== undefined);
  const derived = declaration.heritageClauses?.some(clause => clause.token === ts.SyntaxKind.ExtendsKeyword) === true;
  return { members: [...constructors, declaration], closed: derived ? 'unknown' : 'yes' };
}

function isFinalMember(context: FactContext, declaration: ts.MethodDeclaration | ts.GetAccessorDeclaration): boolean {
  const { ts } = context;
  if (ts.isPrivateIdentifier(declaration.name) || ts.isObjectLiteralExpression(declaration.parent)) {
    return true;
  }
  return (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Static)) !== 0;
}
