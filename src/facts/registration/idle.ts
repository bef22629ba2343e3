import type ts from 'typescript';
import type { Answer } from '../answer.ts';
import { and, answerOf, every, not } from '../answer.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { longAgo, millisecondsOf } from '../milliseconds.ts';
import type { RegistrationNode } from './site.ts';
import { controllerOf } from '../signal/signal.ts';
import { consumerOf } from '../syntax.ts';
import { calledFunctions, entryOfCall, functionsOfValue, parameterNamed } from '../task/callee.ts';
import { isFunctionLiteral, methodCallOf } from '../task/syntax.ts';

/**
 * What a timer still does when it fires after the end of what it was set for.
 *
 * To settle a promise that is settled, or to abort a controller that was made for the operation and is over with it, is nothing. Such a timer only keeps
 * the process, and what it holds, until then.
 */
export function isIdleWhenOver(context: FactContext, node: RegistrationNode): Answer {
  if (isSettler(context, node.callback, node)) {
    return 'yes';
  }
  return every(functionsOfValue(context, node.callback), fn => isIdle(context, fn, node));
}

/** Is it certainly set for so long that, set once for each call, such timers gather? */
export function isLong(context: FactContext, { delay }: RegistrationNode): Answer {
  const milliseconds = millisecondsOf(context, delay);
  return milliseconds === undefined ? 'unknown' : answerOf(milliseconds >= longAgo);
}

function isIdle(context: FactContext, body: ts.Node, node: RegistrationNode): Answer {
  const { ts } = context;
  const answers: Answer[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isCallExpression(at)) {
      answers.push(isIdleCall(context, at, node));
    }
    if (ts.isNewExpression(at)) {
      answers.push(isGivenToSettler(context, at, node) ? 'yes' : 'unknown');
    }
    if (isWritten(context, at)) {
      answers.push(answerOf(ts.isIdentifier(at) && isOfOperation(context, at, node)));
    }
    ts.forEachChild(at, visit);
  };
  visit(body);
  return and(answers);
}

function isWritten({ ts }: FactContext, at: ts.Node): boolean {
  const { parent } = at;
  if (ts.isBinaryExpression(parent)) {
    return parent.left === at && parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
  }
  const isCounted = ts.isPostfixUnaryExpression(parent) || ts.isPrefixUnaryExpression(parent);
  return isCounted && (parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken);
}

/** A variable of the function that sets the timer is over with it. */
function isOfOperation(context: FactContext, name: ts.Identifier, { call }: RegistrationNode): boolean {
  const declaration = symbolOf(context, name)?.valueDeclaration;
  return declaration !== undefined && context.functionAround(declaration) === context.functionAround(call);
}

function isIdleCall(context: FactContext, call: ts.CallExpression, node: RegistrationNode): Answer {
  const method = methodCallOf(context.ts, call);
  const isOver = method?.method.text === 'abort' && controllerOf(context, method.receiver)?.origin === 'own';
  if (isOver || isSettler(context, call.expression, node)) {
    return 'yes';
  }
  const entry = entryOfCall(context, call);
  if (entry !== undefined) {
    return answerOf(entry.pure === true || entry.logs === true);
  }
  return every(calledFunctions(context, call), fn => not(context.summaries.hasEffect(fn)));
}

function isGivenToSettler(context: FactContext, made: ts.NewExpression, node: RegistrationNode): boolean {
  const call = consumerOf(context.ts, made);
  return context.ts.isCallExpression(call) && isSettler(context, call.expression, node);
}

/** `resolve` or `reject` of the executor that sets the timer. */
function isSettler(context: FactContext, callee: ts.Expression, { call }: RegistrationNode): boolean {
  const { ts } = context;
  const home = context.functionAround(call);
  const made = isFunctionLiteral(ts, home) ? consumerOf(ts, home) : undefined;
  const isExecutor = made !== undefined && ts.isNewExpression(made) && entryOfCall(context, made)?.type === 'task';
  return isExecutor && parameterNamed(context, callee)?.parent === home;
}
