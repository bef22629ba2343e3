import type ts from 'typescript';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { or } from '../answer.ts';
import { callbackUseOf } from '../callback.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { memoised } from '../memo.ts';
import { usesOfName } from '../names.ts';
import { registrationOf } from '../registration/site.ts';
import { signalOf } from './signal.ts';
import { bareExpression } from '../syntax.ts';
import { isFunctionLiteral, methodCallOf } from '../task/syntax.ts';

/**
 * Is a promise that is made by hand perhaps settled at once?
 *
 * `source.subscribe({ next: resolve })` waits for the next value, or gives the last one during the call, where the source replays it: the function
 * that makes the promise does not know, as it was handed the source. A timer, an event, and a request of its own come later for certain.
 */
export const maySettleAtOnce = memoised<FunctionNode, Answer>('unknown', (context, fn) => {
  const { ts } = context;
  const answers: Answer[] = [];
  const visit = (node: ts.Node): void => {
    const [executor] = ts.isNewExpression(node) ? (node.arguments ?? []) : [];
    if (executor !== undefined && isFunctionLiteral(ts, executor)) {
      answers.push(isAskedOfHanded(context, executor, fn));
    }
    ts.forEachChild(node, visit);
  };
  visit(fn);
  return or(answers);
});

/** Is what settles the promise given to a method of something that the function was handed, of which nobody has read when it calls back? */
function isAskedOfHanded(context: FactContext, executor: ts.ArrowFunction | ts.FunctionExpression, fn: FunctionNode): Answer {
  const { ts } = context;
  const [resolve] = executor.parameters.map(({ name }) => name);
  if (resolve === undefined || !ts.isIdentifier(resolve)) {
    return 'no';
  }
  return or(usesOfName(context, resolve, executor).map(use => timingOf(context, use, executor, fn)));
}

function timingOf(context: FactContext, use: ts.Identifier, executor: ts.Node, fn: FunctionNode): Answer {
  const { ts } = context;
  for (let at: ts.Node = use; at !== executor; at = at.parent) {
    const { parent } = at;
    const isArgument = ts.isCallExpression(parent) && parent.expression !== at;
    if (isArgument && isMethodOfHanded(context, parent, fn) && registrationOf(context, parent) === undefined) {
      const runs = ts.isExpression(at) ? callbackUseOf(context, parent, at)?.runs : undefined;
      return runs === 'later' ? 'no' : 'unknown';
    }
  }
  return 'no';
}

function isMethodOfHanded(context: FactContext, call: ts.CallExpression, fn: FunctionNode): boolean {
  const { ts } = context;
  const receiver = methodCallOf(ts, call)?.receiver;
  if (receiver === undefined || signalOf(context, receiver) !== undefined) {
    return false;
  }
  let root = receiver;
  while (ts.isPropertyAccessExpression(root)) {
    root = bareExpression(ts, root.expression);
  }
  const declaration = ts.isIdentifier(root) ? symbolOf(context, root)?.valueDeclaration : undefined;
  return declaration !== undefined && ts.isParameter(declaration) && declaration.parent === fn;
}
