/**
 * From a function's syntax to its graph.
 *
 * Member reads, destructuring and operators are presumed not to throw: if every `a.b` could, each handler would be
 * reachable from everywhere, and no answer would be worth anything. What may throw ends its block: calls, `new`, `await`, `yield`,
 * asking an iterator, closing it, and disposal.
 */
import type ts from 'typescript';
import { TooLarge } from '../flow/builder.ts';
import { lowerClass, lowerInstanceFields } from './classes.ts';
import type { Compiler } from './compiler.ts';
import { lowerCondition, lowerDefault, lowerPresence } from './conditions.ts';
import { lowerExpression } from './expressions.ts';
import { isFunctionWithBody } from './functions.ts';
import type { FunctionNode, GaveUp, Lowered } from './lowered.ts';
import { Lowering, type Visitor } from './lowering.ts';
import { loweredFrom } from './result.ts';
import { bind } from './patterns.ts';
import { lowerReturn, lowerStatement, lowerStatements } from './statements.ts';
import { outlineOf } from './outline.ts';

export { functionAround } from './functions.ts';

const visitor: Visitor = {
  expression: lowerExpression,
  condition: lowerCondition,
  presence: lowerPresence,
  statements: lowerStatements,
  statement: lowerStatement,
  classLike: lowerClass,
};

/** Gives up, and says why, on functions of adversarial size or depth. */
export function lower(ts: Compiler, checker: ts.TypeChecker, fn: FunctionNode): Lowered | GaveUp {
  const lowering = new Lowering(ts, checker, fn, visitor);
  try {
    lowerFunction(lowering);
    lowering.edge(lowering.graph.exit, 'normal');
    return loweredFrom(lowering);
  } catch (error) {
    if (error instanceof TooLarge) {
      return { gaveUp: error.message };
    }
    if (error instanceof RangeError && error.message.includes('call stack')) {
      return { gaveUp: 'nested too deeply' };
    }
    throw error;
  }
}

/** Everything in the file that has a graph of its own, the file itself first. */
export function functionsOf(ts: Compiler, sourceFile: ts.SourceFile): readonly FunctionNode[] {
  return outlineOf(ts, sourceFile).functions;
}

function lowerFunction(lowering: Lowering): void {
  const { ts, fn } = lowering;
  if (ts.isSourceFile(fn)) {
    lowering.statements(fn.statements);
  } else if (ts.isClassLike(fn)) {
    lowerInstanceFields(lowering, fn);
  } else if (isFunctionWithBody(ts, fn)) {
    lowerParameters(lowering, fn.parameters);
    if (ts.isArrowFunction(fn) && !ts.isBlock(fn.body)) {
      lowerReturn(lowering, fn, fn.body);
    } else if (fn.body !== undefined && ts.isBlock(fn.body)) {
      lowering.statements(fn.body.statements);
    }
  }
}

/** Each parameter's name takes what was passed or its default. A `this` parameter is a type, and not counted. */
function lowerParameters(lowering: Lowering, parameters: readonly ts.ParameterDeclaration[]): void {
  const { ts } = lowering;
  const passed = parameters.filter(({ name }) => !ts.isIdentifier(name) || name.text !== 'this');
  for (const [index, node] of passed.entries()) {
    const value = lowerDefault(lowering, node, lowering.parameter(node, index), node.initializer);
    bind(lowering, node.name, value, node);
    // TypeScript assigns the field after `super()`; nobody can tell, as `this` is not there before.
    if (ts.isIdentifier(node.name) && ts.isParameterPropertyDeclaration(node, node.parent)) {
      lowering.assign(node, lowering.names.field(lowering.thisValue(node), node.name), value);
    }
  }
}
