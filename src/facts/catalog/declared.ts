import type ts from 'typescript';
import type { Compiler } from '../context.ts';
import { filePath, libPath, packagePath, type Path } from './path.ts';
import { textOfName } from './named.ts';

/** Is everything that declares the symbol ambient and global: a library's `declare var`, a `declare global`? */
export function declaredGlobally(compiler: Compiler, symbol: ts.Symbol): boolean {
  const { declarations } = symbol;
  return declarations === undefined || declarations.every(declaration => isGlobal(compiler, declaration));
}

/**
 * What a declaration is called, and where: the names of what it stands in, and the file's package.
 *
 * Several, because a file of `@types/node` declares globals inside of modules, and because a global that a package declares
 * is both the package's and everybody's.
 */
export function pathsOfDeclaration(compiler: Compiler, declaration: ts.Declaration): readonly Path[] {
  const names: string[] = [];
  const modules: string[] = [];
  for (let node: ts.Node = declaration; !compiler.isSourceFile(node); node = node.parent) {
    if (compiler.isParameter(node) || compiler.isBlock(node)) {
      return [];
    }
    if (compiler.isModuleDeclaration(node) && compiler.isStringLiteral(node.name)) {
      modules.push(node.name.text);
    } else if (!compiler.isModuleDeclaration(node) || !(isGlobalAugmentation(compiler, node) || isWholeModule(compiler, node))) {
      names.unshift(...namesOf(compiler, node));
    }
    if (isStreamOfNode(compiler, node, names[0])) {
      names.unshift('NodeJS');
    }
  }
  return origins(compiler, declaration, modules).map(origin => ({ ...origin, names }));
}

/** The package that a file belongs to, where it lies in a `node_modules`. */
export function packageOfFile(file: string): string | undefined {
  const marker = '/node_modules/';
  const path = file.replaceAll('\\', '/');
  const at = path.lastIndexOf(marker);
  if (at < 0) {
    return undefined;
  }
  const [first = '', second = ''] = path.slice(at + marker.length).split('/');
  if (!first.startsWith('@')) {
    return first;
  }
  if (first !== '@types') {
    return `${first}/${second}`;
  }
  return second.includes('__') ? `@${second.replace('__', '/')}` : second;
}

function namesOf(compiler: Compiler, node: ts.Node): string[] {
  if (compiler.isTypeElement(node) || compiler.isClassElement(node)) {
    const name = textOfName(compiler, node.name);
    return name === undefined ? [] : isStatic(compiler, node) ? [name] : ['prototype', name];
  }
  if (compiler.isInterfaceDeclaration(node)) {
    return [node.name.text.replace(/(?<=.)Constructor$/, '')];
  }
  if (compiler.isFunctionDeclaration(node) || compiler.isClassDeclaration(node)) {
    const isDefault = node.modifiers?.some(one => one.kind === compiler.SyntaxKind.DefaultKeyword) ?? false;
    return [isDefault ? 'default' : (node.name?.text ?? 'default')];
  }
  const isNamed =
    compiler.isVariableDeclaration(node) ||
    compiler.isTypeAliasDeclaration(node) ||
    compiler.isEnumDeclaration(node) ||
    compiler.isModuleDeclaration(node);
  const name = isNamed ? textOfName(compiler, node.name) : undefined;
  return name === undefined || name === 'NodeJS' ? [] : [name];
}

/** A member of the class itself: `static`, or in the type of `declare var Promise: PromiseConstructor`. */
function isStatic(compiler: Compiler, member: ts.TypeElement | ts.ClassElement): boolean {
  const { parent } = member;
  if (compiler.isClassLike(parent)) {
    return compiler.canHaveModifiers(member) && (compiler.getModifiers(member)?.some(one => one.kind === compiler.SyntaxKind.StaticKeyword) ?? false);
  }
  if (compiler.isInterfaceDeclaration(parent)) {
    return /.Constructor$/.test(parent.name.text);
  }
  for (let node: ts.Node = parent; !compiler.isSourceFile(node); node = node.parent) {
    if (compiler.isVariableDeclaration(node)) {
      return true;
    }
    if (compiler.isTypeAliasDeclaration(node)) {
      return false;
    }
  }
  return false;
}

/** `NodeJS.WritableStream` is no `WritableStream`: Node's streams are not those of the platform. */
function isStreamOfNode(compiler: Compiler, node: ts.Node, name: string | undefined): boolean {
  return compiler.isModuleDeclaration(node) && node.name.text === 'NodeJS' && (name === 'ReadableStream' || name === 'WritableStream');
}

type Origin = Omit<Path, 'names'>;

function origins(compiler: Compiler, declaration: ts.Declaration, modules: readonly string[]): Origin[] {
  const file = declaration.getSourceFile().fileName;
  const found: Origin[] = modules.map(module => packagePath(module));
  const home = packageOfFile(file);
  // What Node's types declare outside of any module (`_EventTarget`'s interface) is what a global is made of.
  const isOfNode = home === 'node' && modules.length === 0;
  if (isOfNode || isLibrary(file, home) || isGlobal(compiler, declaration)) {
    found.push(libPath());
  }
  if (home === undefined) {
    found.push(filePath(file));
  } else if (modules.length === 0) {
    found.push(packagePath(home === 'undici-types' ? 'undici' : home));
  }
  return found;
}

/** Node's types take `fetch` and its classes from `undici-types`. */
const platformPackages: ReadonlySet<string> = new Set(['undici-types', 'web', '@typescript/lib-dom']);

function isLibrary(file: string, home: string | undefined): boolean {
  return (home === 'typescript' && /\/lib(?:\.[\w.]+)?\.d\.ts$/.test(file)) || platformPackages.has(home ?? '');
}

function isGlobal(compiler: Compiler, declaration: ts.Node): boolean {
  let node = declaration;
  while (!compiler.isSourceFile(node)) {
    if (compiler.isModuleDeclaration(node)) {
      if (isGlobalAugmentation(compiler, node)) {
        return true;
      }
      if (compiler.isStringLiteral(node.name)) {
        return false;
      }
    }
    node = node.parent;
  }
  return node.isDeclarationFile && !compiler.isExternalModule(node);
}

/** The namespace that a module as a whole is: `declare namespace pino { … }` beside `export = pino`. */
function isWholeModule(compiler: Compiler, { name, parent }: ts.ModuleDeclaration): boolean {
  const statements = compiler.isSourceFile(parent) || compiler.isModuleBlock(parent) ? parent.statements : [];
  return statements.some(
    one => compiler.isExportAssignment(one) && one.isExportEquals === true && compiler.isIdentifier(one.expression) && one.expression.text === name.text,
  );
}

function isGlobalAugmentation(compiler: Compiler, node: ts.ModuleDeclaration): boolean {
  return (node.flags & compiler.NodeFlags.GlobalAugmentation) !== 0;
}
