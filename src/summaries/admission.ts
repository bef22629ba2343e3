import type ts from 'typescript';
import type { FactContext } from '../facts/context.ts';
import type { Admission } from '../facts/handler/guard.ts';
import { admissionOf, mentions, readsSignal, unrelated } from '../facts/handler/guard.ts';
import type { FunctionNode } from '../lower/lowered.ts';

const tests: Admission = { whenTrue: 'no', whenFalse: 'no' };
const unreadable: Admission = { whenTrue: 'unknown', whenFalse: 'unknown' };

/**
 * What the result of a function says about a cancellation, when the function stands in a condition.
 *
 * Its parameters count as the error. A function that is one returned expression is read exactly; in a longer one any cancellation
 * test makes the whole a test, since we do not follow which of its results that test led to: generous, for a guard only silences.
 */
export function createAdmission(context: FactContext): (fn: FunctionNode) => Admission {
  const known = new WeakMap<FunctionNode, Admission>();
  return fn => {
    const answer = known.get(fn);
    if (answer !== undefined) {
      return answer;
    }
    // A function that calls itself says nothing new about its own result.
    known.set(fn, unrelated);
    const admission = compute(context, fn);
    known.set(fn, admission);
    return admission;
  };
}

function compute(context: FactContext, fn: FunctionNode): Admission {
  const { ts } = context;
  if (!ts.isFunctionLike(fn)) {
    return unreadable;
  }
  const errors = parametersOf(context, fn);
  const single = returnedExpression(context, fn);
  if (single !== undefined) {
    return admissionOf(context, single, errors);
  }
  let admission = unrelated;
  const visit = (node: ts.Node): void => {
    if (admission === tests || ts.isFunctionLike(node) || ts.isClassLike(node)) {
      return;
    }
    const part = conditionOf(context, node);
    if (part !== undefined) {
      const found = admissionOf(context, part, errors);
      admission = isTest(found) ? tests : readsSignal(context, part) ? tests : mentions(context, part, errors) ? unreadable : admission;
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(fn, visit);
  return admission;
}

function isTest({ whenTrue, whenFalse }: Admission): boolean {
  return whenTrue === 'no' && whenFalse === 'no';
}

function parametersOf(context: FactContext, fn: ts.SignatureDeclaration): Set<ts.Symbol> {
  const symbols = fn.parameters.map(parameter => context.checker.getSymbolAtLocation(parameter.name));
  return new Set(symbols.filter(symbol => symbol !== undefined));
}

function returnedExpression({ ts }: FactContext, fn: ts.SignatureDeclaration): ts.Expression | undefined {
  const body: ts.Node | undefined = 'body' in fn ? fn.body : undefined;
  if (body === undefined || ts.isExpression(body)) {
    return body;
  }
  const [statement, ...more] = ts.isBlock(body) ? body.statements : [];
  return more.length === 0 && statement !== undefined && ts.isReturnStatement(statement) ? statement.expression : undefined;
}

function conditionOf({ ts }: FactContext, node: ts.Node): ts.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isReturnStatement(node) || ts.isSwitchStatement(node) || ts.isWhileStatement(node)) {
    return node.expression;
  }
  return ts.isConditionalExpression(node) ? node.condition : undefined;
}
