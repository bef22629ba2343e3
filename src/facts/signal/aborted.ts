import type ts from 'typescript';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import { entryOfCall } from '../task/callee.ts';
import { isFunctionLiteral } from '../task/syntax.ts';

/**
 * Is a signal handed to a callback that nobody can abort?
 *
 * Some calls hand their callback a signal in any case, and abort it only if they are asked for something to abort it with:
 * `withProgress({ cancellable: false }, (progress, token) => …)`.
 */
export function isNeverAborted(context: FactContext, signal: ts.Expression): boolean {
  const { ts } = context;
  const declaration = symbolOf(context, bareExpression(ts, signal))?.valueDeclaration;
  const callback = declaration !== undefined && ts.isParameter(declaration) ? declaration.parent : undefined;
  const call = callback !== undefined && isFunctionLiteral(ts, callback) ? consumerOf(ts, callback) : undefined;
  const asks = call !== undefined && ts.isCallExpression(call) ? entryOfCall(context, call)?.abortsOnlyIf : undefined;
  const given = asks !== undefined && call !== undefined && ts.isCallExpression(call) ? call.arguments[asks.argument] : undefined;
  const options = given === undefined ? undefined : bareExpression(ts, given);
  if (asks === undefined || options === undefined || !ts.isObjectLiteralExpression(options)) {
    return false;
  }
  const isNamed = options.properties.every(property => ts.isPropertyAssignment(property) && !ts.isComputedPropertyName(property.name));
  const option = options.properties.find(property => property.name?.getText() === asks.property);
  return isNamed && (option === undefined || (ts.isPropertyAssignment(option) && option.initializer.kind === ts.SyntaxKind.FalseKeyword));
}
