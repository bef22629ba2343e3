import type ts from 'typescript';
import type { Compiler } from '../context.ts';

/** The last name of a callee, a type name or a property access; undefined where it has none. */
export function lastNameOf(compiler: Compiler, node: ts.Node): ts.Identifier | ts.PrivateIdentifier | ts.StringLiteralLike | undefined {
  if (compiler.isIdentifier(node)) {
    return node;
  }
  if (compiler.isPropertyAccessExpression(node)) {
    return node.name;
  }
  if (compiler.isElementAccessExpression(node)) {
    return compiler.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression : undefined;
  }
  return compiler.isQualifiedName(node) ? node.right : undefined;
}

/** The expression or name that a node stands for: without parentheses and casts, a type reference's name, a heritage clause's expression. */
export function named(compiler: Compiler, node: ts.Node): ts.Node {
  let inner = node;
  for (;;) {
    if (compiler.isExpressionWithTypeArguments(inner) || compiler.isParenthesizedExpression(inner)) {
      inner = inner.expression;
    } else if (compiler.isAsExpression(inner) || compiler.isSatisfiesExpression(inner)) {
      inner = inner.expression;
    } else if (compiler.isNonNullExpression(inner) || compiler.isTypeAssertionExpression(inner)) {
      inner = inner.expression;
    } else if (compiler.isTypeReferenceNode(inner)) {
      inner = inner.typeName;
    } else {
      return inner;
    }
  }
}

export function textOfName(compiler: Compiler, name: ts.PropertyName | ts.ModuleExportName | ts.BindingName | undefined): string | undefined {
  if (name === undefined) {
    return undefined;
  }
  if (compiler.isIdentifier(name) || compiler.isPrivateIdentifier(name) || compiler.isStringLiteralLike(name)) {
    return name.text;
  }
  return undefined;
}
