import type ts from 'typescript';
import type { Members } from './answer.ts';
import type { FactContext } from './context.ts';
import { bareExpression } from './syntax.ts';

/**
 * Everything that the class around `this.name` puts into that field: its initialiser, a parameter property, and each
 * `this.name = value` in its body. A value that is not an expression (a parameter property) is named by the parameter itself.
 * Closed only for private fields: code outside the class may write the others.
 */
export function fieldValues(context: FactContext, access: ts.PropertyAccessExpression): Members<ts.Expression> {
  const { ts } = context;
  const owner = classAround(context, access);
  if (owner === undefined) {
    return { members: [], closed: 'no' };
  }
  const name = access.name.text;
  const fields = owner.members.filter(member => member.name !== undefined && 'text' in member.name && member.name.text === name);
  const initial = fields.flatMap(field => (ts.isPropertyDeclaration(field) && field.initializer !== undefined ? [field.initializer] : []));
  const isPrivate = ts.isPrivateIdentifier(access.name) || fields.some(field => (ts.getCombinedModifierFlags(field) & ts.ModifierFlags.Private) !== 0);
  return {
    members: [...initial, ...parameterProperties(context, owner, name), ...(assignmentsIn(context, owner).get(name) ?? [])],
    closed: isPrivate ? 'yes' : 'unknown',
  };
}

function classAround({ ts }: FactContext, node: ts.Node): ts.ClassLikeDeclaration | undefined {
  return ts.findAncestor(node, ts.isClassLike);
}

function parameterProperties(context: FactContext, owner: ts.ClassLikeDeclaration, name: string): ts.Expression[] {
  const { ts } = context;
  const parameters = owner.members.flatMap(member => (ts.isConstructorDeclaration(member) ? [...member.parameters] : []));
  return parameters.flatMap(({ name: binding, modifiers }) =>
    modifiers !== undefined && ts.isIdentifier(binding) && binding.text === name ? [binding] : [],
  );
}

const assignments = new WeakMap<ts.ClassLikeDeclaration, Map<string, ts.Expression[]>>();

function assignmentsIn(context: FactContext, owner: ts.ClassLikeDeclaration): Map<string, ts.Expression[]> {
  const { ts } = context;
  const known = assignments.get(owner);
  if (known !== undefined) {
    return known;
  }
  const found = new Map<string, ts.Expression[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isPlainAssignment(context, node.operatorToken.kind) && ts.isPropertyAccessExpression(node.left)) {
      if (bareExpression(ts, node.left.expression).kind === ts.SyntaxKind.ThisKeyword) {
        const values = found.get(node.left.name.text);
        if (values === undefined) {
          found.set(node.left.name.text, [node.right]);
        } else {
          values.push(node.right);
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(owner, visit);
  assignments.set(owner, found);
  return found;
}

function isPlainAssignment({ ts }: FactContext, operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.EqualsToken ||
    operator === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    operator === ts.SyntaxKind.BarBarEqualsToken
  );
}
