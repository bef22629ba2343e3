import type ts from 'typescript';
import type { Compiler } from '../context.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { declaredGlobally, packageOfFile } from './declared.ts';
import type { CatalogEntry } from './entry.ts';
import { givesPromise } from './gives-promise.ts';
import { lastNameOf, named, textOfName } from './named.ts';
import { filePath, instanceOf, isInstance, libPath, memberOf, packagePath, type Path } from './path.ts';
import { promisifiedName } from './promisified.ts';
import {
  classAround,
  classOfLiteral,
  extendedBy,
  hasMembers,
  hasModifier,
  importedName,
  isConst,
  isLocal,
  isNothing,
  isRelative,
  memberNamed,
  pathOfClass,
  pathOfImportType,
  relativeFile,
  staysAsSet,
  type ImportedName,
  type WithMembers,
} from './written-declarations.ts';

/** A path, and the declaration in the project that has it. */
interface Place {
  readonly path: Path;
  readonly declaration?: ts.Declaration;
}

/** How many names, initialisers and base classes are followed; `const a = b; const b = a;` ends there. */
const depthLimit = 16;

const globalObjects: ReadonlySet<string> = new Set(['globalThis', 'window', 'self', 'global']);

const promised: Place = { path: instanceOf(libPath('Promise')) };

/**
 * Where a name comes from, as far as the text says it.
 *
 * A name bound by an import is the package's; a name that nothing declares is global; a `const` is what it was set to; a
 * parameter or field is an instance of the type that is written beside it. Only what is certain is followed: a variable that
 * may be set again, an untyped parameter, a type that takes inference to know are nobody's. Where the host has the whole
 * program, names are followed into the project's other files.
 */
export class WrittenPlaces {
  readonly #ts: Compiler;
  readonly #checker: ts.TypeChecker;
  readonly #index: CatalogIndex;

  constructor(compiler: Compiler, checker: ts.TypeChecker, index: CatalogIndex) {
    this.#ts = compiler;
    this.#checker = checker;
    this.#index = index;
  }

  entryOf(node: ts.Node): CatalogEntry | undefined {
    return this.#entryOf(node, depthLimit);
  }

