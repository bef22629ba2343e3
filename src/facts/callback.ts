import type ts from 'typescript';
import type { FunctionNode } from '../lower/lowered.ts';
import type { CallbackUse } from './catalog/entry.ts';
import type { FactContext } from './context.ts';
import { usesOfName } from './names.ts';
import { bareExpression, consumerOf } from './syntax.ts';
import type { Call } from './task/callee.ts';
import { calledFunctions, entryOfCall } from './task/callee.ts';
import { dropOf } from './task/position.ts';
import { isAsyncFunction, isGenerator, linkOf } from './task/syntax.ts';

/** What becomes of a callback; which argument it is, the asker knows. */
export type CallbackFate = Omit<CallbackUse, 'argument'>;

const unknownFate: CallbackFate = { runs: 'unknown', result: 'unknown', errors: 'unknown' };

/**
 * What does a call do with a callback that it is given?
 *
 * Libraries are in the catalog. Functions of the project are read: each use of the parameter is a call whose result is awaited,
 * returned or dropped, or hands it on to a further function. Where two uses differ, the answer is unknown.
 */
export function callbackUseOf(context: FactContext, call: Call, callback: ts.Expression): CallbackUse | undefined {
  const { ts } = context;
  const bare = bareExpression(ts, callback);
  const argument = call.arguments?.findIndex(given => bareExpression(ts, given) === bare) ?? -1;
  if (argument === -1) {
    return undefined;
  }
  const fate = callbackFate(context, call, argument);
  return fate === undefined ? undefined : { argument, ...fate };
}

export function callbackFate(context: FactContext, call: Call, argument: number): CallbackFate | undefined {
  const { ts } = context;
  const known = entryOfCall(context, call)?.callbacks?.find(use => use.argument === argument);
  if (known !== undefined) {
    return known;
  }
  const link = linkOf(ts, call);
  if (link !== undefined) {
    return { runs: 'later', result: link.link === 'finally' ? 'joined' : 'returned', errors: 'propagate' };
  }
  const { members, closed } = calledFunctions(context, call);
  if (members.length === 0 || closed === 'no') {
    return undefined;
  }
  return agreement(members.map(fn => parameterFate(context, fn, argument)));
}

const fates = new WeakMap<FactContext, Map<FunctionNode, (CallbackFate | undefined)[]>>();

/** What a function of the project does with the callback that it is given as this parameter. */
function parameterFate(context: FactContext, fn: FunctionNode, parameter: number): CallbackFate {
  const ofContext = fates.get(context) ?? new Map<FunctionNode, (CallbackFate | undefined)[]>();
  fates.set(context, ofContext);
  const ofFunction = ofContext.get(fn) ?? [];
  ofContext.set(fn, ofFunction);
  const known = ofFunction[parameter];
  if (known !== undefined) {
    return known;
  }
  // A function that hands its callback on to itself learns nothing from that.
  ofFunction[parameter] = unknownFate;
  const fate = readFate(context, fn, parameter);
  ofFunction[parameter] = fate;
  return fate;
}

function readFate(context: FactContext, fn: FunctionNode, parameter: number): CallbackFate {
  const { ts } = context;
  const declaration = ts.isFunctionLike(fn) ? fn.parameters[parameter] : undefined;
  if (declaration === undefined || declaration.dotDotDotToken !== undefined || !ts.isIdentifier(declaration.name)) {
    return unknownFate;
  }
  const uses = usesOfName(context, declaration.name, fn).filter(use => !isLookedAt(context, use));
  return uses.length === 0 ? unknownFate : agreement(uses.map(use => fateOfUse(context, fn, use)));
}

/** `typeof callback === 'function'`, `if (callback)`: nothing becomes of it. */
function isLookedAt({ ts }: FactContext, use: ts.Identifier): boolean {
  const consumer = consumerOf(ts, use);
  return (
    ts.isTypeOfExpression(consumer) ||
    ts.isIfStatement(consumer) ||
    (ts.isPrefixUnaryExpression(consumer) && consumer.operator === ts.SyntaxKind.ExclamationToken) ||
    (ts.isBinaryExpression(consumer) && consumer.operatorToken.kind !== ts.SyntaxKind.EqualsToken && consumer.left === use && isTested(ts, consumer))
  );
}

