/**
 * Decisions, taken apart until each test is of a single leaf.
 *
 * `condition` and `presence` lead control to one of two blocks; the others lead it back together again, and merge the
 * values that the ways bring along.
 */
import type ts from 'typescript';
import type { OpenBlock } from '../flow/builder.ts';
import type { ValueId } from '../flow/graph.ts';
import { hasSkip, lowerChain } from './chains.ts';
import type { Lowering, Ways } from './lowering.ts';
import { constantTruth, logicalKindOf, operandsOf, withoutWrapping, type LogicalKind } from './syntax.ts';

/** Goes to `yes` if the expression is truthy, to `no` if it is not. */
export function lowerCondition(lowering: Lowering, node: ts.Expression, ways: Ways): void {
  const { ts } = lowering;
  const inner = withoutWrapping(ts, node);
  const truth = constantTruth(ts, inner);
  if (truth !== undefined) {
    (truth ? ways.valuesOnYes : ways.valuesOnNo)?.push(lowering.constant(inner));
    lowering.edge(truth ? ways.yes : ways.no, 'normal');
  } else if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken) {
    lowerNegation(lowering, inner, ways);
  } else if (ts.isConditionalExpression(inner)) {
    lowerBranches(lowering, inner, branch => {
      lowerCondition(lowering, branch, ways);
    });
  } else if (ts.isBinaryExpression(inner) && logicalKindOf(ts, inner.operatorToken.kind) !== undefined) {
    lowerLogicalCondition(lowering, inner, ways);
  } else if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.CommaToken) {
    const operands = operandsOf(ts, inner);
    for (const operand of operands.slice(0, -1)) {
      lowering.expression(operand);
    }
    lowerCondition(lowering, inner.right, ways);
  } else if (hasSkip(ts, inner)) {
    // What the chain skips is undefined, which is not truthy.
    testLeaf(lowering, inner, lowerChain(lowering, inner, ways.no), 'truthy', ways);
    ways.valuesOnNo?.push(lowering.constant(inner));
  } else {
    testLeaf(lowering, inner, lowering.expression(inner), 'truthy', ways);
  }
}

/** Goes to `yes` if the expression is neither null nor undefined. Values are collected there only. */
export function lowerPresence(lowering: Lowering, node: ts.Expression, ways: Ways): void {
  const { ts } = lowering;
  const inner = withoutWrapping(ts, node);
  if (ts.isConditionalExpression(inner)) {
    lowerBranches(lowering, inner, branch => {
      lowerPresence(lowering, branch, ways);
    });
  } else if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
    inSteps(lowering, operandsOf(ts, inner), (operand, next) => {
      lowerPresence(lowering, operand, next === undefined ? ways : { ...ways, no: next });
    });
  } else if (hasSkip(ts, inner)) {
    testLeaf(lowering, inner, lowerChain(lowering, inner, ways.no), 'present', ways);
  } else {
    testLeaf(lowering, inner, lowering.expression(inner), 'present', ways);
  }
}

/** `a && b`, `a || b`, `a ?? b` for their value. */
export function lowerLogical(lowering: Lowering, node: ts.BinaryExpression, kind: LogicalKind): ValueId {
  const left = operandsOf(lowering.ts, node).slice(0, -1);
  const [first, ...others] = left;
  const onward = lowering.newBlock();
  const after = lowering.newBlock();
  const values: ValueId[] = [];
  if (first !== undefined) {
    inSteps(lowering, [first, ...others], (operand, next) => {
      decide(lowering, operand, kind, { stop: after, goOn: next ?? onward, values });
    });
  }
  lowering.graph.begin(onward);
  if (!lowering.graph.dead) {
    values.push(lowering.expression(node.right));
  }
  lowering.goTo(after);
  return lowering.merge(node, values);
}

/** `a &&= b` and its kin, once `a` has been read. */
export function lowerLogicalAssignment(
  lowering: Lowering,
  node: ts.BinaryExpression,
  old: ValueId,
  assign: () => ValueId,
): ValueId {
  const onward = lowering.newBlock();
  const after = lowering.newBlock();
  const kind = logicalKindOf(lowering.ts, node.operatorToken.kind);
  const left = withoutWrapping(lowering.ts, node.left);
  const ways = kind === 'and' ? { yes: onward, no: after } : { yes: after, no: onward };
  lowering.test(left, [old], kind === 'nullish' ? 'present' : 'truthy', ways);
  lowering.graph.begin(onward);
  const assigned = assign();
  lowering.goTo(after);
  return lowering.merge(node, [old, assigned]);
}

/** `a ? b : c` for its value. */
export function lowerConditional(lowering: Lowering, node: ts.ConditionalExpression): ValueId {
  const after = lowering.newBlock();
  const values: ValueId[] = [];
  lowerBranches(lowering, node, branch => {
    if (!lowering.graph.dead) {
      values.push(lowering.expression(branch));
      lowering.edge(after, 'normal');
    }
  });
  lowering.graph.begin(after);
  return lowering.merge(node, values);
}

