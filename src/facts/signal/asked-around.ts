import type ts from 'typescript';
import type { FactContext } from '../context.ts';
import { bareExpression } from '../syntax.ts';
import type { ReachableSignal } from './reach.ts';
import { signalOf } from './signal.ts';

/**
 * The signals that a loop looks at in each of its rounds: `while (!this.#controller.signal.aborted) { … }`.
 *
 * Whoever aborts such a signal, be it one's own, wants the loop to end. So a wait in the loop has it in reach, wherever it comes from.
 */
export function signalsAskedAround(context: FactContext, node: ts.Node): readonly ReachableSignal[] {
  const { ts } = context;
  const home = context.functionAround(node);
  const found: ReachableSignal[] = [];
  for (let at = node; at !== home && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isIterationStatement(at, false)) {
      found.push(...askedIn(context, at));
    }
  }
  return found;
}

const questions = new Map<string, ReachableSignal['kind']>([['aborted', 'abort'], ['isCancellationRequested', 'token']]);

function askedIn(context: FactContext, loop: ts.IterationStatement): readonly ReachableSignal[] {
  const { ts } = context;
  const found: ReachableSignal[] = [];
  const visit = (at: ts.Node): void => {
    const kind = ts.isPropertyAccessExpression(at) ? questions.get(at.name.text) : undefined;
    const asked = ts.isPropertyAccessExpression(at) && kind !== undefined ? bareExpression(ts, at.expression) : undefined;
    const name = asked === undefined || signalOf(context, asked) === undefined ? undefined : nameOf(ts, asked);
    if (asked !== undefined && name !== undefined && kind !== undefined) {
      found.push({ text: asked.getText(), name, kind, isOptional: false });
    }
    if (!ts.isFunctionLike(at)) {
      ts.forEachChild(at, visit);
    }
  };
  ts.forEachChild(loop, visit);
  return found;
}

/** The variable that it is taken from, or the property that it is. */
function nameOf(ts: FactContext['ts'], signal: ts.Expression): ts.Identifier | undefined {
  let root = signal;
  while (ts.isPropertyAccessExpression(root)) {
    root = bareExpression(ts, root.expression);
  }
  const member = ts.isPropertyAccessExpression(signal) ? signal.name : undefined;
  return ts.isIdentifier(root) ? root : member !== undefined && ts.isIdentifier(member) ? member : undefined;
}