  #entryOf(node: ts.Node, depth: number): CatalogEntry | undefined {
    let place = this.#placeOfName(named(this.#ts, node), depth);
    for (let left = depth; place !== undefined && left > 0; left--) {
      const entry = this.#index.find(place.path);
      if (entry !== undefined) {
        return entry;
      }
      place = this.#heldBy(place, left - 1);
    }
    return undefined;
  }

  #placeOfName(node: ts.Node, depth: number): Place | undefined {
    const ts = this.#ts;
    if (depth <= 0) {
      return undefined;
    }
    if (ts.isIdentifier(node)) {
      return this.#placeOfIdentifier(node, depth);
    }
    const last = lastNameOf(ts, node);
    const base = baseOf(ts, node);
    if (last === undefined || base === undefined) {
      return undefined;
    }
    const owner = this.#placeOfValue(base, depth - 1);
    return owner === undefined ? undefined : this.#memberOf(owner, last.text, depth - 1);
  }

  #placeOfValue(node: ts.Node, depth: number): Place | undefined {
    const ts = this.#ts;
    if (depth <= 0) {
      return undefined;
    }
    if (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)) {
      return this.#instanceOfType(node.type, depth);
    }
    const inner = ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) ? node.expression : node;
    if (inner !== node) {
      return this.#placeOfValue(inner, depth - 1);
    }
    if (ts.isNewExpression(node)) {
      return this.#instanceMadeBy(node.expression, depth);
    }
    if (ts.isCallExpression(node)) {
      return this.#resultOf(node, false, depth);
    }
    if (ts.isAwaitExpression(node)) {
      const awaited = named(ts, node.expression);
      return ts.isCallExpression(awaited) ? this.#resultOf(awaited, true, depth) : undefined;
    }
    if (node.kind === ts.SyntaxKind.ThisKeyword) {
      const around = classAround(ts, node);
      return around === undefined ? undefined : { path: instanceOf(pathOfClass(around)), declaration: around };
    }
    const literal = classOfLiteral(ts, node);
    return literal === undefined ? this.#placeOfName(named(ts, node), depth - 1) : { path: instanceOf(libPath(literal)) };
  }

  #placeOfIdentifier(identifier: ts.Identifier, depth: number): Place | undefined {
    const symbol = this.#symbolOf(identifier);
    if (symbol?.declarations === undefined || declaredGlobally(this.#ts, symbol)) {
      return { path: globalObjects.has(identifier.text) ? libPath() : libPath(identifier.text) };
    }
    return this.#placeOfSymbol(symbol, identifier.text, depth);
  }

  #symbolOf(identifier: ts.Identifier): ts.Symbol | undefined {
    const { parent } = identifier;
    return this.#ts.isShorthandPropertyAssignment(parent)
      ? this.#checker.getShorthandAssignmentValueSymbol(parent)
      : this.#checker.getSymbolAtLocation(identifier);
  }

  #placeOfSymbol(symbol: ts.Symbol, name: string, depth: number): Place | undefined {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (declaration === undefined || depth <= 0) {
      return undefined;
    }
    const imported = importedName(this.#ts, declaration);
    if (imported !== undefined) {
      return this.#placeOfImport(imported, depth);
    }
    const file = declaration.getSourceFile();
    // Names that a package's own types declare are for `DeclaredPaths`, which knows what declares what.
    return file.isDeclarationFile ? undefined : { path: filePath(file.fileName, name), declaration };
  }

  #placeOfImport({ specifier, name }: ImportedName, depth: number): Place | undefined {
    const module = specifier.text;
    const names = name === undefined ? [] : [name];
    if (!isRelative(module) && (this.#index.isPackageOfUser(module) || !this.#isOfProject(specifier))) {
      return { path: packagePath(module, ...names) };
    }
    const symbol = this.#checker.getSymbolAtLocation(specifier);
    if (symbol !== undefined && name !== undefined) {
      const exported = this.#checker.tryGetMemberInModuleExports(name, symbol);
      return exported === undefined ? undefined : this.#placeOfSymbol(exported, name, depth - 1);
    }
    return { path: filePath(relativeFile(specifier.getSourceFile().fileName, module), ...names) };
  }

  /** Does the specifier lead into the project's own sources (a path mapping, a workspace)? */
  #isOfProject(specifier: ts.StringLiteralLike): boolean {
    const file = this.#checker.getSymbolAtLocation(specifier)?.declarations?.[0]?.getSourceFile();
    return file !== undefined && !file.isDeclarationFile && packageOfFile(file.fileName) === undefined;
  }

  #memberOf(owner: Place, name: string, depth: number): Place | undefined {
    const ts = this.#ts;
    let place: Place = owner;
    for (let left = depth; left > 0; left--) {
      const { declaration, path }: Place = place;
      if (declaration !== undefined && hasMembers(ts, declaration)) {
        const member = memberNamed(ts, declaration, name, !isInstance(path));
        if (member !== undefined) {
          return { path: memberOf(path, name), declaration: member };
        }
        place = this.#baseOf(place, declaration, left - 1) ?? { path };
        continue;
      }
      const held = this.#heldBy(place, left - 1);
      if (held === undefined) {
        return declaration !== undefined && isLocal(ts, declaration) ? undefined : { path: memberOf(path, name) };
      }
      place = held;
    }
    return undefined;
  }

  #baseOf(place: Place, declaration: WithMembers, depth: number): Place | undefined {
    const extended = extendedBy(this.#ts, declaration);
    const base = extended === undefined ? undefined : this.#classNamed(extended, depth);
    return base !== undefined && isInstance(place.path) ? { ...base, path: instanceOf(base.path) } : base;
  }

  #instanceMadeBy(constructed: ts.Expression, depth: number): Place | undefined {
    const made = this.#classNamed(constructed, depth - 1);
    return made === undefined ? undefined : { ...made, path: instanceOf(made.path) };
  }

  /** A class by its name, or by that of a variable that holds it. */
  #classNamed(name: ts.Node, depth: number): Place | undefined {
    const place = this.#placeOfName(named(this.#ts, name), depth);
    const isHeld = place?.declaration !== undefined && !hasMembers(this.#ts, place.declaration);
    return isHeld ? this.#heldBy(place, depth) : place;
  }

  /** What a variable, parameter, field or known property holds, where that is written down. */
  #heldBy(place: Place, depth: number): Place | undefined {
    const ts = this.#ts;
    const { declaration, path } = place;
    if (depth <= 0) {
      return undefined;
    }
    if (declaration === undefined) {
      return this.#heldByKnown(path);
    }
    if (ts.isBindingElement(declaration)) {
      return this.#destructured(declaration, depth);
    }
    if (ts.isTypeAliasDeclaration(declaration)) {
      return this.#instanceOfType(declaration.type, depth);
    }
    if (ts.isPropertySignature(declaration) || ts.isGetAccessorDeclaration(declaration)) {
      return declaration.type === undefined ? undefined : this.#instanceOfType(declaration.type, depth);
    }
    if (!ts.isVariableDeclaration(declaration) && !ts.isParameter(declaration) && !ts.isPropertyDeclaration(declaration)) {
      return undefined;
    }
    if (declaration.type !== undefined) {
      return this.#instanceOfType(declaration.type, depth);
    }
    return declaration.initializer !== undefined && staysAsSet(ts, declaration)
      ? this.#placeOfValue(declaration.initializer, depth - 1)
      : undefined;
  }

  #heldByKnown(path: Path): Place | undefined {
    const entry = isInstance(path) ? undefined : this.#index.find(path);
    return entry === undefined ? undefined : resultOfEntry(entry);
  }

  #destructured(element: ts.BindingElement, depth: number): Place | undefined {
    const ts = this.#ts;
    const pattern = element.parent;
    const name = textOfName(ts, bindingName(ts, element));
    if (name === undefined || element.dotDotDotToken !== undefined || !ts.isObjectBindingPattern(pattern) || depth <= 0) {
      return undefined;
    }
    const holder = pattern.parent;
    const owner = this.#heldBy({ path: filePath(holder.getSourceFile().fileName), declaration: holder }, depth - 1);
    return owner === undefined ? undefined : this.#memberOf(owner, name, depth - 1);
  }

  #instanceOfType(type: ts.TypeNode, depth: number): Place | undefined {
    const ts = this.#ts;
    if (depth <= 0) {
      return undefined;
    }
    if (ts.isParenthesizedTypeNode(type)) {
      return this.#instanceOfType(type.type, depth - 1);
    }
    if (ts.isUnionTypeNode(type)) {
      const [only, ...others] = type.types.filter(member => !isNothing(ts, member));
      return only !== undefined && others.length === 0 ? this.#instanceOfType(only, depth - 1) : undefined;
    }
    if (ts.isArrayTypeNode(type)) {
      return { path: instanceOf(libPath('Array')) };
    }
    if (ts.isTypeQueryNode(type)) {
      return this.#placeOfName(type.exprName, depth - 1);
    }
    const path = ts.isImportTypeNode(type) ? pathOfImportType(ts, type) : undefined;
    if (path !== undefined) {
      return { path: instanceOf(path) };
    }
    const place = ts.isTypeReferenceNode(type) ? this.#placeOfName(type.typeName, depth - 1) : undefined;
    return place === undefined ? undefined : { ...place, path: instanceOf(place.path) };
  }

  #resultOf(call: ts.CallExpression, awaited: boolean, depth: number): Place | undefined {
    const ts = this.#ts;
    const module = this.#moduleLoadedBy(call);
    if (module !== undefined) {
      const isPromise = call.expression.kind === ts.SyntaxKind.ImportKeyword;
      return isPromise && !awaited ? promised : { path: packagePath(module) };
    }
    const callee = named(ts, call.expression);
    const entry = this.#entryOf(callee, depth - 1);
    if (entry !== undefined && isPromisify(entry)) {
      return this.#promisified(call, depth - 1);
    }
    if (entry === undefined) {
      return !awaited && this.#isAsyncFunction(callee, depth - 1) ? promised : undefined;
    }
    if (!givesPromise(entry)) {
      return resultOfEntry(entry);
    }
    return awaited ? resultOfPromise(entry) : promised;
  }

  #promisified(call: ts.CallExpression, depth: number): Place | undefined {
    const [original] = call.arguments;
    const place = original === undefined ? undefined : this.#placeOfValue(original, depth);
    return place === undefined || place.declaration !== undefined ? undefined : { path: memberOf(place.path, promisifiedName) };
  }

  #moduleLoadedBy(call: ts.CallExpression): string | undefined {
    const ts = this.#ts;
    const [specifier] = call.arguments;
    if (specifier === undefined || !ts.isStringLiteralLike(specifier) || isRelative(specifier.text)) {
      return undefined;
    }
    const { expression } = call;
    const isLoad =
      expression.kind === ts.SyntaxKind.ImportKeyword ||
      (ts.isIdentifier(expression) && expression.text === 'require' && this.#isRequire(expression));
    return isLoad ? specifier.text : undefined;
  }

  /** The global `require`, or one made by `createRequire`. */
  #isRequire(identifier: ts.Identifier): boolean {
    const ts = this.#ts;
    const symbol = this.#symbolOf(identifier);
    const declaration = symbol?.declarations?.[0];
    if (symbol === undefined || declaration === undefined || declaredGlobally(ts, symbol)) {
      return true;
    }
    const made = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return made !== undefined && ts.isCallExpression(made) && lastNameOf(ts, made.expression)?.text === 'createRequire';
  }

  #isAsyncFunction(callee: ts.Node, depth: number): boolean {
    const ts = this.#ts;
    const declaration = this.#placeOfName(callee, depth)?.declaration;
    const isValue = declaration !== undefined && ts.isVariableDeclaration(declaration) && isConst(ts, declaration);
    const fn = isValue ? declaration.initializer : declaration;
    if (fn === undefined || !hasModifier(ts, fn, ts.SyntaxKind.AsyncKeyword)) {
      return false;
    }
    return !('asteriskToken' in fn) || fn.asteriskToken === undefined;
  }
}

/** `Promise` as the result says only that it is one. */
function resultOfPromise(entry: CatalogEntry): Place | undefined {
  return entry.rejects === undefined && entry.combines === undefined ? undefined : resultOfEntry(entry);
}

function isPromisify({ of }: CatalogEntry): boolean {
  return of.from === 'package' && of.package === 'util' && of.name === 'promisify';
}

function resultOfEntry({ of, result }: CatalogEntry): Place | undefined {
  if (result === undefined || of.from === 'any' || of.from === 'file') {
    return undefined;
  }
  const colon = result.indexOf(':');
  const own = of.from === 'lib' ? 'lib' : of.package;
  const home = colon < 0 ? own : result.slice(0, colon);
  const names = result.slice(colon + 1).split('.');
  return { path: instanceOf(home === 'lib' ? libPath(...names) : packagePath(home, ...names)) };
}

function bindingName(compiler: Compiler, element: ts.BindingElement): ts.PropertyName | undefined {
  return element.propertyName ?? (compiler.isIdentifier(element.name) ? element.name : undefined);
}

function baseOf(compiler: Compiler, node: ts.Node): ts.Node | undefined {
  if (compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node)) {
    return node.expression;
  }
  return compiler.isQualifiedName(node) ? node.left : undefined;
}
