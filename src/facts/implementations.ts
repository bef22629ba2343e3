import type ts from 'typescript';
import type { FunctionNode } from '../lower/lowered.ts';
import { symbolOf } from './callee.ts';
import type { FactContext } from './context.ts';

/**
 * The methods that a call of this member may reach instead: those of derived and implementing classes, as far as the host can see.
 *
 * With a program these are all of its sources, otherwise the file at hand. Object literals and classes made by functions are not
 * found, so nobody may take the list for complete.
 */
export function implementationsOf(context: FactContext, member: ts.Symbol, at: ts.Node): readonly FunctionNode[] {
  const owner = ownerOf(context, member);
  if (owner === undefined) {
    return [];
  }
  const index = derivedClasses(context, at.getSourceFile());
  const found: FunctionNode[] = [];
  const seen = new Set<ts.Symbol>([owner]);
  for (const symbol of seen) {
    for (const derived of index.get(symbol) ?? []) {
      found.push(...methodsNamed(context, derived, member.name));
      const derivedSymbol = context.checker.getSymbolAtLocation(derived.name ?? derived);
      if (derivedSymbol !== undefined) {
        seen.add(derivedSymbol);
      }
    }
  }
  if (found.some(fn => fn.getSourceFile() !== at.getSourceFile())) {
    context.trace.askedProgram();
  }
  return found;
}

/** The class or interface of the project that declares the member. */
function ownerOf({ ts, checker }: FactContext, member: ts.Symbol): ts.Symbol | undefined {
  const declaration = member.valueDeclaration;
  const owner = declaration?.parent;
  if (declaration === undefined || owner === undefined || declaration.getSourceFile().isDeclarationFile) {
    return undefined;
  }
  const isMethod = ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration) || ts.isPropertySignature(declaration);
  if (!isMethod || (!ts.isClassLike(owner) && !ts.isInterfaceDeclaration(owner)) || owner.name === undefined) {
    return undefined;
  }
  return checker.getSymbolAtLocation(owner.name);
}

function methodsNamed({ ts }: FactContext, { members }: ts.ClassLikeDeclaration, name: string): FunctionNode[] {
  return [...members].flatMap((member): FunctionNode[] => {
    if (member.name === undefined || !('text' in member.name) || member.name.text !== name) {
      return [];
    }
    if (ts.isMethodDeclaration(member)) {
      return member.body === undefined ? [] : [member];
    }
    const value = ts.isPropertyDeclaration(member) ? member.initializer : undefined;
    return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? [value] : [];
  });
}

type Index = Map<ts.Symbol, ts.ClassLikeDeclaration[]>;

const ofProgram = new WeakMap<FactContext, Index>();
const ofFile = new WeakMap<ts.SourceFile, Index>();

function derivedClasses(context: FactContext, file: ts.SourceFile): Index {
  const { program, strength } = context;
  const known = strength === 'program' ? ofProgram.get(context) : ofFile.get(file);
  if (known !== undefined) {
    return known;
  }
  const index: Index = new Map();
  const files = strength === 'program' ? program.getSourceFiles().filter(one => !one.isDeclarationFile && !program.isSourceFileFromExternalLibrary(one)) : [file];
  for (const one of files) {
    addClasses(context, one, index);
  }
  if (strength === 'program') {
    ofProgram.set(context, index);
  } else {
    ofFile.set(file, index);
  }
  return index;
}

function addClasses(context: FactContext, file: ts.SourceFile, index: Index): void {
  const { ts } = context;
  // Most files have no class with a heritage clause, and to walk them would be the most of this work.
  if (!/\b(?:extends|implements)\b/.test(file.text)) {
    return;
  }
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) {
      for (const { expression } of (node.heritageClauses ?? []).flatMap(clause => clause.types)) {
        const base = symbolOf(context, expression);
        if (base !== undefined) {
          index.set(base, [...(index.get(base) ?? []), node]);
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}
