/**
 * Binding and assigning, with destructuring.
 *
 * What a pattern takes out of a value is a value of kind `unknown` whose source is the value that it was taken from and whose
 * node is the element of the pattern. There is no `read` event for it: taking apart, and the iteration that an array pattern or a
 * spread performs, is presumed not to throw, just as reading a member is.
 */
import type ts from 'typescript';
import type { PlaceId, ValueId } from '../flow/graph.ts';
import { isAccess, placeOfAccess } from './chains.ts';
import { lowerDefault } from './conditions.ts';
import type { Lowering } from './lowering.ts';
import { withoutWrapping } from './syntax.ts';

/** A declaration's name takes a value; `node` is the declaration. */
export function bind(lowering: Lowering, name: ts.BindingName, value: ValueId, node: ts.Node): void {
  const { ts } = lowering;
  if (ts.isIdentifier(name)) {
    lowering.assign(node, lowering.names.variable(name), value);
    return;
  }
  for (const element of name.elements) {
    if (ts.isBindingElement(element)) {
      lowerComputedName(lowering, element.propertyName);
      const part = lowerDefault(lowering, element, lowering.unknown(element, [value]), element.initializer);
      bind(lowering, element.name, part, element);
    }
  }
}

/** The key of a property that is only known when the program runs. */
export function lowerComputedName(lowering: Lowering, name: ts.PropertyName | undefined): void {
  if (name !== undefined && lowering.ts.isComputedPropertyName(name)) {
    lowering.expression(name.expression);
  }
}

/** The place that is assigned to, its parts evaluated but itself not read; undefined for a pattern. */
export function placeOfTarget(lowering: Lowering, target: ts.Expression): PlaceId | undefined {
  const { ts } = lowering;
  const inner = withoutWrapping(ts, target);
  if (ts.isIdentifier(inner)) {
    return placeOfName(lowering, inner);
  }
  if (isAccess(ts, inner)) {
    return placeOfAccess(lowering, inner);
  }
  return isPattern(lowering, inner) ? undefined : unknownTarget(lowering, inner);
}

export function placeOfName(lowering: Lowering, name: ts.Identifier): PlaceId {
  return lowering.scope.insideWith ? lowering.names.unknown(name.text) : lowering.names.variable(name);
}

/** Assigns to each part of an array or object pattern. */
export function assignPattern(lowering: Lowering, pattern: ts.Expression, value: ValueId): void {
  const { ts } = lowering;
  const inner = withoutWrapping(ts, pattern);
  if (ts.isArrayLiteralExpression(inner)) {
    for (const element of inner.elements) {
      if (!ts.isOmittedExpression(element)) {
        assignPart(lowering, ts.isSpreadElement(element) ? element.expression : element, element, value);
      }
    }
  } else if (ts.isObjectLiteralExpression(inner)) {
    for (const property of inner.properties) {
      assignProperty(lowering, property, value);
    }
  }
}

function assignProperty(lowering: Lowering, property: ts.ObjectLiteralElementLike, value: ValueId): void {
  const { ts } = lowering;
  if (ts.isShorthandPropertyAssignment(property)) {
    const place = placeOfName(lowering, property.name);
    const part = lowering.unknown(property, [value]);
    lowering.assign(property, place, lowerDefault(lowering, property, part, property.objectAssignmentInitializer));
  } else if (ts.isPropertyAssignment(property)) {
    lowerComputedName(lowering, property.name);
    assignPart(lowering, property.initializer, property, value);
  } else if (ts.isSpreadAssignment(property)) {
    assignPart(lowering, property.expression, property, value);
  }
}

/** `target` or `target = default`, taken out of `whole` by the element `node`. */
function assignPart(lowering: Lowering, part: ts.Expression, node: ts.Node, whole: ValueId): void {
  const { ts } = lowering;
  const inner = withoutWrapping(ts, part);
  const hasDefault = ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const target = hasDefault ? inner.left : inner;
  const place = placeOfTarget(lowering, target);
  const taken = lowering.unknown(node, [whole]);
  const value = lowerDefault(lowering, node, taken, hasDefault ? inner.right : undefined);
  if (place === undefined) {
    assignPattern(lowering, target, value);
  } else {
    lowering.assign(node, place, value);
  }
}

function isPattern(lowering: Lowering, node: ts.Expression): boolean {
  return lowering.ts.isArrayLiteralExpression(node) || lowering.ts.isObjectLiteralExpression(node);
}

/** No target of an assignment, but some programs that do not parse have it there. */
function unknownTarget(lowering: Lowering, node: ts.Expression): PlaceId {
  lowering.expression(node);
  return lowering.names.unknown('');
}
