import type ts from 'typescript';
import { usesOfName } from '../names.ts';
import { bareExpression } from '../syntax.ts';
import { entryOfCall } from './callee.ts';
import type { Failing, Failure } from './failure.ts';
import { all, either, harmless, unread } from './failure.ts';
import { methodCallOf } from './syntax.ts';
import { valuesOf } from './values.ts';
import { symbolOf } from '../callee.ts';

/**
 * May one of the tasks in a list reject?
 *
 * Read are array literals, `xs.map(async …)`, and lists that are filled with `push` in the same file; whatever else makes the
 * list might put anything into it.
 */
export function membersRejection(failing: Failing, list: ts.Expression): Failure {
  const { ts } = failing.context;
  const bare = bareExpression(ts, list);
  if (ts.isArrayLiteralExpression(bare)) {
    return either(bare.elements.map(element => (ts.isSpreadElement(element) ? failing.ofMembers(element.expression) : failing.rejection(element, 'awaited'))));
  }
  if (ts.isConditionalExpression(bare)) {
    return either([bare.whenTrue, bare.whenFalse].map(branch => failing.ofMembers(branch)));
  }
  if (ts.isCallExpression(bare)) {
    return mappedRejection(failing, bare);
  }
  return ts.isIdentifier(bare) ? namedListRejection(failing, bare) : unread;
}

/** May all of the tasks in a list reject? One that cannot is enough for `Promise.any`. */
export function everyMemberRejection(failing: Failing, list: ts.Expression): Failure {
  const { ts } = failing.context;
  const bare = bareExpression(ts, list);
  if (!ts.isArrayLiteralExpression(bare) || bare.elements.length === 0 || bare.elements.some(element => ts.isSpreadElement(element))) {
    return failing.ofMembers(list);
  }
  const members = bare.elements.map(element => failing.rejection(element, 'awaited'));
  return members.some(({ possible }) => !possible) ? harmless : all(members);
}

/** `xs.map(f)` and its like hold what their callback returned. */
function mappedRejection(failing: Failing, call: ts.CallExpression): Failure {
  const { context } = failing;
  const entry = entryOfCall(context, call);
  const known = entry?.callbacks?.filter(use => use.runs === 'during' && use.result === 'returned');
  // Without types an array cannot be told from anything else that has a `map`; none that we know of maps otherwise.
  const isMap = known === undefined && methodCallOf(context.ts, call)?.method.text === 'map';
  const places = known?.map(use => use.argument) ?? (isMap ? [0] : []);
  const callbacks = places.flatMap(place => call.arguments[place] ?? []);
  return callbacks.length === 0 ? unread : either(callbacks.map(callback => failing.ofCallback(callback, 'rejection')));
}

function namedListRejection(failing: Failing, name: ts.Identifier): Failure {
  const { context } = failing;
  const { members, closed } = valuesOf(context, name);
  const initial = members.map(value => failing.ofMembers(value));
  const pushed = pushedInto(failing, name);
  return either([...initial, ...pushed.map(value => failing.rejection(value)), ...(closed === 'yes' && isFilledHere(failing, name) ? [] : [unread])]);
}

function pushedInto(failing: Failing, name: ts.Identifier): readonly ts.Expression[] {
  return usesOfList(failing, name).flatMap(use => {
    const method = methodCallOf(failing.context.ts, use.parent.parent);
    return method?.receiver === use && (method.method.text === 'push' || method.method.text === 'unshift') ? [...method.call.arguments] : [];
  });
}

/** Is the list only ever pushed to, read by its members, and given to a combinator? */
function isFilledHere(failing: Failing, name: ts.Identifier): boolean {
  const { context } = failing;
  const { ts } = context;
  return usesOfList(failing, name).every(use => {
    const method = methodCallOf(ts, use.parent.parent);
    if (method?.receiver === use) {
      return ['push', 'unshift', 'map', 'forEach', 'filter', 'some', 'every', 'find'].includes(method.method.text);
    }
    if (ts.isPropertyAccessExpression(use.parent)) {
      return use.parent.name.text === 'length' && !(ts.isBinaryExpression(use.parent.parent) && use.parent.parent.left === use.parent);
    }
    return ts.isCallExpression(use.parent) && entryOfCall(context, use.parent)?.combines !== undefined;
  });
}

function usesOfList({ context }: Failing, name: ts.Identifier): readonly ts.Identifier[] {
  const { ts } = context;
  const declaration = symbolOf(context, name)?.valueDeclaration;
  return declaration !== undefined && ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name)
    ? usesOfName(context, declaration.name, declaration.getSourceFile())
    : [];
}
