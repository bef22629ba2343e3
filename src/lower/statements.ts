/**
 * Statements. What stands behind a `return` is dead and not lowered, but for the function declarations, which are
 * hoisted to the head of their block.
 */
import type ts from 'typescript';
import type { OpenBlock } from '../flow/builder.ts';
import type { ValueId } from '../flow/graph.ts';
import { hasModifier } from './functions.ts';
import { leaveByJump, leaveByReturn, leaveByThrow } from './leaving.ts';
import { lowerDo, lowerFor, lowerIteration, lowerWhile } from './loops.ts';
import type { Lowering } from './lowering.ts';
import { lowerHandedOut } from './suspensions.ts';
import { lowerTry } from './try.ts';
import { lowerDeclarations, usingKindOf } from './variables.ts';

export function lowerStatements(lowering: Lowering, nodes: readonly ts.Statement[]): void {
  hoist(lowering, nodes);
  lowerFrom(lowering, nodes, 0);
}

function hoist(lowering: Lowering, nodes: readonly ts.Statement[]): void {
  for (const node of nodes) {
    if (lowering.ts.isFunctionDeclaration(node)) {
      lowerFunctionDeclaration(lowering, node);
    }
  }
}

function lowerFrom(lowering: Lowering, nodes: readonly ts.Statement[], start: number): void {
  const { ts } = lowering;
  for (const [offset, node] of nodes.slice(start).entries()) {
    if (lowering.graph.dead) {
      return;
    }
    if (ts.isVariableStatement(node) && usingKindOf(ts, node.declarationList) !== undefined) {
      lowerDeclarations(lowering, node.declarationList, () => {
        lowerFrom(lowering, nodes, start + offset + 1);
      });
      return;
    }
    if (!ts.isFunctionDeclaration(node)) {
      lowerStatement(lowering, node);
    }
  }
}

export function lowerStatement(lowering: Lowering, node: ts.Statement): void {
  const { ts } = lowering;
  if (lowering.graph.dead || isAmbient(lowering, node)) {
    return;
  }
  if (ts.isExpressionStatement(node)) {
    lowering.expression(node.expression);
  } else if (ts.isVariableStatement(node)) {
    lowerDeclarations(lowering, node.declarationList, () => undefined);
  } else if (ts.isIfStatement(node)) {
    lowerIf(lowering, node);
  } else if (ts.isReturnStatement(node)) {
    lowerReturn(lowering, node, node.expression);
  } else if (ts.isBlock(node)) {
    lowerStatements(lowering, node.statements);
  } else if (ts.isThrowStatement(node)) {
    lowering.happen('throw', node, [lowering.expression(node.expression)]);
    leaveByThrow(lowering);
  } else if (ts.isTryStatement(node)) {
    lowerTry(lowering, node);
  } else if (ts.isBreakStatement(node)) {
    leaveByJump(lowering, 'break', node.label?.text);
  } else if (ts.isContinueStatement(node)) {
    leaveByJump(lowering, 'continue', node.label?.text);
  } else if (ts.isSwitchStatement(node)) {
    lowerSwitch(lowering, node);
  } else if (ts.isLabeledStatement(node)) {
    lowerLabelled(lowering, node);
  } else if (ts.isFunctionDeclaration(node)) {
    lowerFunctionDeclaration(lowering, node);
  } else if (ts.isClassDeclaration(node)) {
    lowering.visit.classLike(lowering, node);
  } else if (!lowerLoop(lowering, node, [])) {
    lowerOther(lowering, node);
  }
}

function lowerLoop(lowering: Lowering, node: ts.Statement, labels: readonly string[]): boolean {
  const { ts } = lowering;
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    lowerIteration(lowering, node, labels);
  } else if (ts.isForStatement(node)) {
    lowerFor(lowering, node, labels);
  } else if (ts.isWhileStatement(node)) {
    lowerWhile(lowering, node, labels);
  } else if (ts.isDoStatement(node)) {
    lowerDo(lowering, node, labels);
  } else {
    return false;
  }
  return true;
}

function lowerOther(lowering: Lowering, node: ts.Statement): void {
  const { ts } = lowering;
  if (ts.isExportAssignment(node)) {
    const name = node.isExportEquals === true ? 'export=' : 'default';
    lowering.assign(node, lowering.names.global(name), lowering.expression(node.expression));
  } else if (ts.isEnumDeclaration(node)) {
    const members = node.members.flatMap(({ initializer }) => (initializer ? [lowering.expression(initializer)] : []));
    lowering.assign(node, lowering.names.variable(node.name), lowering.constant(node, members));
  } else if (ts.isModuleDeclaration(node)) {
    lowerNamespace(lowering, node);
  } else if (ts.isWithStatement(node)) {
    lowering.expression(node.expression);
    lowering.scoped({ insideWith: true }, () => {
      lowering.statement(node.statement);
    });
  }
}

