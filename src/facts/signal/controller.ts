import type ts from 'typescript';
import type { FlowEvent, Span } from '../../flow/graph.ts';
import type { FunctionNode, Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { isPrivate, usesOfField } from '../lifetime/fields.ts';
import { usesOfName } from '../names.ts';
import { bareExpression, consumerOf, spanOf } from '../syntax.ts';
import type { Call } from '../task/callee.ts';
import { entryOfCall } from '../task/callee.ts';
import { isFunctionLiteral } from '../task/syntax.ts';

/**
 * Controllers that are made, and what becomes of them.
 *
 * Whoever has a controller can abort what its signal was given to. One that is held by a variable or a private field, of which nothing but the
 * signal is ever taken, nobody can abort.
 */
export interface MadeController {
  readonly event: FlowEvent;
}

export interface ControllerFacts {
  /** Where its signal is given to a call. */
  givenTo(made: MadeController): Span | undefined;
  /** Has anybody what it takes to abort it? */
  canBeAborted(made: MadeController): Answer;
  controllerName(made: MadeController): string;
}

export function* controllersIn(context: FactContext, lowered: Lowered): Iterable<MadeController> {
  const { ts } = context;
  const seen = new Set<ts.Node>();
  for (const event of lowered.graph.events) {
    const node = event.kind === 'new' ? lowered.nodeOfEvent(event.id) : undefined;
    if (node !== undefined && ts.isNewExpression(node) && !seen.has(node) && entryOfCall(context, node)?.type === 'controller' && !isInCallback(context, lowered.function)) {
      seen.add(node);
      yield { event };
    }
  }
}

/** What a callback is for, whoever calls it knows. A test, say, has to give a signal, and wants no abort. */
function isInCallback(context: FactContext, fn: FunctionNode): boolean {
  const { ts } = context;
  for (let at = fn; !ts.isSourceFile(at); at = context.functionAround(at)) {
    const holder = isFunctionLiteral(ts, at) ? consumerOf(ts, at) : at;
    if (ts.isCallExpression(holder) && bareExpression(ts, holder.expression) !== at) {
      return true;
    }
  }
  return false;
}

export function createControllerFacts(context: FactContext): ControllerFacts {
  const heldBy = context.trace.memoise((made: MadeController) => holderOf(context, context.homeOf(made.event).nodeOfEvent(made.event.id)));
  return {
    givenTo: made => {
      const [call] = heldBy(made)?.uses.flatMap(use => callGiven(context, use) ?? []) ?? [];
      return call === undefined ? undefined : spanOf(call);
    },
    canBeAborted: made => {
      const holder = heldBy(made);
      return holder?.uses.every(use => holder.isWrite(use) || isOnlySignal(context, use)) === true ? 'no' : 'unknown';
    },
    controllerName: made => heldBy(made)?.name ?? '',
  };
}

interface Holder {
  readonly name: string;
  readonly uses: readonly ts.Node[];
  isWrite(use: ts.Node): boolean;
}

/** The variable or private field that is all that holds it. */
function holderOf(context: FactContext, made: ts.Node): Holder | undefined {
  const { ts } = context;
  const consumer = consumerOf(ts, made);
  if (ts.isVariableDeclaration(consumer) && ts.isIdentifier(consumer.name)) {
    const isExported = (ts.getCombinedModifierFlags(consumer) & ts.ModifierFlags.Export) !== 0;
    const isGlobal = !ts.isExternalModule(made.getSourceFile()) && ts.isSourceFile(context.functionAround(consumer));
    return isExported || isGlobal ? undefined : { name: consumer.name.text, uses: usesOfName(context, consumer.name, made.getSourceFile()), isWrite: () => false };
  }
  const owner = ts.findAncestor(consumer, ts.isClassLike);
  const assigned = ts.isBinaryExpression(consumer) && consumer.operatorToken.kind === ts.SyntaxKind.EqualsToken ? bareExpression(ts, consumer.left) : undefined;
  const field = ts.isPropertyDeclaration(consumer) ? consumer.name : assigned !== undefined && ts.isPropertyAccessExpression(assigned) && assigned.expression.kind === ts.SyntaxKind.ThisKeyword ? assigned.name : undefined;
  const isHeld = assigned === undefined || ts.isExpressionStatement(consumer.parent);
  if (owner === undefined || field === undefined || !isHeld || !(ts.isIdentifier(field) || ts.isPrivateIdentifier(field)) || !isPrivate(ts, owner, field)) {
    return undefined;
  }
  return {
    name: `this.${field.text}`,
    uses: usesOfField(ts, owner, field),
    isWrite: use => use === field || (ts.isBinaryExpression(use.parent) && use.parent.left === use && use.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isExpressionStatement(use.parent.parent)),
  };
}

/** `controller.signal`, and not `({ signal } = controller)`. */
function isOnlySignal({ ts }: FactContext, use: ts.Node): boolean {
  const consumer = consumerOf(ts, use);
  return ts.isPropertyAccessExpression(consumer) && consumer.name.text === 'signal';
}

/** The call that is given the signal, also within options. What composes signals can be aborted by the others. */
function callGiven(context: FactContext, use: ts.Node): Call | undefined {
  const { ts } = context;
  if (!isOnlySignal(context, use)) {
    return undefined;
  }
  let holder = consumerOf(ts, consumerOf(ts, use));
  while (ts.isPropertyAssignment(holder) || ts.isObjectLiteralExpression(holder)) {
    holder = consumerOf(ts, holder);
  }
  if (!ts.isCallExpression(holder) && !ts.isNewExpression(holder)) {
    return undefined;
  }
  return holder.expression !== use.parent && entryOfCall(context, holder)?.givesSignal === undefined ? holder : undefined;
}
