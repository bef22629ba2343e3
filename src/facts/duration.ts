import type ts from 'typescript';
import type { FunctionNode } from '../lower/lowered.ts';
import type { Answer } from './answer.ts';
import { or } from './answer.ts';
import type { FactContext } from './context.ts';
import { memoised } from './memo.ts';
import { bareExpression, returnedBy } from './syntax.ts';
import type { Call } from './task/callee.ts';
import { calledFunctions, entryOfCall } from './task/callee.ts';
import { givenArgument, linkOf } from './task/syntax.ts';
import { isTask } from './task/type.ts';
import { valuesOf } from './task/values.ts';

/**
 * Is a task certainly still under way when the call that starts it has come back, so that whoever waits for it lets others run?
 *
 * `await Promise.resolve()` and an async function without an `await` in it are over before the platform looks for unhandled
 * rejections. What waits is a request or a timer that the catalog knows, a promise that is settled by hand, a function of the project
 * that waits itself, and a function of somebody else's (not the language's) that is declared to give a promise.
 */
export function takesTime(context: FactContext, expression: ts.Expression, depth = 0): Answer {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (depth > deepest) {
    return 'unknown';
  }
  if (ts.isConditionalExpression(bare)) {
    return or([bare.whenTrue, bare.whenFalse].map(branch => takesTime(context, branch, depth + 1)));
  }
  if (ts.isNewExpression(bare)) {
    return entryOfCall(context, bare)?.type === 'task' ? 'yes' : 'unknown';
  }
  if (ts.isCallExpression(bare)) {
    return callTakesTime(context, bare, depth);
  }
  if (ts.isIdentifier(bare)) {
    const { members, closed } = valuesOf(context, bare);
    return closed === 'yes' && members.length > 0 ? or(members.map(value => takesTime(context, value, depth + 1))) : 'unknown';
  }
  return 'unknown';
}

/** `a = b; b = a` would lead in a circle. */
const deepest = 8;

function callTakesTime(context: FactContext, call: ts.CallExpression, depth: number): Answer {
  const { ts } = context;
  const link = linkOf(ts, call);
  if (link !== undefined) {
    return takesTime(context, link.receiver, depth + 1);
  }
  const entry = entryOfCall(context, call);
  if (entry?.combines !== undefined) {
    return membersTakeTime(context, call, depth);
  }
  if (entry?.rejects !== undefined) {
    // A call that never throws and gives a promise by contract is `Promise.reject`: it is over at once.
    return entry.throws === 'never' ? 'no' : 'yes';
  }
  const { members, symbol } = calledFunctions(context, call);
  if (members.length > 0) {
    return or(members.map(fn => bodyTakesTime(context, fn)));
  }
  const isDeclared = symbol?.declarations?.every(declaration => !context.program.isSourceFileDefaultLibrary(declaration.getSourceFile())) === true;
  return isDeclared && isTask(context, call) === 'yes' ? 'yes' : 'unknown';
}

function membersTakeTime(context: FactContext, call: Call, depth: number): Answer {
  const { ts } = context;
  const list = givenArgument(ts, call, 0);
  const bare = list === undefined ? undefined : bareExpression(ts, list);
  if (bare === undefined || !ts.isArrayLiteralExpression(bare)) {
    return bare === undefined ? 'no' : 'unknown';
  }
  return or(bare.elements.map(member => (ts.isSpreadElement(member) ? 'unknown' : takesTime(context, member, depth + 1))));
}

/** A function takes the time of what it waits for, or gives back. */
const bodyTakesTime = memoised<FunctionNode, Answer>('unknown', (context, fn) => {
  const lowered = context.lowered(fn);
  if (lowered === undefined) {
    return 'unknown';
  }
  const { ts } = context;
  return or(
    lowered.graph.events.map(event => {
      const node = event.kind === 'await' || event.kind === 'return' ? lowered.nodeOfEvent(event.id) : undefined;
      const value = node === undefined ? undefined : ts.isAwaitExpression(node) ? node.expression : returnedBy(ts, node);
      return value === undefined ? 'no' : takesTime(context, value);
    }),
  );
});
