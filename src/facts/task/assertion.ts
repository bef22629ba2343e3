import type ts from 'typescript';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { bareExpression } from '../syntax.ts';
import { symbolOf } from '../callee.ts';
import { methodCallOf } from './syntax.ts';

/**
 * A `throw` that only happens if the program itself is wrong.
 *
 * `const job = this.jobs.get(id); if (job === undefined) { throw … }`: whoever put the job there knows that it is there. And of a `switch` that has a
 * case for each value of a closed type the default is for those who get around the type. Neither says of a call that it fails; what is
 * asked of an argument, of what has been read, or of whether the object is still open, does.
 */
export function isAssertion(context: FactContext, thrown: ts.Node): boolean {
  const { ts } = context;
  const branch = ts.isBlock(thrown.parent) ? thrown.parent : thrown;
  const holder = branch.parent;
  if (ts.isIfStatement(holder)) {
    return (holder.thenStatement === branch || holder.elseStatement === branch) && isOfObject(context, holder.expression);
  }
  const clause = ts.isCaseOrDefaultClause(branch) ? branch : holder;
  return ts.isDefaultClause(clause) && isExhausted(context, clause.parent.parent);
}

/**
 * `if (options.loud) { throw error; }` in a handler: to whom the error goes is switched on by a flag of somebody else's, who has said nothing yet. A count that is
 * kept, or a comparison, is no flag.
 */
export function isSwitchedRethrow({ ts }: FactContext, thrown: ts.Node): boolean {
  const clause = ts.findAncestor(thrown, at => ts.isCatchClause(at) || ts.isFunctionLike(at));
  const caught = clause !== undefined && ts.isCatchClause(clause) ? clause.variableDeclaration?.name : undefined;
  const branch = ts.isBlock(thrown.parent) ? thrown.parent : thrown;
  const holder = branch.parent;
  if (caught === undefined || !ts.isThrowStatement(thrown) || bareExpression(ts, thrown.expression).getText() !== caught.getText()) {
    return false;
  }
  return ts.isIfStatement(holder) && holder.thenStatement === branch && isFlag(ts, holder.expression) && !holder.expression.getText().startsWith(`${caught.getText()}.`);
}

/** `options.loud`, `!this.quiet` */
function isFlag(ts: FactContext['ts'], condition: ts.Expression): boolean {
  const bare = bareExpression(ts, condition);
  const asked = ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.ExclamationToken ? bareExpression(ts, bare.operand) : bare;
  return ts.isPropertyAccessExpression(asked);
}

/** Does nothing decide but whether the object's own collections hold something? What it is looked up by may be anything. */
function isOfObject(context: FactContext, condition: ts.Expression): boolean {
  const leaves = leavesOf(context.ts, condition);
  return leaves.some(leaf => isState(context, leaf)) && leaves.every(leaf => isState(context, leaf) || isConstant(context.ts, leaf));
}

function leavesOf(ts: FactContext['ts'], condition: ts.Expression): readonly ts.Expression[] {
  const bare = bareExpression(ts, condition);
  if (ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.ExclamationToken) {
    return leavesOf(ts, bare.operand);
  }
  return ts.isBinaryExpression(bare) ? [...leavesOf(ts, bare.left), ...leavesOf(ts, bare.right)] : [bare];
}

function isConstant(ts: FactContext['ts'], leaf: ts.Expression): boolean {
  return ts.isLiteralExpression(leaf) || ts.isPrefixUnaryExpression(leaf) || [ts.SyntaxKind.NullKeyword, ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword].includes(leaf.kind) || (ts.isIdentifier(leaf) && leaf.text === 'undefined');
}

/** `this.jobs.get(id)`, `this.jobs[id]`, and a variable that holds nothing else. */
function isState(context: FactContext, expression: ts.Expression): boolean {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (ts.isIdentifier(bare)) {
    const values = valuesOf(context, bare);
    return values.length > 0 && values.every(value => !ts.isIdentifier(value) && isState(context, value));
  }
  const holder = ts.isElementAccessExpression(bare) ? bare.expression : methodCallOf(ts, bare)?.receiver;
  return holder !== undefined && isOwn(ts, holder);
}

/** `this.jobs`, and what it holds. A method of the object itself may ask anybody. */
function isOwn(ts: FactContext['ts'], expression: ts.Expression): boolean {
  let root = bareExpression(ts, expression);
  while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root)) {
    root = bareExpression(ts, root.expression);
    if (root.kind === ts.SyntaxKind.ThisKeyword) {
      return true;
    }
  }
  return false;
}

/** What a local variable is given, if all of that stands in its function. */
function valuesOf(context: FactContext, name: ts.Identifier): readonly ts.Expression[] {
  const { ts } = context;
  const declaration = symbolOf(context, name)?.valueDeclaration;
  const home = context.functionAround(name);
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name) || context.functionAround(declaration) !== home) {
    return [];
  }
  const assigned = usesOfName(context, declaration.name, home).flatMap(use => {
    const { parent } = use;
    return ts.isBinaryExpression(parent) && parent.left === use && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ? [parent.right] : [];
  });
  return declaration.initializer === undefined ? assigned : [declaration.initializer, ...assigned];
}

/** Is there a case for each value that the type allows? */
function isExhausted(context: FactContext, { expression, caseBlock }: ts.SwitchStatement): boolean {
  const { ts, checker, strength } = context;
  if (strength === 'syntax') {
    // What the cases are compared with is not known, so that nothing is said of what is left over.
    return true;
  }
  context.trace.askedTypes();
  const type = checker.getTypeAtLocation(expression);
  const allowed = type.isUnion() ? type.types.map(member => literalOf(ts, member)) : [literalOf(ts, type)];
  const cases = caseBlock.clauses.flatMap(clause => (ts.isCaseClause(clause) ? [literalOf(ts, checker.getTypeAtLocation(clause.expression))] : []));
  return allowed.every(value => value !== undefined && cases.includes(value));
}

function literalOf(ts: FactContext['ts'], type: ts.Type): number | string | undefined {
  return (type.flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral)) !== 0 && 'value' in type && (typeof type.value === 'string' || typeof type.value === 'number') ? type.value : undefined;
}
