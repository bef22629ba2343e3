import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import { firstPath, pointAfter } from '../../flow/reach.ts';
import type { FunctionNode } from '../../lower/lowered.ts';
import { symbolOf } from '../callee.ts';
import { changingMethods } from '../catalog/vocabulary.ts';
import type { FactContext } from '../context.ts';
import { memoised } from '../memo.ts';
import { bareExpression } from '../syntax.ts';
import { calledFunctions } from '../task/callee.ts';
import { methodCallOf } from '../task/syntax.ts';

/**
 * What stays when a call is over: the members of an object that was there before, and what a module holds.
 *
 * A function that waits for something and then puts it there has fetched it for all who ask later, not for the one who asked now.
 */
export function isFetchedForOthers(context: FactContext, wait: FlowEvent): boolean {
  const lowered = context.homeOf(wait);
  const { graph, function: fn } = lowered;
  const keeps = (event: FlowEvent): boolean => changesStay(context, lowered.nodeOfEvent(event.id), event, fn);
  return firstPath(graph, pointAfter(graph, wait), { visit: event => (keeps(event) ? 'target' : 'pass') }) !== undefined;
}

function changesStay(context: FactContext, node: ts.Node, { kind }: FlowEvent, fn: FunctionNode): boolean {
  if (kind === 'assign') {
    return writesWhatStays(context, node, fn);
  }
  return kind === 'call' && context.ts.isCallExpression(node) && (changesWhatStays(context, node, fn) || isOwnMethodThatChanges(context, node));
}

/** `this.remember(found)` */
function isOwnMethodThatChanges(context: FactContext, call: ts.CallExpression): boolean {
  const { ts } = context;
  const isOwn = methodCallOf(ts, call)?.receiver.kind === ts.SyntaxKind.ThisKeyword;
  return isOwn && calledFunctions(context, call).members.some(fn => changes(context, fn));
}

const changes = memoised(false, (context: FactContext, fn: FunctionNode): boolean => {
  const lowered = context.lowered(fn);
  return lowered?.graph.events.some(event => changesStay(context, lowered.nodeOfEvent(event.id), event, fn)) === true;
});

export function writesWhatStays(context: FactContext, node: ts.Node, fn: FunctionNode): boolean {
  return isKept(context, writtenBy(context.ts, node), fn);
}

function writtenBy(ts: FactContext['ts'], node: ts.Node): ts.Expression | undefined {
  if (ts.isBinaryExpression(node)) {
    return node.left;
  }
  return ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node) ? node.operand : undefined;
}

/** A call of a method by which a collection of the language's changes. */
export function changesWhatStays(context: FactContext, call: ts.CallExpression, fn: FunctionNode): boolean {
  const { ts, program, strength } = context;
  const method = methodCallOf(ts, call);
  if (method === undefined || strength === 'syntax' || !changingMethods.some(({ word }) => word === method.method.text)) {
    return false;
  }
  const declarations = symbolOf(context, method.method)?.declarations ?? [];
  return declarations.length > 0 && declarations.every(at => program.isSourceFileDefaultLibrary(at.getSourceFile())) && isKept(context, method.receiver, fn);
}

/** Does it belong to an object that is there already, or to a module? */
function isKept(context: FactContext, expression: ts.Expression | undefined, fn: FunctionNode): boolean {
  const { ts } = context;
  let root = expression === undefined ? undefined : bareExpression(ts, expression);
  while (root !== undefined && (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root))) {
    root = bareExpression(ts, root.expression);
  }
  if (root?.kind === ts.SyntaxKind.ThisKeyword) {
    return !ts.isConstructorDeclaration(fn) && !ts.isClassLike(fn);
  }
  const declaration = root !== undefined && ts.isIdentifier(root) ? symbolOf(context, root)?.valueDeclaration : undefined;
  return declaration !== undefined && ts.isVariableDeclaration(declaration) && ts.isSourceFile(context.functionAround(declaration));
}