function isTested(ts: FactContext['ts'], binary: ts.BinaryExpression): boolean {
  const { kind } = binary.operatorToken;
  return [
    ts.SyntaxKind.AmpersandAmpersandToken,
    ts.SyntaxKind.EqualsEqualsEqualsToken,
    ts.SyntaxKind.EqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsToken,
  ].includes(kind);
}

function fateOfUse(context: FactContext, fn: FunctionNode, use: ts.Identifier): CallbackFate {
  const { ts } = context;
  const consumer = consumerOf(ts, use);
  if (!ts.isCallExpression(consumer) && !ts.isNewExpression(consumer)) {
    return unknownFate;
  }
  const around = context.functionAround(use);
  const runs = around === fn && !isAsyncFunction(ts, fn) && !isGenerator(fn) ? 'during' : 'unknown';
  if (ts.isCallExpression(consumer) && bareExpression(ts, consumer.expression) === use) {
    return { runs, ...outcomeOfCall(context, consumer, around) };
  }
  const argument = consumer.arguments?.findIndex(given => bareExpression(ts, given) === use) ?? -1;
  const handedOn = argument === -1 ? undefined : callbackFate(context, consumer, argument);
  if (handedOn === undefined) {
    return unknownFate;
  }
  const result = handedOn.result === 'returned' ? outcomeOfCall(context, consumer, around).result : handedOn.result;
  const isThrough = around === fn && handedOn.errors === 'propagate';
  return {
    runs: handedOn.runs === 'during' ? runs : handedOn.runs,
    result,
    errors: isThrough ? outcomeOfCall(context, consumer, around).errors : handedOn.errors === 'propagate' ? 'unknown' : handedOn.errors,
  };
}

/** Where the call's value goes, and where its errors go. */
function outcomeOfCall(context: FactContext, call: Call, around: FunctionNode): Pick<CallbackFate, 'result' | 'errors'> {
  const { ts } = context;
  const errors = isGuarded(context, call, around) ? 'unknown' : 'propagate';
  const consumer = consumerOf(ts, call);
  if (dropOf(context, call) !== undefined) {
    return { result: 'dropped', errors };
  }
  if (ts.isAwaitExpression(consumer)) {
    return { result: 'joined', errors };
  }
  if (ts.isReturnStatement(consumer) || (ts.isArrowFunction(consumer) && consumer.body === call)) {
    return returnedFate(context, around, errors);
  }
  return { result: 'unknown', errors };
}

/** What a function around the call returns goes where that function's own result goes. */
function returnedFate(context: FactContext, around: FunctionNode, errors: CallbackFate['errors']): Pick<CallbackFate, 'result' | 'errors'> {
  const { ts } = context;
  if (!ts.isArrowFunction(around) && !ts.isFunctionExpression(around)) {
    return { result: 'returned', errors };
  }
  const consumer = consumerOf(ts, around);
  const isArgument = ts.isCallExpression(consumer) || ts.isNewExpression(consumer);
  const fate = isArgument ? callbackUseOf(context, consumer, around) : undefined;
  if (fate === undefined) {
    // A function that is stored in a variable is called by its name.
    return { result: ts.isVariableDeclaration(consumer) ? 'returned' : 'unknown', errors };
  }
  return { result: fate.result, errors: fate.errors === 'propagate' ? errors : fate.errors };
}

/** Stands inside a `try` of its function that has a `catch`: the error may be kept there. */
function isGuarded({ ts }: FactContext, node: ts.Node, around: FunctionNode): boolean {
  for (let at: ts.Node = node; at !== around && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isTryStatement(at.parent) && at.parent.tryBlock === at && at.parent.catchClause !== undefined) {
      return true;
    }
  }
  return false;
}

function agreement(found: readonly CallbackFate[]): CallbackFate {
  const [first, ...others] = found;
  if (first === undefined) {
    return unknownFate;
  }
  return {
    runs: others.every(other => other.runs === first.runs) ? first.runs : 'unknown',
    result: others.every(other => other.result === first.result) ? first.result : 'unknown',
    errors: others.every(other => other.errors === first.errors) ? first.errors : 'unknown',
  };
}
