import type ts from 'typescript';
import type { Span } from '../../flow/graph.ts';
import type { Answer } from '../answer.ts';
import { usesOfFunction } from '../callers.ts';
import { abortListening, stoppingMethods } from '../catalog/vocabulary.ts';
import type { FactContext } from '../context.ts';
import { operationKindOf, receiverOfHanded } from '../registration/operation.ts';
import type { Registration, RegistrationNode } from '../registration/site.ts';
import { nodeOfRegistration } from '../registration/site.ts';
import { asksSignal, isGivenAway } from './asking.ts';
import { signalOf } from './signal.ts';
import { bareExpression, isAnywhereIn } from '../syntax.ts';
import { calledFunctions, functionsOfValue, parameterNamed } from '../task/callee.ts';
import { isAsyncFunction, methodCallOf } from '../task/syntax.ts';

/**
 * Listeners that come too late.
 *
 * An aborted signal has called its listeners, and never calls one that is added afterwards. Whoever adds one to a signal that was handed over has to
 * ask `aborted` as well, before or right after; what the listener would have stopped otherwise runs on.
 */
export interface UnheardAbortFacts {
  /** Does the listener settle, stop or abort something? */
  stopsWork(site: Registration): Answer;
  /**
   * Of a signal that was handed over, and may be aborted before the listener is added: does the operation ask it, or give it to somebody who may, or
   * is it told that it is not?
   */
  isAsked(site: Registration): Answer;
  /** Where and how to ask, if nothing has been begun before the listener is added and a throw there settles the operation. */
  askingFirst(site: Registration): Edit | undefined;
}

interface Edit {
  readonly span: Span;
  readonly text: string;
}

export function createUnheardAbortFacts(context: FactContext): UnheardAbortFacts {
  const nodeOf = (site: Registration): RegistrationNode => nodeOfRegistration(context, site);
  return {
    stopsWork: site => (stops(context, nodeOf(site).callback, 0) ? 'yes' : 'unknown'),
    isAsked: site => isAsked(context, nodeOf(site)),
    askingFirst: site => askingFirst(context, nodeOf(site)),
  };
}

/** The function, or the class of a field, by which the signal came in. */
function ownerOf(context: FactContext, { call, kind, target }: RegistrationNode): ts.Node | undefined {
  const { ts } = context;
  // A helper that registers for others may ask by itself, as Node's `addAbortListener` does.
  if (kind !== 'abort' || target === undefined || methodCallOf(ts, call)?.method.text !== abortListening.adds) {
    return undefined;
  }
  if (context.catalog.entryOf(target)?.givesSignal !== undefined || signalOf(context, target)?.origin !== 'foreign') {
    return undefined;
  }
  const isField = ts.isPropertyAccessExpression(target) && target.expression.kind === ts.SyntaxKind.ThisKeyword;
  if (isField) {
    return ts.isConstructorDeclaration(context.functionAround(call)) ? ts.findAncestor(call, ts.isClassLike) : undefined;
  }
  return receiverOfHanded(context, target);
}

const deepestCall = 2;

/** Does a listener, or a function that it calls, settle a promise that is made here, abort a controller, or call what ends something? */
function stops(context: FactContext, callback: ts.Expression, depth: number): boolean {
  return isSettling(context, callback) || functionsOfValue(context, callback).members.some(body => stopsWithin(context, body, depth));
}

function stopsWithin(context: FactContext, body: ts.Node, depth: number): boolean {
  const { ts } = context;
  return isAnywhereIn(ts, body, at => {
    if (!ts.isCallExpression(at)) {
      return false;
    }
    const method = methodCallOf(ts, at);
    const isEnding = method !== undefined && stoppingMethods.some(({ word }) => word === method.method.text);
    const reaches = depth < deepestCall && calledFunctions(context, at).members.some(fn => stopsWithin(context, fn, depth + 1));
    return isEnding || reaches || isSettling(context, at.expression);
  });
}

/** `resolve` and `reject` of an executor. */
function isSettling(context: FactContext, callee: ts.Expression): boolean {
  const parameter = parameterNamed(context, callee);
  return parameter !== undefined && operationKindOf(context, context.functionAround(parameter.name)) === 'executor';
}

function isAsked(context: FactContext, node: RegistrationNode): Answer {
  const { ts } = context;
  const owner = ownerOf(context, node);
  if (owner === undefined || node.target === undefined) {
    return 'unknown';
  }
  if (asksSignal(ts, owner) || isToldByCaller(context, owner)) {
    return 'yes';
  }
  return isGivenAway(context, node.target, owner) ? 'unknown' : 'no';
}

/** Each caller in this file that asks before, or gives a signal that is fresh, speaks for those that nobody sees. */
function isToldByCaller(context: FactContext, owner: ts.Node): boolean {
  const { ts } = context;
  if (!ts.isFunctionLike(owner) || !('body' in owner)) {
    return false;
  }
  const fn = context.functionAround(owner.parameters[0]?.name ?? owner);
  return usesOfFunction(context, fn).members.some(use => {
    const caller = ts.findAncestor(use, at => ts.isFunctionLike(at) && at !== owner) ?? use.getSourceFile();
    const call = ts.findAncestor(use, ts.isCallExpression);
    return (!ts.isSourceFile(caller) && asksSignal(ts, caller)) || (call?.arguments.some(argument => isFresh(context, argument)) ?? false);
  });
}

function isFresh(context: FactContext, argument: ts.Expression): boolean {
  const { ts } = context;
  const bare = bareExpression(ts, argument);
  if (ts.isObjectLiteralExpression(bare)) {
    return bare.properties.some(property => (ts.isPropertyAssignment(property) && isFresh(context, property.initializer)) || (ts.isShorthandPropertyAssignment(property) && isFresh(context, property.name)));
  }
  return signalOf(context, bare)?.origin === 'own';
}

function askingFirst(context: FactContext, { call, target }: RegistrationNode): Edit | undefined {
  const { ts } = context;
  const home = context.functionAround(call);
  const statement = ts.findAncestor(call, ts.isStatement);
  const settles = operationKindOf(context, home) === 'executor' || isAsyncFunction(ts, home);
  if (target === undefined || statement === undefined || !settles || !('body' in home) || home.body === undefined || !ts.isBlock(home.body) || home.body.statements[0] !== statement) {
    return undefined;
  }
  const source = statement.getSourceFile();
  const { character } = source.getLineAndCharacterOfPosition(statement.getStart());
  const indent = source.text.slice(statement.getStart() - character, statement.getStart());
  const isOptional = call.getText().startsWith(`${target.getText()}?.`);
  return { span: { start: statement.getStart(), end: statement.getStart() }, text: `${target.getText()}${isOptional ? '?.' : '.'}throwIfAborted();\n${/^\s*$/.test(indent) ? indent : ''}` };
}

