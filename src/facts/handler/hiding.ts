import type ts from 'typescript';
import type { FlowEvent, RegionId } from '../../flow/graph.ts';
import { every, not } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { bareExpression } from '../syntax.ts';
import { calledFunctions, entryOfCall } from '../task/callee.ts';
import { isLoggerMethod } from './error-in-hand.ts';
import type { Handler } from './handler.ts';

// What a handler may do with an error so that nobody sees it.

/** A log, or a function that does no more than to tell one. */
export function isLog(context: FactContext, node: ts.Node): boolean {
  if (!context.ts.isCallExpression(node)) {
    return false;
  }
  const entry = entryOfCall(context, node);
  return entry?.logs === true || isLoggerMethod(context, node) || (entry === undefined && every(calledFunctions(context, node), fn => not(context.summaries.hasEffect(fn))) === 'yes');
}

export function isBinding({ body: { graph } }: Handler, { kind, operands }: FlowEvent): boolean {
  return kind === 'assign' && operands.some(operand => ['caught', 'parameter'].includes(graph.values[operand]?.kind ?? ''));
}

/** A literal, or nothing: it was the answer before anybody knew of the error. */
export function isWrittenDown({ ts }: FactContext, value: ts.Expression | undefined): boolean {
  const bare = value === undefined ? undefined : bareExpression(ts, value);
  if (bare === undefined || ts.isLiteralExpression(bare)) {
    return true;
  }
  if (ts.isArrayLiteralExpression(bare) || ts.isObjectLiteralExpression(bare)) {
    return ts.isArrayLiteralExpression(bare) ? bare.elements.length === 0 : bare.properties.length === 0;
  }
  return [ts.SyntaxKind.NullKeyword, ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword].includes(bare.kind) || (ts.isIdentifier(bare) && bare.text === 'undefined');
}

/** The clause's own; a handler in which nothing happens has no block of its own. */
export function regionOf({ body: { graph }, head }: Handler): RegionId | undefined {
  return graph.catches.find(clause => clause.head.start === head.start)?.region;
}
