import type ts from 'typescript';
import { symbolOf } from './callee.ts';
import type { Compiler, FactContext } from './context.ts';

/**
 * The places where names stand.
 *
 * A file is walked once for all of its names; who asks for a variable's uses then only resolves the few that are spelt like it.
 */
const indices = new WeakMap<ts.SourceFile, ReadonlyMap<string, readonly ts.MemberName[]>>();

function indexOf(ts: Compiler, file: ts.SourceFile): ReadonlyMap<string, readonly ts.MemberName[]> {
  const known = indices.get(file);
  if (known !== undefined) {
    return known;
  }
  const index = new Map<string, ts.MemberName[]>();
  // The walk keeps its own stack, because trees can be deeper than the machine's.
  const waiting: ts.Node[] = [file];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (ts.isMemberName(node)) {
      const list = index.get(node.text);
      if (list === undefined) {
        index.set(node.text, [node]);
      } else {
        list.push(node);
      }
    }
    const children: ts.Node[] = [];
    ts.forEachChild(node, child => {
      children.push(child);
    });
    waiting.push(...children.reverse());
  }
  indices.set(file, index);
  return index;
}

/** The uses of a declared name inside of a node of its file, in the order of the source; the declaration itself is none. */
export function usesOfName<Name extends ts.MemberName>(context: FactContext, name: Name, scope: ts.Node): readonly Name[] {
  return [...usesInOrder(context, name, scope)];
}

/** The uses of a name in every file of the program that is not only declarations. */
export function usesInProgram(context: FactContext, name: ts.Identifier): readonly ts.MemberName[] {
  const symbol = context.checker.getSymbolAtLocation(name);
  context.trace.askedProgram();
  return context.program
    .getSourceFiles()
    .filter(file => !file.isDeclarationFile && file.text.includes(name.text))
    .flatMap(file => (indexOf(context.ts, file).get(name.text) ?? []).filter(use => use !== name && symbolOf(context, use) === symbol));
}

/** The same one by one: who looks for one use need not have the others resolved. */
export function* usesInOrder<Name extends ts.MemberName>(context: FactContext, name: Name, scope: ts.Node): Iterable<Name> {
  const { ts, checker } = context;
  const isAlike = (node: ts.MemberName): node is Name => node.kind === name.kind;
  const candidates = indexOf(ts, name.getSourceFile()).get(name.text) ?? [];
  let symbol: ts.Symbol | undefined;
  for (let index = firstAt(candidates, scope.pos); index < candidates.length; index += 1) {
    const use = candidates[index];
    if (use === undefined || use.end > scope.end) {
      return;
    }
    if (use !== name && isAlike(use)) {
      symbol ??= checker.getSymbolAtLocation(name);
      if (symbolOf(context, use) === symbol) {
        yield use;
      }
    }
  }
}

/** Names stand in the order of the source, and minified files have thousands of one spelling. */
function firstAt(names: readonly ts.MemberName[], position: number): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((names[middle]?.pos ?? Infinity) < position) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
