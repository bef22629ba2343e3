import type ts from 'typescript';
import type { Compiler } from '../facts/context.ts';

const separator = ' › ';

/**
 * The names of the functions and classes around a node, outermost first, the node's own included.
 *
 * A function without a name is called after what holds it: a property, a variable, or the call that it is an argument of
 * together with that call's title (`test('closes the socket')`). It stays the same while other code of the file changes.
 */
export function symbolPathOf(ts: Compiler, node: ts.Node): string {
  const names: string[] = [];
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at) || ts.isClassLike(at) || ts.isModuleDeclaration(at)) {
      names.unshift(nameOf(ts, at));
    }
  }
  return names.join(separator);
}

function nameOf(ts: Compiler, node: ts.SignatureDeclaration | ts.ClassLikeDeclaration | ts.ModuleDeclaration): string {
  if (ts.isConstructorDeclaration(node)) {
    return 'constructor';
  }
  if (node.name !== undefined) {
    return node.name.getText();
  }
  const holder = node.parent;
  if ((ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder) || ts.isPropertyDeclaration(holder)) && holder.initializer === node) {
    return holder.name.getText();
  }
  if (ts.isBinaryExpression(holder)) {
    return holder.left.getText();
  }
  if (ts.isCallExpression(holder) || ts.isNewExpression(holder)) {
    const title = holder.arguments?.find(argument => ts.isStringLiteralLike(argument));
    return `${lastName(ts, holder.expression)}(${title?.getText() ?? ''})`;
  }
  return ts.isExportAssignment(holder) ? 'default' : '(anonymous)';
}

function lastName(ts: Compiler, callee: ts.Expression): string {
  if (ts.isPropertyAccessExpression(callee)) {
    return callee.name.text;
  }
  return ts.isIdentifier(callee) ? callee.text : '(call)';
}
