import type ts from 'typescript';
import type { Answer } from '../answer.ts';
import { callbackUseOf } from '../callback.ts';
import { callsOf } from '../callers.ts';
import type { FactContext } from '../context.ts';
import { givenSignals } from '../signal/given.ts';
import { isOfObject } from './life.ts';
import { handedParameter } from './operation.ts';
import type { RegistrationNode } from './site.ts';
import { signalOf } from '../signal/signal.ts';
import { consumerOf } from '../syntax.ts';
import { isInTest } from '../test-body.ts';
import { isFunctionLiteral } from '../task/syntax.ts';

/**
 * Does one signal get such a listener again and again?
 *
 * One listener that is left on the signal of one request dies with it. They pile up on a signal of the object or of the class, and where a function is
 * handed signals in a loop or from several places. Of a single call nothing is known.
 */
export function meetsSignalAgain(context: FactContext, { target }: RegistrationNode): Answer {
  if (target === undefined) {
    return 'unknown';
  }
  if (isOfObject(context, target) || signalOf(context, target)?.origin === 'class') {
    return 'yes';
  }
  const parameter = handedParameter(context, target);
  if (parameter === undefined) {
    return 'unknown';
  }
  const calls = callsOf(context, context.functionAround(parameter.name)).members.filter(call => !isInTest(context, context.functionAround(call)));
  const giving = calls.filter(call => isGivenForeign(context, call, parameter.parent.parameters.indexOf(parameter)));
  return giving.length > 1 || giving.some(call => isRepeated(context, call)) ? 'yes' : 'unknown';
}

/** A signal that outlives the call, or what the caller was handed and has one in it. */
function isGivenForeign(context: FactContext, call: ts.CallExpression, index: number): boolean {
  const given = call.arguments[index];
  const isForeign = givenSignals(context, call).some(({ origin }) => origin === 'foreign' || origin === 'class');
  return given !== undefined && (isForeign || handedParameter(context, given) !== undefined);
}

/** In a loop, or in a callback that is run for each of several things. */
function isRepeated(context: FactContext, call: ts.Node): boolean {
  const { ts } = context;
  for (let at = call; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isIterationStatement(at.parent, false) && at.parent.statement === at) {
      return true;
    }
    const holder = isFunctionLiteral(ts, at) ? consumerOf(ts, at) : undefined;
    const use = holder !== undefined && isFunctionLiteral(ts, at) && ts.isCallExpression(holder) ? callbackUseOf(context, holder, at) : undefined;
    if (use?.runs === 'during' && use.result === 'returned') {
      return true;
    }
    if (ts.isFunctionLike(at) && use?.runs !== 'during') {
      return false;
    }
  }
  return false;
}
