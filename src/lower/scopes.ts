import type ts from 'typescript';
import type { Compiler } from './compiler.ts';

const kindsOf = new WeakMap<Compiler, ReadonlySet<ts.SyntaxKind>>();

/** Finds the nearest thing that can declare names, in one walk up for all that is on the way. */
export class Scopes {
  readonly #kinds: ReadonlySet<ts.SyntaxKind>;
  readonly #known = new Map<ts.Node, ts.Node>();

  constructor(ts: Compiler) {
    this.#kinds = kindsOf.get(ts) ?? scopeKinds(ts);
    kindsOf.set(ts, this.#kinds);
  }

  around(identifier: ts.Identifier): ts.Node {
    const passed: ts.Node[] = [];
    let node = identifier.parent;
    let scope = this.#known.get(node);
    while (scope === undefined) {
      passed.push(node);
      if (this.#kinds.has(node.kind)) {
        scope = node;
      } else {
        node = node.parent;
        scope = this.#known.get(node);
      }
    }
    for (const below of passed) {
      this.#known.set(below, scope);
    }
    return scope;
  }
}

function scopeKinds({ SyntaxKind }: Compiler): Set<ts.SyntaxKind> {
  return new Set([
    SyntaxKind.SourceFile,
    SyntaxKind.Block,
    SyntaxKind.CaseBlock,
    SyntaxKind.CatchClause,
    SyntaxKind.ModuleBlock,
    SyntaxKind.EnumDeclaration,
    SyntaxKind.ForStatement,
    SyntaxKind.ForInStatement,
    SyntaxKind.ForOfStatement,
    SyntaxKind.ClassDeclaration,
    SyntaxKind.ClassExpression,
    SyntaxKind.FunctionDeclaration,
    SyntaxKind.FunctionExpression,
    SyntaxKind.ArrowFunction,
    SyntaxKind.MethodDeclaration,
    SyntaxKind.Constructor,
    SyntaxKind.GetAccessor,
    SyntaxKind.SetAccessor,
  ]);
}
