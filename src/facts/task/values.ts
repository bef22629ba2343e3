import type ts from 'typescript';
import type { Members } from '../answer.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';

const unknownValues: Members<ts.Expression> = { members: [], closed: 'no' };

/**
 * The expressions whose value a name can stand for.
 *
 * A `const` is what it was initialised with. A variable that is assigned again is whatever is assigned to it anywhere: which of
 * them has reached this place is not asked, since these values only ever answer what may be.
 */
export function valuesOf(context: FactContext, name: ts.Identifier): Members<ts.Expression> {
  const { ts } = context;
  const declaration = symbolOf(context, name)?.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) {
    return unknownValues;
  }
  const list = declaration.parent;
  const isLoopVariable = ts.isVariableDeclarationList(list) && (ts.isForOfStatement(list.parent) || ts.isForInStatement(list.parent));
  if (isLoopVariable || !ts.isVariableDeclarationList(list)) {
    return unknownValues;
  }
  const initial = declaration.initializer === undefined ? [] : [declaration.initializer];
  if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0) {
    return { members: initial, closed: initial.length > 0 ? 'yes' : 'no' };
  }
  const { values, isReadable } = assignmentsTo(context, declaration, declaration.name);
  return { members: [...initial, ...values], closed: isReadable && isOwn(context, declaration) ? 'yes' : 'no' };
}

interface Assignments {
  readonly values: readonly ts.Expression[];
  /** No assignment takes a pattern apart, counts, or is a loop's. */
  readonly isReadable: boolean;
}

const assignments = new WeakMap<ts.VariableDeclaration, Assignments>();

function assignmentsTo(context: FactContext, declaration: ts.VariableDeclaration, name: ts.Identifier): Assignments {
  const { ts } = context;
  const known = assignments.get(declaration);
  if (known !== undefined) {
    return known;
  }
  const values: ts.Expression[] = [];
  let isReadable = true;
  for (const use of usesOfName(context, name, declaration.getSourceFile())) {
    const { parent } = use;
    if (ts.isBinaryExpression(parent) && parent.left === use && isAssignmentOperator(context, parent.operatorToken.kind)) {
      values.push(parent.right);
    } else if (!isPlainRead(context, use)) {
      isReadable = false;
    }
  }
  const found = { values, isReadable };
  assignments.set(declaration, found);
  return found;
}

function isAssignmentOperator({ ts }: FactContext, kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** Where a name stands in brackets or as a shorthand, it may be a pattern's target. */
function isPlainRead({ ts }: FactContext, { parent }: ts.Identifier): boolean {
  return !(
    ts.isArrayLiteralExpression(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isPostfixUnaryExpression(parent) ||
    ts.isForOfStatement(parent) ||
    ts.isForInStatement(parent)
  );
}

/** Nobody outside the file can assign it. */
function isOwn({ ts }: FactContext, declaration: ts.VariableDeclaration): boolean {
  const isTop = ts.isSourceFile(declaration.parent.parent.parent);
  // An exported variable can only be assigned in its own module; a script's can be by each other script.
  return !isTop || ts.isExternalModule(declaration.getSourceFile());
}
