import type ts from 'typescript';
import { callbackUseOf } from '../callback.ts';
import type { CatalogEntry } from '../catalog/entry.ts';
import { givesPromise } from '../catalog/gives-promise.ts';
import type { FactContext } from '../context.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import type { Call } from './callee.ts';
import { calledFunctions, calledParameter, entryOfCall, functionsOfValue, parameterNamed, reachedFunctions, returnedArgument } from './callee.ts';
import { givesSignal, isByHandedSignal } from './cancellation.ts';
import { chainRejection } from './chain.ts';
import { executorRejection } from './executor.ts';
import { anywhere, outOfReach } from './distance.ts';
import type { Failing, Failure, FailureKind } from './failure.ts';
import { all, either, harmless, provenBy, unread } from './failure.ts';
import { everyMemberRejection } from './members.ts';
import { isForeign, isOnlyDeclared } from './origin.ts';
import { isTask, isThenable } from './type.ts';
import { anyhow, presenceIn } from './presence.ts';
import { givenArgument, isAsyncFunction, isFunctionLiteral, linkOf } from './syntax.ts';

/** May the promise that a call gives reject? */
export function callRejection(failing: Failing, call: ts.CallExpression, use: 'awaited' | undefined): Failure {
  const { context } = failing;
  const link = linkOf(context.ts, call);
  if (link !== undefined) {
    return chainRejection(failing, link);
  }
  const passed = returnedArgument(context, call);
  if (passed !== undefined) {
    return failing.rejection(passed, use);
  }
  const entry = entryOfCall(context, call);
  const known = entry === undefined ? undefined : knownRejection(failing, call, entry);
  if (known !== undefined) {
    return known;
  }
  if (failing.assuming.harmlessCallbacks && calledParameter(context, call) !== undefined) {
    return harmless;
  }
  if (entry !== undefined && givesPromise(entry)) {
    // The catalog knows the call, and of no reason for which it fails by itself.
    return unread;
  }
  const failure = calleesFailure(failing, call, 'rejection');
  return failure ?? unreadRejection(failing, call, use);
}

/** What the catalog says about the promise of a call. */
function knownRejection(failing: Failing, call: ts.CallExpression, entry: CatalogEntry): Failure | undefined {
  const [first] = call.arguments;
  switch (entry.combines) {
    case 'settled':
      return harmless;
    case 'wraps':
      return first === undefined ? harmless : failing.rejection(first);
    case 'any':
      return first === undefined ? unread : everyMemberRejection(failing, first);
    case 'all':
    case 'race':
      return first === undefined ? unread : failing.ofMembers(first);
    case undefined:
      break;
  }
  const returned = (entry.callbacks ?? []).filter(
    use => (entry.result === 'Promise' || (use.runs !== 'during' && use.errors !== 'caught')) && (use.result === 'returned' || use.result === 'joined'),
  );
  // The error of a group's task is the group's.
  if (returned.some(({ task }) => task === 'member')) {
    return unread;
  }
  const fromCallbacks = returned.flatMap(({ argument }) => {
    const callback = givenArgument(failing.context.ts, call, argument);
    return callback === undefined ? [] : [failing.ofCallback(callback, 'any')];
  });
  if (entry.rejects === 'witness') {
    return provenBy({ kind: 'rejects', node: call });
  }
  if (entry.rejects === 'never') {
    return either([...fromCallbacks, cancelledRejection(failing, call, entry)]);
  }
  return fromCallbacks.length > 0 ? either(fromCallbacks) : undefined;
}

/** A call that fails for nothing else still rejects when a signal is aborted that it was given. */
function cancelledRejection(failing: Failing, call: ts.CallExpression, entry: CatalogEntry): Failure {
  if (!takesSignal(failing, call, entry)) {
    return harmless;
  }
  return givesSignal(failing, call) ? provenBy({ kind: 'rejects', node: call }) : unread;
}

function takesSignal({ context: { ts } }: Failing, call: ts.CallExpression, entry: CatalogEntry): boolean {
  return (entry.signal ?? []).some(({ argument, property }) => {
    const given = givenArgument(ts, call, argument);
    if (given === undefined || property === undefined) {
      return given !== undefined;
    }
    const bare = bareExpression(ts, given);
    // Options that are not written here may hold a signal.
    return !ts.isObjectLiteralExpression(bare) || bare.properties.some(member => ts.isSpreadAssignment(member) || member.name.getText() === property);
  });
}

