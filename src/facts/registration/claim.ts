import type ts from 'typescript';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { RegistrationClaim } from '../catalog/entry.ts';
import { ticking } from '../catalog/claims.ts';
import { abortListening, clockMethods, listenerPairs } from '../catalog/vocabulary.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { memoised } from '../memo.ts';
import { signalOf } from '../signal/signal.ts';
import { bareExpression } from '../syntax.ts';
import { calledFunctions, entryOfCall } from '../task/callee.ts';
import type { MethodCall } from '../task/syntax.ts';
import { isFunctionLiteral, methodCallOf } from '../task/syntax.ts';

/** What a call registers, and whether it is a signal to which it adds that, as far as the callee shows. */
export interface Claimed extends RegistrationClaim {
  readonly onSignal?: boolean;
}

/** Told by the catalog, by the shape of a signal, or by a callee of the project that does nothing else. */
export function claimOf(context: FactContext, call: ts.CallExpression): Claimed | undefined {
  return directClaim(context, call) ?? forwardedClaim(context, call);
}

const byName: RegistrationClaim = { kind: 'listener', event: 0, callback: 1, releasedBy: 'callback' };

function directClaim(context: FactContext, call: ts.CallExpression): RegistrationClaim | undefined {
  const claim = entryOfCall(context, call)?.registers;
  if (claim !== undefined) {
    return claim;
  }
  const method = methodCallOf(context.ts, call);
  if (method === undefined) {
    return undefined;
  }
  return method.method.text === abortListening.adds && signalOf(context, method.receiver) !== undefined ? byName : (setOnClock(context, method) ?? addedToEmitter(context, method));
}

/** `emitter.on('drain', listener)`: told by the type, which can take a listener off as well as put it on. */
function addedToEmitter(context: FactContext, { call, receiver, method }: MethodCall): RegistrationClaim | undefined {
  const { ts } = context;
  const pairs = listenerPairs.filter(({ adds }) => adds.includes(method.text));
  const [event, listener] = call.arguments;
  if (pairs.length === 0 || context.strength === 'syntax' || event === undefined || listener === undefined || !ts.isStringLiteralLike(event)) {
    return undefined;
  }
  context.trace.askedTypes();
  const type = context.checker.getNonNullableType(context.checker.getTypeAtLocation(receiver));
  return pairs.some(({ removes }) => type.getProperty(removes) !== undefined) ? byName : undefined;
}

/** `this.clock.setTimeout(…)`: told by the type, which can clear as well as set. */
function setOnClock(context: FactContext, { receiver, method }: MethodCall): RegistrationClaim | undefined {
  const clock = clockMethods.find(({ sets }) => sets === method.text);
  if (clock === undefined || context.strength === 'syntax') {
    return undefined;
  }
  context.trace.askedTypes();
  const type = context.checker.getNonNullableType(context.checker.getTypeAtLocation(receiver));
  return type.getProperty(clock.clears) === undefined ? undefined : ticking(clock.kind);
}

/**
 * `listen(signal, listener)`, whose body adds one of its parameters to another. What it gives back, if it does, takes the registration away.
 */
function forwardedClaim(context: FactContext, call: ts.CallExpression): Claimed | undefined {
  if (call.arguments.length < 2) {
    return undefined;
  }
  const { members } = calledFunctions(context, call);
  const [fn] = members;
  return fn === undefined || members.length > 1 ? undefined : claimOfBody(context, fn);
}

const claimOfBody = memoised(undefined, (context: FactContext, fn: FunctionNode): Claimed | undefined => {
  const { ts } = context;
  const parameters = ts.isFunctionLike(fn) ? [...fn.parameters] : [];
  const found: { claim?: Claimed | undefined; givesBack: boolean } = { givesBack: false };
  const indexOf = (expression: ts.Expression | undefined): number => {
    const bare = expression === undefined ? undefined : bareExpression(ts, expression);
    const declaration = bare !== undefined && ts.isIdentifier(bare) ? symbolOf(context, bare)?.valueDeclaration : undefined;
    return parameters.findIndex(parameter => parameter === declaration);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      return;
    }
    if (ts.isReturnStatement(node) && node.expression !== undefined) {
      const given = bareExpression(ts, node.expression);
      found.givesBack ||= isFunctionLiteral(ts, given) || ts.isObjectLiteralExpression(given) || ts.isIdentifier(given);
    }
    if (ts.isCallExpression(node)) {
      found.claim ??= handedOn(context, node, indexOf);
    }
    ts.forEachChild(node, visit);
  };
  if (parameters.length > 1) {
    ts.forEachChild(fn, visit);
  }
  return found.claim === undefined ? undefined : { ...found.claim, releasedBy: found.givesBack ? 'result' : 'callback' };
});

function handedOn(context: FactContext, call: ts.CallExpression, indexOf: (expression: ts.Expression | undefined) => number): Claimed | undefined {
  const direct = directClaim(context, call);
  if (direct?.kind !== 'listener') {
    return undefined;
  }
  const target = targetOf(context, call, direct);
  const on = indexOf(target);
  const callback = indexOf(call.arguments[direct.callback]);
  const event = eventNameOf(context, call, direct);
  if (target === undefined || on === -1 || callback === -1 || event === undefined) {
    return undefined;
  }
  return { kind: 'listener', on, callback, event, releasedBy: 'callback', onSignal: signalOf(context, target) !== undefined };
}

/** What a listener is added to. */
export function targetOf({ ts }: FactContext, call: ts.CallExpression, { kind, on }: RegistrationClaim): ts.Expression | undefined {
  if (kind !== 'listener') {
    return undefined;
  }
  const target = on === undefined ? methodCallOf(ts, call)?.receiver : call.arguments[on];
  return target === undefined ? undefined : bareExpression(ts, target);
}

export function eventNameOf({ ts }: FactContext, call: ts.CallExpression, { event }: RegistrationClaim): string | undefined {
  if (typeof event !== 'number') {
    return event;
  }
  const given = call.arguments[event];
  return given !== undefined && ts.isStringLiteralLike(given) ? given.text : undefined;
}
