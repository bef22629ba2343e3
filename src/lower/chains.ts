/**
 * Member accesses and calls: `orders.find(id)?.items[0].ship()`.
 *
 * Such a chain hangs to the left and can be thousands of links long; it is lowered from its root up, without recursion.
 */
import type ts from 'typescript';
import type { OpenBlock } from '../flow/builder.ts';
import type { PlaceId, ValueId } from '../flow/graph.ts';
import type { Compiler } from './compiler.ts';
import { risk } from './leaving.ts';
import type { Lowering } from './lowering.ts';
import { withoutWrapping } from './syntax.ts';

export type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression;
export type Link = Access | ts.CallExpression | ts.TaggedTemplateExpression;

export function isLink(ts: Compiler, node: ts.Node): node is Link {
  return isAccess(ts, node) || ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node);
}

export function isAccess(ts: Compiler, node: ts.Node): node is Access {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

/** Is it an optional chain, part of which may be skipped? */
export function hasSkip(ts: Compiler, node: ts.Expression): boolean {
  return ts.isOptionalChain(node);
}

/** Where nothing but undefined comes of a chain, control goes to `skipped`. */
export function lowerChain(lowering: Lowering, node: ts.Expression, skipped: OpenBlock | undefined): ValueId {
  const { ts } = lowering;
  const links: Link[] = [];
  let root = node;
  while (ts.isNonNullExpression(root) || isLink(ts, root)) {
    if (ts.isNonNullExpression(root)) {
      root = root.expression;
    } else {
      links.push(root);
      root = headOf(ts, root);
    }
  }
  let value = lowerRoot(lowering, root);
  for (const link of links.reverse()) {
    stopIfMissing(lowering, link, value, skipped);
    value = lowerLink(lowering, link, value);
  }
  return value;
}

/** The place that an access means, without reading it. */
export function placeOfAccess(lowering: Lowering, node: Access, skipped?: OpenBlock): PlaceId {
  const base = lowerChain(lowering, node.expression, skipped);
  stopIfMissing(lowering, node, base, skipped);
  return placeOf(lowering, node, base);
}

function headOf(ts: Compiler, link: Link): ts.Expression {
  return ts.isTaggedTemplateExpression(link) ? link.tag : link.expression;
}

function lowerRoot(lowering: Lowering, node: ts.Expression): ValueId {
  return node.kind === lowering.ts.SyntaxKind.SuperKeyword && !lowering.ts.isCallExpression(node.parent)
    ? lowering.thisValue(node)
    : lowering.expression(node);
}

function stopIfMissing(lowering: Lowering, link: Link, head: ValueId, skipped: OpenBlock | undefined): void {
  if (skipped !== undefined && !lowering.ts.isTaggedTemplateExpression(link) && link.questionDotToken !== undefined) {
    const next = lowering.newBlock();
    const node = withoutWrapping(lowering.ts, link.expression);
    lowering.test(node, [head], 'present', { yes: next, no: skipped });
    lowering.graph.begin(next);
  }
}

function lowerLink(lowering: Lowering, link: Link, head: ValueId): ValueId {
  const { ts } = lowering;
  if (ts.isCallExpression(link)) {
    return risk(lowering, 'call', link, [head, ...lowerArguments(lowering, link.arguments)]);
  }
  if (ts.isTaggedTemplateExpression(link)) {
    return risk(lowering, 'call', link, [head, lowering.constant(link.template), ...lowerSpans(lowering, link.template)]);
  }
  return lowering.read(link, placeOf(lowering, link, head));
}

export function lowerArguments(lowering: Lowering, nodes: readonly ts.Expression[]): ValueId[] {
  return nodes.map(node => lowering.expression(lowering.ts.isSpreadElement(node) ? node.expression : node));
}

export function lowerSpans(lowering: Lowering, template: ts.TemplateLiteral): ValueId[] {
  return lowering.ts.isTemplateExpression(template)
    ? template.templateSpans.map(span => lowering.expression(span.expression))
    : [];
}

function placeOf(lowering: Lowering, node: Access, base: ValueId): PlaceId {
  const { ts, names } = lowering;
  if (ts.isPropertyAccessExpression(node)) {
    return names.field(base, node.name);
  }
  return ts.isStringLiteralLike(node.argumentExpression)
    ? names.field(base, node.argumentExpression)
    : names.element(base, lowering.expression(node.argumentExpression));
}
