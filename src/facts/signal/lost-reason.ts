import type ts from 'typescript';
import type { Span } from '../../flow/graph.ts';
import { functionsBehind, symbolOf } from '../callee.ts';
import { failingMethods } from '../catalog/vocabulary.ts';
import type { FactContext } from '../context.ts';
import { isOtherError } from '../handler/other-error.ts';
import type { Registration } from '../registration/site.ts';
import { nodeOfRegistration } from '../registration/site.ts';
import { operationKindOf } from '../registration/operation.ts';
import { bareExpression, isAnywhereIn, shortText, spanOf } from '../syntax.ts';
import { parameterNamed } from '../task/callee.ts';
import { methodCallOf } from '../task/syntax.ts';
import { signalOf } from './signal.ts';

/**
 * Errors in place of a signal's reason.
 *
 * Whoever aborts may say why: `AbortSignal.timeout` says `TimeoutError`, and callers tell one from the other by it. A listener that ends an operation with
 * an error of its own, and never looks at the reason, takes that from them.
 */
export interface LostReason {
  readonly span: Span;
  readonly signal: string;
  readonly error: string;
  /** By its class, name or code, nobody can tell that it was an abort at all. */
  readonly isOther: boolean;
}

export interface LostReasonFacts {
  /** The errors with which a listener for an abort ends something, not knowing of the reason. */
  lostReasonsOf(site: Registration): readonly LostReason[];
}

export function createLostReasonFacts(context: FactContext): LostReasonFacts {
  return { lostReasonsOf: site => (site.kind === 'abort' ? lostReasonsOf(context, site) : []) };
}

function lostReasonsOf(context: FactContext, site: Registration): readonly LostReason[] {
  const { ts } = context;
  const { callback, target } = nodeOfRegistration(context, site);
  const signal = target === undefined ? undefined : signalOf(context, target);
  const { members, closed } = functionsBehind(context, callback);
  const [listener] = members;
  if (target === undefined || signal === undefined || signal.origin === 'own' || listener === undefined || closed !== 'yes' || namesReason(ts, listener)) {
    return [];
  }
  const found: LostReason[] = [];
  const visit = (node: ts.Node): void => {
    const made = ts.isCallExpression(node) ? errorEnding(context, node) : undefined;
    if (made !== undefined && knowsNothing(context, made, { listener, target })) {
      found.push({ span: spanOf(made), signal: shortText(target.getText()), error: shortText(made.getText()), isOther: isOtherError(context, made, new Set()) === 'yes' });
    }
    if (!ts.isFunctionLike(node) || node === listener) {
      ts.forEachChild(node, visit);
    }
  };
  visit(listener);
  return found;
}

function namesReason(ts: FactContext['ts'], scope: ts.Node): boolean {
  return isAnywhereIn(ts, scope, node => (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) && node.text === 'reason');
}

const endings = new Set(failingMethods.map(({ word }) => word));

/** `reject(new Error('…'))` in an executor, `stream.destroy(new Error('…'))`: the error that is made there. */
function errorEnding(context: FactContext, call: ts.CallExpression): ts.NewExpression | undefined {
  const { ts } = context;
  const [given] = call.arguments;
  const made = given === undefined ? undefined : bareExpression(ts, given);
  if (made === undefined || !ts.isNewExpression(made) || !/(?:Error|Exception)$/.test(made.expression.getText())) {
    return undefined;
  }
  const executor = parameterNamed(context, call.expression)?.parent;
  const isExecutor = executor !== undefined && (ts.isArrowFunction(executor) || ts.isFunctionExpression(executor)) && operationKindOf(context, executor) === 'executor';
  return isExecutor || endings.has(methodCallOf(ts, call)?.method.text ?? '') ? made : undefined;
}

/** It is given neither the signal nor the event, and what it is given it does not ask for a reason. */
function knowsNothing(context: FactContext, made: ts.NewExpression, { listener, target }: { readonly listener: ts.Node; readonly target: ts.Expression }): boolean {
  const { ts } = context;
  const words = new Set(target.getText().split(/\W+/));
  const given = made.arguments ?? [];
  const isTold = given.some(argument => isAnywhereIn(ts, argument, node => ts.isIdentifier(node) && (words.has(node.text) || parameterNamed(context, node)?.parent === listener)));
  const isAlone = given.every(argument => !isAnywhereIn(ts, argument, node => ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword));
  return !isTold && (isAlone || neverAsks(context, made.expression));
}

const deepestClass = 6;

/** Is nothing called a reason in the class, and in those that it extends, down to an error of the language? */
function neverAsks(context: FactContext, type: ts.Expression, depth = 0): boolean {
  const { ts } = context;
  const bare = bareExpression(ts, type);
  if (context.catalog.entryOf(bare)?.pure === true) {
    return true;
  }
  const declaration = symbolOf(context, bare)?.valueDeclaration;
  if (declaration === undefined || !ts.isClassLike(declaration) || declaration.getSourceFile().isDeclarationFile || depth > deepestClass || namesReason(ts, declaration)) {
    return false;
  }
  const base = declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  return base === undefined || neverAsks(context, base, depth + 1);
}