/** Nothing is known of the callee. Its type may still say that it gives no promise; where it gives one and is not of this project, a presumption may speak. */
function unreadRejection(failing: Failing, call: ts.CallExpression, use: 'awaited' | undefined): Failure {
  const thenable = isTask(failing.context, call);
  if (thenable === 'no') {
    return harmless;
  }
  const isAsync = use === 'awaited' || thenable === 'yes';
  // What a function calls that it was given is looked at where it is given.
  const isEnough = failing.assuming.presumingWithin && (failing.home === undefined || calledParameter(failing.context, call) === undefined);
  const mayPresume = isEnough || isForeign(failing.context, call) || (failing.assuming.reach === anywhere && isOnlyDeclared(failing.context, call));
  return failing.assuming.presuming && isAsync && mayPresume ? provenBy({ kind: 'presumed', node: call }) : unread;
}

/** May evaluating a call throw? Of a call that nobody can read it is presumed that it does not. */
export function callThrowing(failing: Failing, call: Call): Failure {
  const { context } = failing;
  if (linkOf(context.ts, call) !== undefined) {
    return harmless;
  }
  const entry = entryOfCall(context, call);
  if (entry?.cancellation === 'guard' && entry.ambient === true) {
    return harmless;
  }
  if (entry?.cancellation === 'guard') {
    return isByHandedSignal(failing, call) ? unread : provenBy({ kind: 'raises', node: call });
  }
  // An assertion says what cannot be otherwise; where it fails, the program is wrong and not its input. Of what nobody has read that is no comfort.
  if (entry?.throws === 'witness' && (entry.asserts !== true || failing.assuming.presumingWithin) && !failing.assuming.lenient) {
    // What is pure fails for its arguments, anything else for the state of the world.
    return entry.pure === true && failing.assuming.reach === outOfReach ? unread : provenBy({ kind: 'raises', node: call });
  }
  if (entry !== undefined) {
    return duringFailure(failing, call, entry);
  }
  if (isAssertion(context, call) || (failing.assuming.harmlessCallbacks && calledParameter(context, call) !== undefined)) {
    return harmless;
  }
  return calleesFailure(failing, call, 'throwing') ?? harmless;
}

/** By its type it only returns if what it was told holds: as with the asserting calls of the catalog, where it fails, the program is wrong. */
function isAssertion(context: FactContext, call: Call): boolean {
  const { ts } = context;
  const { members } = calledFunctions(context, call);
  return members.length > 0 && members.every(fn => ts.isFunctionLike(fn) && fn.type !== undefined && ts.isTypePredicateNode(fn.type) && fn.type.assertsModifier !== undefined);
}

/** A callback that runs during the call, and whose errors nobody catches in there. */
function duringFailure(failing: Failing, call: Call, entry: CatalogEntry): Failure {
  const callbacks = (entry.callbacks ?? []).filter(use => use.runs === 'during' && use.errors === 'propagate');
  return either(
    callbacks.flatMap(({ argument }) => {
      const callback = givenArgument(failing.context.ts, call, argument);
      return callback === undefined ? [] : [failing.ofCallback(callback, 'throwing')];
    }),
  );
}

/**
 * A statement: the function is told something, and asked for nothing. What a library may throw somewhere below it (a log that cannot be
 * written) is no witness that its caller fails; an error that it throws itself is.
 */
function isTold(ts: FactContext['ts'], call: Call): boolean {
  return ts.isExpressionStatement(consumerOf(ts, call));
}

/** What the functions do that a call reaches; undefined where none of them is read. */
function calleesFailure(failing: Failing, call: Call, kind: FailureKind): Failure | undefined {
  const { context } = failing;
  const callee = reachedFunctions(context, call);
  if (callee.members.length === 0) {
    return undefined;
  }
  const join = (kind === 'throwing' || failing.assuming.reach !== anywhere) && isDispatched(context.ts, call) ? all : either;
  const ask = (asked: Failing): Failure => join(callee.members.map(fn => asked.with(presenceIn(context, fn, call)).ofFunction(fn, kind, call)));
  const isOpen = callee.closed !== 'yes' && kind === 'rejection';
  const alone = failing.with({ harmlessCallbacks: false, uncancelled: true, uncancelledAround: false, ...anyhow, ...(kind === 'throwing' && isTold(context.ts, call) && { lenient: true }) });
  const plain = ask(alone);
  if (plain.witness || !plain.possible) {
    return isOpen ? either([plain, elsewhere(failing, call)]) : plain;
  }
  // What an abort can cause comes last: a reader believes the other errors sooner.
  const cancelled = givesSignal(failing, call) ? ask(alone.with({ uncancelled: false })) : plain;
  if (cancelled.witness || !hasCallback(failing, call)) {
    return cancelled;
  }
  const callbacks = (call.arguments ?? []).map(argument => callbackFailure(failing, call, argument, kind));
  return either([ask(alone.with({ harmlessCallbacks: true })), ...callbacks, ...(isOpen ? [elsewhere(failing, call)] : [])]);
}

