import type ts from 'typescript';
import type { Compiler } from '../context.ts';
import { filePath, packagePath, type Path } from './path.ts';
import { textOfName } from './named.ts';

/** What an import binds: the module's specifier, and the export's name; no name for the module as a whole. */
export interface ImportedName {
  readonly specifier: ts.StringLiteralLike;
  readonly name?: string;
}

export function importedName(compiler: Compiler, declaration: ts.Declaration): ImportedName | undefined {
  const specifier = specifierOf(compiler, declaration);
  if (specifier === undefined) {
    return undefined;
  }
  if (compiler.isImportClause(declaration)) {
    return { specifier, name: 'default' };
  }
  if (compiler.isImportSpecifier(declaration) || compiler.isExportSpecifier(declaration)) {
    const name = textOfName(compiler, declaration.propertyName ?? declaration.name);
    return name === undefined ? undefined : { specifier, name };
  }
  return { specifier };
}

function specifierOf(compiler: Compiler, declaration: ts.Declaration): ts.StringLiteralLike | undefined {
  if (compiler.isImportEqualsDeclaration(declaration)) {
    const { moduleReference } = declaration;
    return compiler.isExternalModuleReference(moduleReference) && compiler.isStringLiteralLike(moduleReference.expression)
      ? moduleReference.expression
      : undefined;
  }
  const isBinding =
    compiler.isImportClause(declaration) ||
    compiler.isImportSpecifier(declaration) ||
    compiler.isNamespaceImport(declaration) ||
    compiler.isExportSpecifier(declaration) ||
    compiler.isNamespaceExport(declaration);
  if (!isBinding) {
    return undefined;
  }
  let statement: ts.Node = declaration;
  while (!compiler.isImportDeclaration(statement) && !compiler.isExportDeclaration(statement)) {
    statement = statement.parent;
  }
  const { moduleSpecifier } = statement;
  return moduleSpecifier !== undefined && compiler.isStringLiteralLike(moduleSpecifier) ? moduleSpecifier : undefined;
}

export function isRelative(specifier: string): boolean {
  return /^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..';
}

/** The file that a relative specifier means, as far as the text tells: extensions are not resolved. */
export function relativeFile(from: string, specifier: string): string {
  const segments = from.split('/').slice(0, -1);
  for (const segment of specifier.split('/')) {
    if (segment === '..') {
      segments.pop();
    } else if (segment !== '.') {
      segments.push(segment);
    }
  }
  return segments.join('/');
}

/** `import('vscode').CancellationToken` */
export function pathOfImportType(compiler: Compiler, type: ts.ImportTypeNode): Path | undefined {
  const { argument, qualifier } = type;
  const isModule = compiler.isLiteralTypeNode(argument) && compiler.isStringLiteral(argument.literal);
  return isModule && qualifier !== undefined && !isRelative(argument.literal.text)
    ? packagePath(argument.literal.text, ...qualifier.getText().split('.'))
    : undefined;
}

export type WithMembers = ts.ClassLikeDeclaration | ts.InterfaceDeclaration;

export function hasMembers(compiler: Compiler, node: ts.Node): node is WithMembers {
  return compiler.isClassLike(node) || compiler.isInterfaceDeclaration(node);
}

export function pathOfClass(declaration: WithMembers): Path {
  return filePath(declaration.getSourceFile().fileName, declaration.name?.text ?? 'default');
}

export function classAround(compiler: Compiler, node: ts.Node): ts.ClassLikeDeclaration | undefined {
  let around = node.parent;
  while (!compiler.isSourceFile(around)) {
    if (compiler.isClassLike(around)) {
      return around;
    }
    if (compiler.isFunctionDeclaration(around) || compiler.isFunctionExpression(around)) {
      return undefined;
    }
    around = around.parent;
  }
  return undefined;
}

/** The member of that name, also one that the constructor declares as a parameter property. */
export function memberNamed(compiler: Compiler, declaration: WithMembers, name: string, isStatic: boolean): ts.Declaration | undefined {
  for (const member of declaration.members) {
    if (compiler.isConstructorDeclaration(member) && !isStatic) {
      const property = member.parameters.find(
        parameter => textOfName(compiler, parameter.name) === name && compiler.isParameterPropertyDeclaration(parameter, member),
      );
      if (property !== undefined) {
        return property;
      }
    } else if (textOfName(compiler, member.name) === name && hasModifier(compiler, member, compiler.SyntaxKind.StaticKeyword) === isStatic) {
      return member;
    }
  }
  return undefined;
}

/** What the class extends; what an interface extends, if it is one thing. */
export function extendedBy(compiler: Compiler, declaration: WithMembers): ts.Expression | undefined {
  const clause = declaration.heritageClauses?.find(one => one.token === compiler.SyntaxKind.ExtendsKeyword);
  return clause?.types.length === 1 ? clause.types[0]?.expression : undefined;
}

/** Certainly never set again: a constant, a `require`, a field of which only the initialiser is known to TypeScript. */
export function staysAsSet(compiler: Compiler, declaration: ts.VariableDeclaration | ts.ParameterDeclaration | ts.PropertyDeclaration): boolean {
  if (compiler.isVariableDeclaration(declaration)) {
    return isConst(compiler, declaration) || isRequireCall(compiler, declaration.initializer);
  }
  return compiler.isPropertyDeclaration(declaration);
}

/** `const`, `using` or `await using`. */
export function isConst(compiler: Compiler, declaration: ts.VariableDeclaration): boolean {
  const { Const, Using } = compiler.NodeFlags;
  return (compiler.getCombinedNodeFlags(declaration) & (Const | Using)) !== 0;
}

function isRequireCall(compiler: Compiler, node: ts.Expression | undefined): boolean {
  return node !== undefined && compiler.isCallExpression(node) && compiler.isIdentifier(node.expression) && node.expression.text === 'require';
}

export function hasModifier(compiler: Compiler, node: ts.Node, kind: ts.ModifierSyntaxKind): boolean {
  return compiler.canHaveModifiers(node) && (compiler.getModifiers(node)?.some(one => one.kind === kind) ?? false);
}

/** A variable of a function, a parameter, a part of a pattern: its name means nothing outside. */
export function isLocal(compiler: Compiler, declaration: ts.Declaration): boolean {
  if (compiler.isVariableDeclaration(declaration)) {
    const statement = declaration.parent.parent;
    return !(compiler.isVariableStatement(statement) && compiler.isSourceFile(statement.parent));
  }
  return compiler.isParameter(declaration) || compiler.isBindingElement(declaration);
}

export function isNothing(compiler: Compiler, type: ts.TypeNode): boolean {
  const isNull = compiler.isLiteralTypeNode(type) && type.literal.kind === compiler.SyntaxKind.NullKeyword;
  return isNull || type.kind === compiler.SyntaxKind.UndefinedKeyword || type.kind === compiler.SyntaxKind.VoidKeyword;
}

/** The global class of which a literal is an instance. */
export function classOfLiteral(compiler: Compiler, node: ts.Node): string | undefined {
  if (compiler.isArrayLiteralExpression(node)) {
    return 'Array';
  }
  if (compiler.isStringLiteralLike(node) || compiler.isTemplateExpression(node)) {
    return 'String';
  }
  return compiler.isRegularExpressionLiteral(node) ? 'RegExp' : undefined;
}
