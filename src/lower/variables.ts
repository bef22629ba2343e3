import type ts from 'typescript';
import type { Compiler } from './compiler.ts';
import type { Lowering } from './lowering.ts';
import { bind } from './patterns.ts';
import { lowerUsing } from './try.ts';

export function usingKindOf(ts: Compiler, list: ts.VariableDeclarationList): 'using' | 'await using' | undefined {
  // `await using` is the flag of `const` and that of `using` together.
  const scoped: ts.NodeFlags = list.flags & ts.NodeFlags.BlockScoped;
  if (scoped === ts.NodeFlags.AwaitUsing) {
    return 'await using';
  }
  return scoped === ts.NodeFlags.Using ? 'using' : undefined;
}

/** Declares the variables; `rest` is what follows in their block, which a `using` has to surround. */
export function lowerDeclarations(lowering: Lowering, list: ts.VariableDeclarationList, rest: () => void): void {
  const using = usingKindOf(lowering.ts, list);
  const declareFrom = (index: number): void => {
    const declaration = list.declarations[index];
    if (declaration === undefined) {
      rest();
      return;
    }
    const value = lowerDeclaration(lowering, list, declaration);
    if (using !== undefined && value !== undefined) {
      lowerUsing(lowering, declaration, value, using === 'await using', () => {
        declareFrom(index + 1);
      });
    } else {
      declareFrom(index + 1);
    }
  };
  declareFrom(0);
}

/** A `var` without a value stays what it was, a `let` becomes undefined, in each round of a loop anew. */
function lowerDeclaration(
  lowering: Lowering,
  list: ts.VariableDeclarationList,
  node: ts.VariableDeclaration,
): number | undefined {
  const isVar = (list.flags & lowering.ts.NodeFlags.BlockScoped) === 0;
  if (node.initializer === undefined && isVar) {
    return undefined;
  }
  const value = node.initializer === undefined ? lowering.constant(node) : lowering.expression(node.initializer);
  bind(lowering, node.name, value, node);
  return value;
}