/** Either the value as it is, or the default that stands in for undefined. */
export function lowerDefault(
  lowering: Lowering,
  node: ts.Node,
  value: ValueId,
  initializer: ts.Expression | undefined,
): ValueId {
  if (initializer === undefined) {
    return value;
  }
  const missing = lowering.newBlock();
  const after = lowering.newBlock();
  lowering.test(node, [value], 'given', { yes: after, no: missing });
  lowering.graph.begin(missing);
  const fallback = lowering.expression(initializer);
  lowering.goTo(after);
  return lowering.merge(node, [value, fallback]);
}

/** An optional chain for its value. */
export function lowerOptionalChain(lowering: Lowering, node: ts.Expression): ValueId {
  const after = lowering.newBlock();
  const value = lowerChain(lowering, node, after);
  lowering.goTo(after);
  return lowering.merge(node, [value, lowering.constant(node)]);
}

function lowerNegation(lowering: Lowering, node: ts.PrefixUnaryExpression, ways: Ways): void {
  const { valuesOnYes, valuesOnNo } = ways;
  lowerCondition(lowering, node.operand, { yes: ways.no, no: ways.yes });
  valuesOnYes?.push(lowering.constant(node));
  valuesOnNo?.push(lowering.constant(node));
}

function lowerBranches(
  lowering: Lowering,
  node: ts.ConditionalExpression,
  lowerBranch: (branch: ts.Expression) => void,
): void {
  const yes = lowering.newBlock();
  const no = lowering.newBlock();
  lowerCondition(lowering, node.condition, { yes, no });
  lowering.graph.begin(yes);
  lowerBranch(node.whenTrue);
  lowering.graph.begin(no);
  lowerBranch(node.whenFalse);
}

function lowerLogicalCondition(lowering: Lowering, node: ts.BinaryExpression, ways: Ways): void {
  const kind = logicalKindOf(lowering.ts, node.operatorToken.kind);
  if (kind === undefined || isLogicalAssignment(lowering, node)) {
    testLeaf(lowering, node, lowering.expression(node), 'truthy', ways);
    return;
  }
  inSteps(lowering, operandsOf(lowering.ts, node), (operand, next) => {
    if (next === undefined) {
      lowerCondition(lowering, operand, ways);
    } else if (kind === 'and') {
      lowerCondition(lowering, operand, { yes: next, no: ways.no, ...(ways.valuesOnNo && { valuesOnNo: ways.valuesOnNo }) });
    } else if (kind === 'or') {
      lowerCondition(lowering, operand, {
        yes: ways.yes,
        no: next,
        ...(ways.valuesOnYes && { valuesOnYes: ways.valuesOnYes }),
      });
    } else {
      lowerPresentCondition(lowering, operand, next, ways);
    }
  });
}

/** The left side of `??` in a condition: if it is there, its own truth decides. */
function lowerPresentCondition(lowering: Lowering, node: ts.Expression, absent: OpenBlock, ways: Ways): void {
  const present = lowering.newBlock();
  const values: ValueId[] = [];
  lowerPresence(lowering, node, { yes: present, no: absent, valuesOnYes: values });
  lowering.graph.begin(present);
  testLeaf(lowering, withoutWrapping(lowering.ts, node), lowering.merge(node, values), 'truthy', ways);
}

function isLogicalAssignment(lowering: Lowering, node: ts.BinaryExpression): boolean {
  const { SyntaxKind } = lowering.ts;
  const operator = node.operatorToken.kind;
  return operator >= SyntaxKind.FirstAssignment && operator <= SyntaxKind.LastAssignment;
}

/** The left operand of a logical expression: it stops there and is the value, or the next one is asked. */
function decide(
  lowering: Lowering,
  operand: ts.Expression,
  kind: LogicalKind,
  { stop, goOn, values }: { stop: OpenBlock; goOn: OpenBlock; values: ValueId[] },
): void {
  if (kind === 'and') {
    lowerCondition(lowering, operand, { yes: goOn, no: stop, valuesOnNo: values });
  } else if (kind === 'or') {
    lowerCondition(lowering, operand, { yes: stop, no: goOn, valuesOnYes: values });
  } else {
    lowerPresence(lowering, operand, { yes: stop, no: goOn, valuesOnYes: values });
  }
}

/** Lowers operands one after the other, each told the block of the one after it. */
function inSteps(
  lowering: Lowering,
  operands: readonly ts.Expression[],
  lowerStep: (operand: ts.Expression, next: OpenBlock | undefined) => void,
): void {
  for (const [index, operand] of operands.entries()) {
    const next = index === operands.length - 1 ? undefined : lowering.newBlock();
    lowerStep(operand, next);
    if (next !== undefined) {
      lowering.graph.begin(next);
    }
  }
}

function testLeaf(
  lowering: Lowering,
  node: ts.Node,
  value: ValueId,
  asks: 'truthy' | 'present',
  ways: Ways,
): void {
  if (!lowering.graph.dead) {
    ways.valuesOnYes?.push(value);
    ways.valuesOnNo?.push(value);
  }
  lowering.test(node, [value], asks, ways);
}