/** Only of types: `declare`, and an interface, a type or an import is none of the kinds that are looked at. */
function isAmbient(lowering: Lowering, node: ts.Statement): boolean {
  return lowering.ts.canHaveModifiers(node) && hasModifier(node, lowering.ts.SyntaxKind.DeclareKeyword);
}

export function lowerReturn(
  lowering: Lowering,
  node: ts.ReturnStatement | ts.ArrowFunction,
  expression: ts.Expression | undefined,
): void {
  const operands: ValueId[] = [];
  if (expression !== undefined) {
    operands.push(lowerHandedOut(lowering, node, expression));
  }
  const span = lowering.spanOf(lowering.ts.isArrowFunction(node) ? node.body : node);
  lowering.happen('return', node, operands, { span });
  leaveByReturn(lowering);
}

/** `else if` by `else if`, which may be thousands, without recursion. */
function lowerIf(lowering: Lowering, first: ts.IfStatement): void {
  const { ts } = lowering;
  const after = lowering.newBlock();
  for (let node: ts.Statement | undefined = first; node !== undefined; ) {
    if (!ts.isIfStatement(node)) {
      lowering.statement(node);
      break;
    }
    const yes = lowering.newBlock();
    const no = lowering.newBlock();
    lowering.condition(node.expression, { yes, no });
    lowering.graph.begin(yes);
    lowering.statement(node.thenStatement);
    lowering.edge(after, 'normal');
    lowering.graph.begin(no);
    node = node.elseStatement;
  }
  lowering.goTo(after);
}

function lowerSwitch(lowering: Lowering, node: ts.SwitchStatement): void {
  const { clauses } = node.caseBlock;
  const discriminant = lowering.expression(node.expression);
  const after = lowering.newBlock();
  lowering.within(lowering.addRegion('switch', lowering.spanOf(node)), () => {
    for (const clause of clauses) {
      hoist(lowering, clause.statements);
    }
    const bodies = clauses.map(() => lowering.newBlock());
    lowerLabels(lowering, clauses, { discriminant, bodies, after });
    lowering.end();
    lowering.framed({ kind: 'break', around: lowering.frame, block: after, labels: [], onlyLabel: false }, () => {
      for (const [index, clause] of clauses.entries()) {
        lowering.goTo(bodies[index] ?? after);
        lowerFrom(lowering, clause.statements, 0);
      }
    });
    lowering.edge(after, 'normal');
    lowering.end();
  });
  lowering.graph.begin(after);
}

/** The labels are compared in order, wherever `default` stands. */
function lowerLabels(
  lowering: Lowering,
  clauses: readonly ts.CaseOrDefaultClause[],
  { discriminant, bodies, after }: { discriminant: ValueId; bodies: readonly OpenBlock[]; after: OpenBlock },
): void {
  let otherwise = after;
  for (const [index, clause] of clauses.entries()) {
    const body = bodies[index] ?? after;
    if (lowering.ts.isDefaultClause(clause)) {
      otherwise = body;
      continue;
    }
    const next = lowering.newBlock();
    const label = lowering.expression(clause.expression);
    lowering.test(clause, [discriminant, label], 'equal', { yes: body, no: next });
    lowering.graph.begin(next);
  }
  lowering.edge(otherwise, 'normal');
}

function lowerLabelled(lowering: Lowering, node: ts.LabeledStatement): void {
  const labels = [node.label.text];
  let { statement } = node;
  while (lowering.ts.isLabeledStatement(statement)) {
    labels.push(statement.label.text);
    ({ statement } = statement);
  }
  if (lowerLoop(lowering, statement, labels)) {
    return;
  }
  const after = lowering.newBlock();
  lowering.framed({ kind: 'break', around: lowering.frame, block: after, labels, onlyLabel: true }, () => {
    lowering.statement(statement);
  });
  lowering.goTo(after);
}

function lowerFunctionDeclaration(lowering: Lowering, node: ts.FunctionDeclaration): void {
  if (node.body !== undefined && !isAmbient(lowering, node)) {
    const closure = lowering.produce('function', node, []);
    const place = node.name === undefined ? lowering.names.global('default') : lowering.names.variable(node.name);
    lowering.assign(node, place, closure);
  }
}

/** `namespace a.b { … }` runs where it stands. */
function lowerNamespace(lowering: Lowering, node: ts.ModuleDeclaration): void {
  const { ts } = lowering;
  const { body, name } = node;
  if (body !== undefined && ts.isModuleBlock(body)) {
    lowerStatements(lowering, body.statements);
  } else if (body !== undefined && ts.isModuleDeclaration(body)) {
    lowerNamespace(lowering, body);
  }
  if (ts.isIdentifier(name)) {
    lowering.assign(node, lowering.names.variable(name), lowering.constant(node));
  }
}
