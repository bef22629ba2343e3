import type ts from 'typescript';
import type { Span } from '../../flow/graph.ts';
import { endEvents, unreferencing } from '../catalog/vocabulary.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { longAgo, millisecondsOf } from '../milliseconds.ts';
import { bareExpression, isAnywhereIn, isWithin, spanOf } from '../syntax.ts';
import { functionsOfValue, type Call } from '../task/callee.ts';
import { isInTest } from '../test-body.ts';
import { asksAnything, closingsAround, functionNamed, reaches } from './closing.ts';
import type { Held } from './holder.ts';
import { holderOf, isHolder } from './holder.ts';
import { resultOf } from './release.ts';
import type { RegistrationNode } from './site.ts';
import { registrationOf } from './site.ts';

/**
 * The method by which the object that sets a timer is closed, where that certainly leaves the timer set.
 *
 * Closing clears the timer if it, or what it calls of the same object, mentions what holds the handle; it cannot if nobody holds it. Nor is
 * anything said where the end of something else may clear it. A timer that looks before it acts may be left to find out by itself; but an
 * interval does so for ever, and a handle that is kept is kept to be cleared.
 */
export interface Closing {
  readonly span: Span;
  readonly name: string;
  /** What holds the timer's handle, if anything does. */
  readonly handle?: string;
  /** Does the timer do something with the object, without looking whether it is still wanted? */
  readonly acts: boolean;
}

export function closingThatLeaves(context: FactContext, node: RegistrationNode): Closing | undefined {
  const closings = closingsAround(context, node.call);
  const [closing] = closings;
  const isInside = closings.some(one => isWithin(one, node.call));
  if (closing?.name === undefined || isInside || isInTest(context, context.functionAround(node.call))) {
    return undefined;
  }
  const holder = holderOf(context, resultOf(context, node.call));
  const held = typeof holder === 'string' ? undefined : holder;
  if (holder === 'unknown' || (held !== undefined && (!isAround(context, held, closing) || isCleared(context, node, closings, held)))) {
    return undefined;
  }
  const acts = actsUnasked(context, node, closings);
  return acts || stays(context, node, held) ? { span: spanOf(closing.name), name: closing.name.getText(), acts, ...(held !== undefined && { handle: held.text }) } : undefined;
}

/** A field, or a variable that closing could name. One of the function that sets the timer is that function's own affair. */
function isAround(context: FactContext, { symbol: { valueDeclaration } }: Held, closing: ts.Node): boolean {
  const { ts } = context;
  const home = valueDeclaration !== undefined && ts.isVariableDeclaration(valueDeclaration) ? context.functionAround(valueDeclaration) : undefined;
  return home === undefined || isWithin(home, closing);
}

function isCleared(context: FactContext, { callback, kind }: RegistrationNode, closings: readonly ts.Node[], held: Held): boolean {
  const { ts } = context;
  const isHeld = (at: ts.Node): boolean => isHolder(context, at, held);
  const clears = (at: ts.Node): boolean => ts.isCallExpression(at) && at.arguments.some(argument => isAnywhereIn(ts, argument, isHeld, inner => !ts.isFunctionLike(inner)));
  const own = kind === 'interval' ? functionsOfValue(context, callback).members : [];
  return (
    closings.some(closing => reaches(context, closing, isHeld)) ||
    own.some(body => reaches(context, body, clears, deepestListener)) ||
    isAnywhereIn(ts, callback.getSourceFile(), at => listensForEnd(context, at) && reaches(context, at, clears, deepestListener))
  );
}

const deepestListener = 2;

/** `socket.on('close', f)`, `socket.onclose = f`: what closes an object closes what tells of its end. */
function listensForEnd(context: FactContext, at: ts.Node): boolean {
  const { ts } = context;
  if (ts.isCallExpression(at)) {
    const { kind, eventName } = registrationOf(context, at) ?? {};
    const [event] = at.arguments;
    const name = eventName ?? (event !== undefined && ts.isStringLiteralLike(event) ? event.text : undefined);
    return kind === 'abort' || endEvents.some(({ word }) => word === name);
  }
  const assigned = ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken ? at.left : undefined;
  return assigned !== undefined && ts.isPropertyAccessExpression(assigned) && endEvents.some(({ word }) => assigned.name.text === `on${word}`);
}

/** It goes on for ever, or its handle is kept, and it is certainly set for so long that it is noticed. */
function stays(context: FactContext, { call, kind, delay }: RegistrationNode, held: Held | undefined): boolean {
  const { ts } = context;
  const isLong = (millisecondsOf(context, delay) ?? 0) >= longAgo;
  const isFree = isAnywhereIn(ts, context.functionAround(call), at => ts.isIdentifier(at) && at.text === unreferencing.method);
  return !isFree && (kind === 'interval' || (held !== undefined && isLong));
}

/** Does the callback do something with the object or its closures, without looking whether it is still wanted? */
function actsUnasked(context: FactContext, { callback }: RegistrationNode, closings: readonly ts.Node[]): boolean {
  const { ts } = context;
  const { members: [body, ...others], closed } = functionsOfValue(context, callback);
  if (body === undefined || others.length > 0 || closed === 'no' || asksAnything(context, body)) {
    return false;
  }
  const isOutside = (at: ts.Node): boolean => at !== body && ts.isFunctionLike(at);
  return isAnywhereIn(ts, body, at => ts.isCallExpression(at) && isOwnCall(context, at) && !asksFirst(context, at, closings), at => !isOutside(at));
}

/** `this.reconnect()`, or a call of a function that stands around. */
function isOwnCall(context: FactContext, { expression }: Call): boolean {
  const { ts } = context;
  const callee = bareExpression(ts, expression);
  if (ts.isPropertyAccessExpression(callee)) {
    return callee.expression.kind === ts.SyntaxKind.ThisKeyword;
  }
  const declaration = ts.isIdentifier(callee) ? symbolOf(context, callee)?.valueDeclaration : undefined;
  return declaration !== undefined && ts.isFunctionDeclaration(declaration) && !ts.isSourceFile(declaration.parent);
}

/** `reconnect() { if (this.#closed) { return; } … }`, also behind other statements: a question about something that closing has to do with. */
function asksFirst(context: FactContext, { expression }: Call, closings: readonly ts.Node[]): boolean {
  const { ts } = context;
  const callee = bareExpression(ts, expression);
  const declaration = functionNamed(context, ts.isPropertyAccessExpression(callee) ? callee.name : callee);
  const isTouched = (at: ts.Node): boolean => (ts.isIdentifier(at) || ts.isPrivateIdentifier(at)) && closings.some(closing => reaches(context, closing, other => isSameName(ts, other, at)));
  return declaration !== undefined && statementsOf(ts, declaration).some(statement => ts.isIfStatement(statement) && isAnywhereIn(ts, statement.expression, isTouched));
}

function isSameName(ts: FactContext['ts'], one: ts.Node, other: ts.Identifier | ts.PrivateIdentifier): boolean {
  return (ts.isIdentifier(one) || ts.isPrivateIdentifier(one)) && one.text === other.text;
}

/** Of a function, or of the one that is held by a variable or a property. */
function statementsOf(ts: FactContext['ts'], declaration: ts.Declaration): readonly ts.Statement[] {
  const isHeld = ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration) || ts.isPropertyAssignment(declaration);
  const fn = isHeld ? declaration.initializer : declaration;
  const body = fn !== undefined && ts.isFunctionLike(fn) && 'body' in fn ? fn.body : undefined;
  return body !== undefined && ts.isBlock(body) ? body.statements : [];
}
