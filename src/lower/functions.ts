import type ts from 'typescript';
import type { Compiler } from './compiler.ts';
import type { FunctionNode } from './lowered.ts';

type FunctionWithBody = Exclude<FunctionNode, ts.SourceFile | ts.ClassLikeDeclaration>;

/** The nearest function around a node; that of a function is the one around it. */
export function functionAround(ts: Compiler, node: ts.Node): FunctionNode {
  let child = node;
  for (;;) {
    if (ts.isSourceFile(child)) {
      return child;
    }
    const { parent } = child;
    if (ts.isDecorator(child) && ts.isParameter(parent)) {
      // Evaluated where the class is, not where the parameter is.
      child = parent.parent;
      continue;
    }
    const inside = functionOfChild(ts, parent, child);
    if (inside !== undefined) {
      return inside;
    }
    child = parent;
  }
}

/** The function that begins between a node and its child: names, computed keys and decorators are still outside. */
export function functionOfChild(ts: Compiler, parent: ts.Node, child: ts.Node): FunctionNode | undefined {
  if (isFunctionWithBody(ts, parent)) {
    return child === parent.name || ts.isDecorator(child) ? undefined : parent;
  }
  return isInstanceField(ts, parent) && child === parent.initializer ? parent.parent : undefined;
}

export function isFunctionWithBody(ts: Compiler, node: ts.Node): node is FunctionWithBody {
  return (
    (ts.isFunctionDeclaration(node) ||
      ts.isFunctionExpression(node) ||
      ts.isArrowFunction(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isConstructorDeclaration(node) ||
      ts.isGetAccessorDeclaration(node) ||
      ts.isSetAccessorDeclaration(node)) &&
    node.body !== undefined
  );
}

/** A field that is initialised anew for each instance. */
export function isInstanceField(
  ts: Compiler,
  node: ts.Node,
): node is ts.PropertyDeclaration & { readonly parent: ts.ClassLikeDeclaration; readonly initializer: ts.Expression } {
  return ts.isPropertyDeclaration(node) && node.initializer !== undefined && !isStatic(ts, node);
}

export function isStatic(ts: Compiler, node: ts.ClassElement): boolean {
  return ts.canHaveModifiers(node) && hasModifier(node, ts.SyntaxKind.StaticKeyword);
}

export function hasModifier(node: ts.HasModifiers, kind: ts.ModifierSyntaxKind): boolean {
  return node.modifiers?.some(modifier => modifier.kind === kind) ?? false;
}

/** Is the name that of the variable, function, class, enum, namespace or import that its parent declares? */
export function declaresVariable(ts: Compiler, name: ts.Identifier): boolean {
  return isVariableDeclaration(ts, name.parent) && name.parent.name === name;
}

function isVariableDeclaration(ts: Compiler, node: ts.Node): node is ts.NamedDeclaration {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isImportClause(node) ||
    ts.isImportSpecifier(node) ||
    ts.isNamespaceImport(node) ||
    ts.isImportEqualsDeclaration(node)
  );
}