/** What is implemented somewhere that nobody here has read: of an interface of the project, besides the implementations that were found. */
function elsewhere({ context, assuming }: Failing, call: Call): Failure {
  const isDeclared = assuming.presumingWithin && context.ts.isCallExpression(call) && isOnlyDeclared(context, call) && isTask(context, call) === 'yes';
  return isDeclared ? provenBy({ kind: 'presumed', node: call }) : unread;
}

/** A method of which there may be several: that one of them fails (a double for tests, say) is no witness for a call that is presumed not to throw, and a distant one for a promise. */
function isDispatched(ts: FactContext['ts'], call: Call): boolean {
  return ts.isCallExpression(call) && ts.isPropertyAccessExpression(bareExpression(ts, call.expression));
}

function hasCallback(failing: Failing, call: Call): boolean {
  const { context, assuming } = failing;
  return (call.arguments ?? []).some(
    argument =>
      functionsOfValue(context, argument).members.length > 0 || (assuming.harmlessCallbacks && parameterNamed(context, argument) !== undefined),
  );
}

/** What a callback at hand adds to the failing of the function that it is given to. */
function callbackFailure(failing: Failing, call: Call, argument: ts.Expression, kind: FailureKind): Failure {
  const { context, assuming } = failing;
  const { ts } = context;
  const bare = bareExpression(ts, argument);
  if (functionsOfValue(context, argument).members.length > 0) {
    const use = callbackUseOf(context, call, argument);
    const comesOut = use?.errors === 'propagate';
    const isGivenBack = use?.result === 'joined' || use?.result === 'returned';
    const thrown = kind === 'rejection' && !isAsyncCall(failing, call) ? harmless : failing.ofCallback(argument, 'throwing');
    // A rejection comes out where the callback's promise does, and not where it is dropped.
    const rejected = kind === 'throwing' || use?.result === 'dropped' ? harmless : failing.ofCallback(argument, 'rejection');
    return either([comesOut ? thrown : weakened(thrown), comesOut && isGivenBack ? rejected : weakened(rejected)]);
  }
  if (parameterNamed(context, bare) !== undefined) {
    return assuming.harmlessCallbacks ? harmless : unread;
  }
  const isData = ts.isLiteralExpression(bare) || ts.isObjectLiteralExpression(bare) || ts.isArrayLiteralExpression(bare) || ts.isTemplateExpression(bare);
  return isData || !mayBeFunction(failing, bare) ? harmless : unread;
}

function weakened(failure: Failure): Failure {
  return failure.witness ? unread : failure;
}

function isAsyncCall({ context }: Failing, call: Call): boolean {
  return calledFunctions(context, call).members.some(fn => isAsyncFunction(context.ts, fn));
}

/** A name of a value whose type has no call signature is no callback. */
function mayBeFunction({ context }: Failing, expression: ts.Expression): boolean {
  const { ts, checker, strength } = context;
  if (isFunctionLiteral(ts, expression) || strength === 'syntax') {
    return true;
  }
  context.trace.askedTypes();
  const type = checker.getTypeAtLocation(expression);
  const isOpen = (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter)) !== 0;
  return isOpen || type.getCallSignatures().length > 0 || type.isUnionOrIntersection();
}

/** `new Promise(executor)` is what its executor makes of it; other classes give no promise that we know of. */
export function constructedRejection(failing: Failing, made: ts.NewExpression): Failure {
  const entry = entryOfCall(failing.context, made);
  const [executor] = made.arguments ?? [];
  if (entry?.type === 'task' && executor !== undefined) {
    return executorRejection(failing, executor);
  }
  return isThenable(failing.context, made) === 'no' ? harmless : unread;
}
