import type ts from 'typescript';
import { symbolOf } from '../callee.ts';
import { packageOfFile } from '../catalog/declared.ts';
import type { FactContext } from '../context.ts';
import { bareExpression } from '../syntax.ts';
import { calledParameter } from './callee.ts';
import { methodCallOf } from './syntax.ts';

/**
 * Is what a call runs code of somebody else: of a package, the platform, an import that leads out of the project?
 *
 * Nobody here has read such code, and it fails as code does. What the project itself only declares (a member of an interface, a
 * parameter's function type) it also implements somewhere, in a place that we did not find: of that nobody knows whether it handles
 * its errors.
 */
export function isForeign(context: FactContext, call: ts.CallExpression): boolean {
  const { ts } = context;
  const method = methodCallOf(ts, call);
  const isApplied = method !== undefined && (method.method.text === 'call' || method.method.text === 'apply');
  const callee = bareExpression(ts, isApplied ? method.receiver : call.expression);
  if (calledParameter(context, call) !== undefined) {
    return false;
  }
  const declarations = symbolOf(context, callee)?.declarations ?? [];
  if (declarations.length === 0) {
    return signatureOf(context, call) ?? comesFromOutside(context, callee);
  }
  return declarations.every(declaration => isOutside(context, declaration) || (isValue(ts, declaration) && signatureOf(context, call) === true));
}

/** A member of an interface of the project, or an abstract one: somebody implements it, and nobody here has read how. */
export function isOnlyDeclared(context: FactContext, call: ts.CallExpression): boolean {
  const { ts } = context;
  const declarations = symbolOf(context, bareExpression(ts, call.expression))?.declarations ?? [];
  return declarations.length > 0 && declarations.every(declaration => ts.isMethodSignature(declaration) || (ts.isMethodDeclaration(declaration) && declaration.body === undefined));
}

/** `const { mutate } = useMutation()`: a name of the project's for a function that a package declares. */
function isValue(ts: FactContext['ts'], declaration: ts.Declaration): boolean {
  return (ts.isVariableDeclaration(declaration) && declaration.type === undefined) || ts.isBindingElement(declaration);
}

/** Does the signature stand outside of the project that the type of the callee gives? Undefined where types are not at hand, or it has none. */
function signatureOf(context: FactContext, call: ts.CallExpression): boolean | undefined {
  if (context.strength === 'syntax') {
    return undefined;
  }
  context.trace.askedTypes();
  const declaration = context.checker.getResolvedSignature(call)?.declaration;
  return declaration === undefined ? undefined : isOutside(context, declaration);
}

function isOutside({ ts, program }: FactContext, declaration: ts.Node): boolean {
  const file = declaration.getSourceFile();
  return packageOfFile(file.fileName) !== undefined || program.isSourceFileDefaultLibrary(file) || isInNamedModule(ts, declaration);
}

/** `declare module 'editor' { … }` describes a package that brings no types along. */
function isInNamedModule(ts: FactContext['ts'], declaration: ts.Node): boolean {
  let at = declaration;
  while (!ts.isSourceFile(at)) {
    if (ts.isModuleDeclaration(at) && ts.isStringLiteral(at.name)) {
      return true;
    }
    at = at.parent;
  }
  return false;
}

/** Where nothing declares what is called, the name tells with which it begins: one that is imported from a package, or that no file here declares. */
function comesFromOutside(context: FactContext, callee: ts.Expression): boolean {
  const { ts, checker } = context;
  let root = callee;
  while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root) || ts.isCallExpression(root)) {
    root = bareExpression(ts, root.expression);
  }
  if (!ts.isIdentifier(root)) {
    return false;
  }
  const declarations = checker.getSymbolAtLocation(root)?.declarations ?? [];
  return declarations.every(declaration => {
    const specifier = importedFrom(ts, declaration);
    return specifier === undefined ? isOutside(context, declaration) : !leadsInside(specifier);
  });
}

function importedFrom(ts: FactContext['ts'], declaration: ts.Declaration): string | undefined {
  let at: ts.Node = declaration;
  while (ts.isImportSpecifier(at) || ts.isNamedImports(at) || ts.isNamespaceImport(at) || ts.isImportClause(at)) {
    at = at.parent;
  }
  return ts.isImportDeclaration(at) && ts.isStringLiteral(at.moduleSpecifier) ? at.moduleSpecifier.text : undefined;
}

/** A path, one of the package's own `imports`, or the usual aliases of a path, none of which can be a package's name. */
function leadsInside(specifier: string): boolean {
  return /^(?:[./#~]|@\/)/.test(specifier);
}
