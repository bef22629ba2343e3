/**
 * `await` and `yield`: where a function stops until somebody resumes it, perhaps with an error, perhaps never.
 */
import type ts from 'typescript';
import type { ValueId } from '../flow/graph.ts';
import { maySkip, risk } from './leaving.ts';
import type { Lowering } from './lowering.ts';
import { withoutWrapping } from './syntax.ts';

export function lowerAwait(lowering: Lowering, node: ts.Node, operand: ValueId): ValueId {
  lowering.isAsync = true;
  return risk(lowering, 'await', node, [operand]);
}

export function lowerYield(lowering: Lowering, node: ts.YieldExpression): ValueId {
  const { expression } = node;
  if (expression === undefined) {
    return suspend(lowering, node, []);
  }
  return node.asteriskToken === undefined
    ? suspend(lowering, node, [lowerHandedOut(lowering, node, expression)])
    : lowerDelegation(lowering, node, lowering.expression(expression));
}

/** An async generator awaits what it yields and returns. What has been awaited just now is settled. */
export function lowerHandedOut(lowering: Lowering, node: ts.Node, expression: ts.Expression): ValueId {
  const value = lowering.expression(expression);
  const isSettled = lowering.ts.isAwaitExpression(withoutWrapping(lowering.ts, expression));
  return lowering.isGenerator && lowering.isAsync && !isSettled ? lowerAwait(lowering, node, value) : value;
}

/** `onSkip` leads on from a `yield` that `generator.return()` resumes. */
function suspend(
  lowering: Lowering,
  node: ts.Node,
  operands: readonly ValueId[],
  onSkip = (): void => {
    maySkip(lowering);
  },
): ValueId {
  const suspended = lowering.graph.current;
  const result = risk(lowering, 'yield', node, operands);
  const resumed = lowering.graph.current;
  lowering.graph.begin(suspended);
  onSkip();
  lowering.graph.begin(resumed);
  return result;
}

/**
 * `yield*`: the delegate is asked for its next value until it is done. Resuming with an error, or with `return()`, is passed on
 * to the delegate, which is not followed here: it is taken to let the error out, and to be done when it has been closed.
 */
function lowerDelegation(lowering: Lowering, node: ts.YieldExpression, delegate: ValueId): ValueId {
  const awaited = (value: ValueId): ValueId => (lowering.isAsync ? lowerAwait(lowering, node, value) : value);
  const head = lowering.newBlock();
  const more = lowering.newBlock();
  const closing = lowering.newBlock();
  const done = lowering.newBlock();
  lowering.goTo(head);
  const step = awaited(risk(lowering, 'iterate-next', node, [delegate]));
  lowering.test(node, [step], 'more', { yes: more, no: done });
  lowering.graph.begin(more);
  suspend(lowering, node, [step], () => {
    lowering.edge(closing, 'skip');
  });
  lowering.edge(head, 'normal');
  lowering.graph.begin(closing);
  awaited(risk(lowering, 'iterate-return', node, [delegate]));
  maySkip(lowering);
  lowering.graph.begin(done);
  return lowering.unknown(node, [step]);
}
