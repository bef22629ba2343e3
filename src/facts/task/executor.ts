import type ts from 'typescript';
import { callbackUseOf } from '../callback.ts';
import { symbolOf } from '../callee.ts';
import { usesOfName } from '../names.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import { entryOfCall, functionsOfValue } from './callee.ts';
import { isByHandedSignal } from './cancellation.ts';
import type { Failing, Failure } from './failure.ts';
import { either, harmless, provenBy, unread } from './failure.ts';
import { anyhow } from './presence.ts';
import { isFunctionLiteral, linkOf } from './syntax.ts';

/**
 * May a promise reject that its executor settles?
 *
 * Only if `reject` is called or handed to somebody, if `resolve` is given a task that may reject, or if the executor throws. Where
 * one of the two is kept for later, whoever finds it there decides, and we do not know.
 */
export function executorRejection(failing: Failing, executor: ts.Expression): Failure {
  const { ts } = failing.context;
  const { members, closed } = functionsOfValue(failing.context, executor);
  if (members.length === 0 || closed !== 'yes') {
    return unread;
  }
  return either(
    members.map(fn => {
      const [resolve, reject] = ts.isFunctionLike(fn) ? fn.parameters : [];
      return either([
        failing.with(anyhow).ofFunction(fn, 'throwing', executor),
        reject === undefined ? harmless : settling(failing, reject.name, fn, 'reject'),
        resolve === undefined ? harmless : settling(failing, resolve.name, fn, 'resolve'),
      ]);
    }),
  );
}

/** `const { promise, resolve, reject } = Promise.withResolvers()`: as with an executor, but the names are free for the whole scope. */
export function deferredRejection(failing: Failing, name: ts.Identifier): Failure | undefined {
  const { ts } = failing.context;
  const declaration = symbolOf(failing.context, name)?.valueDeclaration;
  if (declaration === undefined || !ts.isBindingElement(declaration) || !ts.isObjectBindingPattern(declaration.parent)) {
    return undefined;
  }
  const pattern = declaration.parent;
  const holder = pattern.parent;
  const made = ts.isVariableDeclaration(holder) && holder.initializer !== undefined ? bareExpression(ts, holder.initializer) : undefined;
  const isDeferred = made !== undefined && ts.isCallExpression(made) && ts.isPropertyAccessExpression(made.expression) && made.expression.name.text === 'withResolvers';
  if (!isDeferred || propertyOf(declaration) !== 'promise' || pattern.elements.some(element => element.dotDotDotToken !== undefined)) {
    return undefined;
  }
  return either(
    pattern.elements.map(element => {
      const property = propertyOf(element);
      return property === 'resolve' || property === 'reject' ? settling(failing, element.name, scopeOf(failing, holder), property) : harmless;
    }),
  );
}

function propertyOf({ propertyName, name }: ts.BindingElement): string {
  return (propertyName ?? name).getText();
}

function scopeOf({ context: { ts } }: Failing, node: ts.Node): ts.Node {
  let at = node;
  while (!ts.isBlock(at) && !ts.isSourceFile(at) && !ts.isFunctionLike(at)) {
    at = at.parent;
  }
  return at;
}

/** What becomes of the promise through the uses of one of its two functions. */
function settling(failing: Failing, name: ts.BindingName, scope: ts.Node, role: 'resolve' | 'reject'): Failure {
  const { context } = failing;
  if (!context.ts.isIdentifier(name)) {
    return unread;
  }
  const asking = failing.with({ presuming: false });
  return either(usesOfName(context, name, scope).map(use => settlingBy(asking, use, role)));
}

function settlingBy(failing: Failing, use: ts.Identifier, role: 'resolve' | 'reject'): Failure {
  const { ts } = failing.context;
  const { parent } = use;
  const isCall = ts.isCallExpression(parent) || ts.isNewExpression(parent);
  if (isCall && parent.expression === use) {
    if (role === 'reject') {
      const origin = rejectionHandedOn(failing, parent);
      return origin === undefined ? rejecting(failing, parent) : failing.rejection(origin);
    }
    const [value] = parent.arguments ?? [];
    return value === undefined ? harmless : failing.rejection(value);
  }
  if (isCall) {
    const link = linkOf(ts, parent);
    if (role === 'reject' && link !== undefined) {
      return failing.rejection(link.receiver);
    }
    return role === 'reject' && !isDeaf(failing, parent) ? rejecting(failing, parent) : harmless;
  }
  return unread;
}

/** `p.catch(error => reject(error))` hands on what `p` rejects with: it rejects only if `p` may. */
function rejectionHandedOn({ context: { ts, checker } }: Failing, call: ts.CallExpression | ts.NewExpression): ts.Expression | undefined {
  const given = call.arguments?.[0];
  const symbol = given === undefined ? undefined : checker.getSymbolAtLocation(bareExpression(ts, given));
  const handler = symbol?.valueDeclaration?.parent;
  if (handler === undefined || (!ts.isArrowFunction(handler) && !ts.isFunctionExpression(handler))) {
    return undefined;
  }
  const link = linkOf(ts, consumerOf(ts, handler));
  const place = link?.link === 'catch' ? 0 : 1;
  return link !== undefined && link.link !== 'finally' && link.call.arguments[place] === handler ? link.receiver : undefined;
}

function rejecting(failing: Failing, node: ts.Node): Failure {
  const arrival = failing.arrivalAt(node);
  if (arrival === undefined) {
    return harmless;
  }
  return arrival === 'possible' || isKeptForOthers(failing, node) || isByHandedSignal(failing, node) ? unread : provenBy({ kind: 'rejects', node });
}

/** In a function that is put into an object, or handed to one that stores it: whoever finds it there may call it, or not. */
function isKeptForOthers({ context }: Failing, node: ts.Node): boolean {
  const { ts } = context;
  const around = ts.findAncestor(node, ts.isFunctionLike);
  if (around === undefined || ts.isMethodDeclaration(around)) {
    return around !== undefined;
  }
  const holder = consumerOf(ts, around);
  const fate = ts.isCallExpression(holder) && isFunctionLiteral(ts, around) ? callbackUseOf(context, holder, around) : undefined;
  return ts.isPropertyAssignment(holder) || (fate?.runs === 'unknown' && fate.result === 'unknown');
}

/** `clearTimeout(reject)`, `off('error', reject)`: takes the function without ever calling it. */
function isDeaf(failing: Failing, call: ts.CallExpression | ts.NewExpression): boolean {
  const { ts } = failing.context;
  const callee = bareExpression(ts, call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  const entry = entryOfCall(failing.context, call);
  return /^(?:off|remove\w*Listener)$/.test(name) || entry?.logs === true || entry?.pure === true;
}
