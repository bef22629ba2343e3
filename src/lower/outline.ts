/**
 * What one walk over a file tells about all of its functions: which there are, and which of their variables closures share.
 *
 * Sharing is told by name and per function, without the checker: a name counts as shared if a function inside mentions it
 * and no function in between declares it. Two variables of one function that have the same name thus share the flag,
 * which errs on the side of "shared". The walk keeps its own stack, because trees can be deeper than the machine's.
 */
import type ts from 'typescript';
import type { Compiler } from './compiler.ts';
import { declaresVariable, functionOfChild } from './functions.ts';
import type { FunctionNode } from './lowered.ts';

export interface Outline {
  readonly functions: readonly FunctionNode[];
  isShared(fn: FunctionNode, name: string): boolean;
}

interface Names {
  readonly around: FunctionNode | undefined;
  readonly declared: Set<string>;
  readonly mentioned: Set<string>;
  readonly shared: Set<string>;
}

const outlines = new WeakMap<ts.SourceFile, Outline>();

export function outlineOf(ts: Compiler, sourceFile: ts.SourceFile): Outline {
  let outline = outlines.get(sourceFile);
  if (outline === undefined) {
    outline = makeOutline(ts, sourceFile);
    outlines.set(sourceFile, outline);
  }
  return outline;
}

function makeOutline(ts: Compiler, sourceFile: ts.SourceFile): Outline {
  const names = walk(ts, sourceFile);
  for (const inner of names.values()) {
    for (const name of inner.mentioned) {
      markOwner(names, inner, name);
    }
  }
  return {
    functions: [...names.keys()],
    isShared: (fn, name) => names.get(fn)?.shared.has(name) ?? true,
  };
}

function markOwner(names: ReadonlyMap<FunctionNode, Names>, inner: Names, name: string): void {
  for (let own: Names | undefined = inner; own !== undefined; own = own.around && names.get(own.around)) {
    if (own.declared.has(name)) {
      if (own !== inner) {
        own.shared.add(name);
      }
      return;
    }
  }
}

function walk(ts: Compiler, sourceFile: ts.SourceFile): Map<FunctionNode, Names> {
  const names = new Map<FunctionNode, Names>();
  const namesOf = (fn: FunctionNode, around?: FunctionNode): Names => {
    let own = names.get(fn);
    if (own === undefined) {
      own = { around, declared: new Set(), mentioned: new Set(), shared: new Set() };
      names.set(fn, own);
    }
    return own;
  };
  namesOf(sourceFile);
  const stack: { node: ts.Node; fn: FunctionNode }[] = [{ node: sourceFile, fn: sourceFile }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, fn } = top;
    if (ts.isIdentifier(node)) {
      note(ts, node, namesOf(fn));
      continue;
    }
    const children: typeof stack = [];
    ts.forEachChild(node, child => {
      if (!ts.isTypeNode(child) || ts.isExpressionWithTypeArguments(child)) {
        const inside = functionOfChild(ts, node, child);
        if (inside !== undefined) {
          namesOf(inside, fn);
        }
        children.push({ node: child, fn: inside ?? fn });
      }
    });
    for (let child = children.pop(); child !== undefined; child = children.pop()) {
      stack.push(child);
    }
  }
  return names;
}

function note(ts: Compiler, identifier: ts.Identifier, names: Names): void {
  const { parent } = identifier;
  if (declaresVariable(ts, identifier)) {
    names.declared.add(identifier.text);
  } else if (!isMemberName(ts, identifier, parent)) {
    names.mentioned.add(identifier.text);
  }
}

/** A name that is no variable: of a member, or of a property that is taken apart. */
function isMemberName(ts: Compiler, identifier: ts.Identifier, parent: ts.Node): boolean {
  if (ts.isBindingElement(parent)) {
    return parent.propertyName === identifier;
  }
  return (
    (ts.isPropertyAccessExpression(parent) ||
      ts.isPropertyAssignment(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isGetAccessorDeclaration(parent) ||
      ts.isSetAccessorDeclaration(parent) ||
      ts.isEnumMember(parent) ||
      ts.isJsxAttribute(parent)) &&
    parent.name === identifier
  );
}
