import type ts from 'typescript';
import type { ValueId } from '../flow/graph.ts';
import type { Lowering } from './lowering.ts';

/** Attributes and children are evaluated in order; making the element is no event. */
export function lowerJsx(
  lowering: Lowering,
  node: ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment,
): ValueId {
  const { ts } = lowering;
  if (ts.isJsxFragment(node)) {
    return lowering.constant(node, lowerChildren(lowering, node.children));
  }
  const opening = ts.isJsxElement(node) ? node.openingElement : node;
  const sources = [...lowerTag(lowering, opening.tagName), ...lowerAttributes(lowering, opening.attributes)];
  if (ts.isJsxElement(node)) {
    sources.push(...lowerChildren(lowering, node.children));
  }
  return lowering.constant(node, sources);
}

/** `<Order />` reads a variable, `<order />` does not. */
function lowerTag(lowering: Lowering, tag: ts.JsxTagNameExpression): ValueId[] {
  const { ts } = lowering;
  if (isNamespacedName(lowering, tag)) {
    return [];
  }
  const isIntrinsic = ts.isIdentifier(tag) && /^[a-z]|-/u.test(tag.text);
  return isIntrinsic ? [] : [lowering.expression(tag)];
}

/** By its kind: compilers before 5.1, which may have made the nodes, do not have a function for it. */
function isNamespacedName(lowering: Lowering, tag: ts.Node): tag is ts.JsxNamespacedName {
  return tag.kind === lowering.ts.SyntaxKind.JsxNamespacedName;
}

function lowerAttributes(lowering: Lowering, attributes: ts.JsxAttributes): ValueId[] {
  const { ts } = lowering;
  return attributes.properties.flatMap(attribute => {
    if (ts.isJsxSpreadAttribute(attribute)) {
      return [lowering.expression(attribute.expression)];
    }
    const { initializer } = attribute;
    if (initializer === undefined) {
      return [];
    }
    return ts.isJsxExpression(initializer) ? lowerHole(lowering, initializer) : [lowering.expression(initializer)];
  });
}

function lowerChildren(lowering: Lowering, children: readonly ts.JsxChild[]): ValueId[] {
  const { ts } = lowering;
  return children.flatMap(child => {
    if (ts.isJsxText(child)) {
      return [];
    }
    return ts.isJsxExpression(child) ? lowerHole(lowering, child) : [lowering.expression(child)];
  });
}

function lowerHole(lowering: Lowering, hole: ts.JsxExpression): ValueId[] {
  return hole.expression === undefined ? [] : [lowering.expression(hole.expression)];
}
