import type ts from 'typescript';
import type { FactContext } from './context.ts';
import { usesOfName } from './names.ts';
import { registrationOf } from './registration/site.ts';
import { bareExpression } from './syntax.ts';
import { entryOfCall } from './task/callee.ts';

/**
 * The calls of the executor that are given what settles the promise, to run later. Undefined where it is settled in any other way: at once, by a
 * call that nobody has read, or by whoever finds it where it is stored.
 */
export function settlingCalls(context: FactContext, executor: ts.ArrowFunction | ts.FunctionExpression): readonly ts.CallExpression[] | undefined {
  const { ts } = context;
  const names = executor.parameters.flatMap(({ name }) => (ts.isIdentifier(name) ? [name] : []));
  const uses = names.flatMap(name => usesOfName(context, name, executor));
  const calls = uses.map(use => laterCallAround(context, use, executor));
  return names.length < executor.parameters.length || calls.includes(undefined) ? undefined : calls.filter(call => call !== undefined);
}

/** The call in whose callback something stands, or as whose callback it is given, if that is known to run it later. */
function laterCallAround(context: FactContext, use: ts.Node, executor: ts.Node): ts.CallExpression | undefined {
  const { ts } = context;
  for (let at: ts.Node = use; at !== executor; at = at.parent) {
    const { parent } = at;
    const index = ts.isCallExpression(parent) ? parent.arguments.findIndex(argument => argument === at) : -1;
    if (ts.isCallExpression(parent) && index >= 0 && (isOnClock(context, parent) || entryOfCall(context, parent)?.callbacks?.some(({ argument, runs }) => argument === index && runs === 'later') === true)) {
      return parent;
    }
  }
  return undefined;
}

export function areTimers(context: FactContext, calls: readonly ts.CallExpression[] | undefined): calls is readonly ts.CallExpression[] {
  return calls !== undefined && calls.length > 0 && calls.every(call => isTimer(context, call));
}

function isTimer(context: FactContext, call: ts.CallExpression): boolean {
  const { ts } = context;
  const isFirst = entryOfCall(context, call)?.callbacks?.some(({ argument }) => argument === 0) === true;
  return isOnClock(context, call) || (isFirst && !ts.isPropertyAccessExpression(bareExpression(ts, call.expression)));
}

/** Also of a clock of the program's own: `this.#clock.setTimeout(…)`. */
function isOnClock(context: FactContext, call: ts.CallExpression): boolean {
  return registrationOf(context, call)?.kind === 'timer';
}
