import type ts from 'typescript';
import { givenSignals } from '../signal/given.ts';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import type { Signal } from '../signal/signal.ts';
import { isParameterSignal, signalOf } from '../signal/signal.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import type { Call } from './callee.ts';
import type { Failing } from './failure.ts';
import { isFunctionLiteral, methodCallOf } from './syntax.ts';

/**
 * Does an error that begins here only begin when a signal is aborted that the caller handed over?
 *
 * `delay(5)` cannot reject though `delay` calls `reject`: it does so for a signal that this call does not give. Told by what stands
 * around: a condition that looks at the signal, its reason as the error, or a listener of its abort.
 */
export function isByHandedSignal({ context, assuming, home }: Failing, node: ts.Node): boolean {
  if (!assuming.uncancelled || home === undefined) {
    return false;
  }
  const signals = signalsBehind(context, node);
  const around = assuming.uncancelledAround ? functionsAround(context, home) : [];
  return signals.length > 0 && signals.every(signal => [home, ...around].some(fn => isParameterSignal(context, signal, fn)));
}

/** A callback is written in a function that may have the signal. */
function functionsAround(context: FactContext, fn: FunctionNode): readonly FunctionNode[] {
  const { ts } = context;
  const found: FunctionNode[] = [];
  for (let at = fn; isFunctionLiteral(ts, at); ) {
    at = context.functionAround(at.parent);
    found.push(at);
  }
  return found;
}

/** Is the call given a signal that somebody may abort, other than one that the function around it is taken not to have got? */
export function givesSignal({ context, assuming, home }: Failing, call: Call): boolean {
  const isMissing = (signal: Signal): boolean => assuming.uncancelled && home !== undefined && isParameterSignal(context, signal, home);
  return givenSignals(context, call).some(signal => !isMissing(signal));
}

function signalsBehind(context: FactContext, node: ts.Node): readonly Signal[] {
  const { ts } = context;
  const told = signalsReadIn(context, node);
  if (told.length > 0) {
    return told;
  }
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && parent.thenStatement === at) {
      const tested = signalsReadIn(context, parent.expression);
      if (tested.length > 0) {
        return tested;
      }
    }
    const left = signalsLeftBefore(context, at);
    if (left.length > 0) {
      return left;
    }
    const heard = isFunctionLiteral(ts, at) || ts.isFunctionDeclaration(at) ? signalsHeardBy(context, at) : [];
    if (heard.length > 0) {
      return heard;
    }
  }
  return [];
}

/** `if (!signal.aborted) { return; }` before a statement: past it the signal is aborted. */
function signalsLeftBefore(context: FactContext, at: ts.Node): readonly Signal[] {
  const { ts } = context;
  const before = ts.isBlock(at.parent) ? at.parent.statements.filter(({ end }) => end <= at.pos) : [];
  return before.flatMap(statement => {
    const { expression, thenStatement, elseStatement } = ts.isIfStatement(statement) ? statement : {};
    const isNegated = expression !== undefined && ts.isPrefixUnaryExpression(expression) && expression.operator === ts.SyntaxKind.ExclamationToken;
    const last = thenStatement !== undefined && ts.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement;
    const isLeft = last !== undefined && elseStatement === undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
    return isNegated && isLeft && ts.isPropertyAccessExpression(expression.operand) ? signalsReadIn(context, expression.operand) : [];
  });
}

const signalMembers = new Set(['aborted', 'reason', 'isCancellationRequested', 'throwIfAborted']);

function signalsReadIn(context: FactContext, node: ts.Node): readonly Signal[] {
  const { ts } = context;
  const found: Signal[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isPropertyAccessExpression(at) && signalMembers.has(at.name.text)) {
      const signal = signalOf(context, at.expression);
      found.push(...(signal === undefined ? [] : [signal]));
    }
    if (!ts.isFunctionLike(at)) {
      ts.forEachChild(at, visit);
    }
  };
  visit(node);
  return found;
}

/** The signals whose abort a function listens to, if that is all that it is used for. */
export function signalsHeardBy(context: FactContext, fn: ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration): readonly Signal[] {
  const { ts } = context;
  const holder = ts.isFunctionDeclaration(fn) ? fn : consumerOf(ts, fn);
  const name = ts.isFunctionDeclaration(holder) || ts.isVariableDeclaration(holder) ? holder.name : undefined;
  if (name === undefined || !ts.isIdentifier(name)) {
    return ts.isFunctionDeclaration(fn) ? [] : (signalsListenedTo(context, fn) ?? []);
  }
  const listened = usesOfName(context, name, fn.getSourceFile()).map(use => signalsListenedTo(context, use));
  return listened.includes(undefined) ? [] : listened.flatMap(signals => signals ?? []);
}

/** `signal.addEventListener('abort', f)`, `signal.onabort = f`, `token.onCancellationRequested(f)`; undefined for any other use. */
function signalsListenedTo(context: FactContext, listener: ts.Expression): readonly Signal[] | undefined {
  const { ts } = context;
  const consumer = consumerOf(ts, listener);
  const method = methodCallOf(ts, consumer);
  if (method === undefined) {
    const target = ts.isBinaryExpression(consumer) ? bareExpression(ts, consumer.left) : undefined;
    return target !== undefined && ts.isPropertyAccessExpression(target) && target.name.text === 'onabort' ? signalsAt(context, target.expression) : undefined;
  }
  const [event] = method.call.arguments;
  const isAbort = event !== undefined && ts.isStringLiteralLike(event) && event.text === 'abort';
  if (method.method.text === 'removeEventListener' && isAbort) {
    return [];
  }
  const listens = (method.method.text === 'addEventListener' && isAbort) || method.method.text === 'onCancellationRequested';
  return listens ? signalsAt(context, method.receiver) : undefined;
}

function signalsAt(context: FactContext, expression: ts.Expression): readonly Signal[] | undefined {
  const signal = signalOf(context, expression);
  return signal === undefined ? undefined : [signal];
}
