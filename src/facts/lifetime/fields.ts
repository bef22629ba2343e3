import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import type { Answer } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import { dropOf } from '../task/position.ts';
import { givenArgument, linkOf } from '../task/syntax.ts';

type Field = ts.PropertyAccessExpression;

/**
 * Is the task put into a private field of its class that no code of the class ever takes it out of again?
 *
 * `if (this.#saving)` and `this.#saving = undefined` take nothing; whatever else is done with the field may join it.
 */
export function isNeverTakenOut(context: FactContext, start: FlowEvent): Answer {
  const { ts } = context;
  const field = fieldAssigned(context, context.homeOf(start).nodeOfEvent(start.id));
  const owner = field === undefined ? undefined : ts.findAncestor(field, ts.isClassLike);
  if (field === undefined || owner === undefined || !isPrivate(ts, owner, field.name)) {
    return 'unknown';
  }
  const uses = usesOfField(ts, owner, field.name);
  return uses.every(use => isOnlyLookedAt(context, use)) ? 'yes' : 'unknown';
}

/** The field that a call's value is assigned to by a statement. */
function fieldAssigned(context: FactContext, call: ts.Node): Field | undefined {
  const { ts } = context;
  const assignment = consumerOf(ts, call);
  if (!ts.isBinaryExpression(assignment) || assignment.operatorToken.kind !== ts.SyntaxKind.EqualsToken || dropOf(context, assignment) !== 'statement') {
    return undefined;
  }
  const target = bareExpression(ts, assignment.left);
  return ts.isPropertyAccessExpression(target) && target.expression.kind === ts.SyntaxKind.ThisKeyword ? target : undefined;
}

export function isPrivate(ts: FactContext['ts'], owner: ts.ClassLikeDeclaration, name: ts.MemberName): boolean {
  return (
    ts.isPrivateIdentifier(name) ||
    owner.members.some(member => ts.isPropertyDeclaration(member) && member.name.getText() === name.text && (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0)
  );
}

/** Every place in the class that names a member like it, of whatever object. */
export function usesOfField(ts: FactContext['ts'], owner: ts.ClassLikeDeclaration, name: ts.MemberName): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const isName = (ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isStringLiteralLike(node)) && node.text === name.text;
    if (isName && !ts.isPropertyDeclaration(node.parent)) {
      found.push(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : node);
    }
    ts.forEachChild(node, visit);
  };
  visit(owner);
  return found;
}

function isOnlyLookedAt(context: FactContext, use: ts.Node): boolean {
  const { ts } = context;
  const consumer = consumerOf(ts, use);
  if (ts.isBinaryExpression(consumer)) {
    const { kind } = consumer.operatorToken;
    const isWritten = kind === ts.SyntaxKind.EqualsToken && bareExpression(ts, consumer.left) === use && dropOf(context, consumer) !== undefined;
    return isWritten || kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
  }
  return (ts.isIfStatement(consumer) && consumer.expression === use) || ts.isPrefixUnaryExpression(consumer);
}

/**
 * Does `x = x.then(f)` put a link into a chain from which no later link recovers, because no link of it has a rejection handler?
 *
 * The chain is a field, or a variable from outside of the function: it lives longer than this link.
 */
export function endsChain(context: FactContext, start: FlowEvent): Answer {
  const { ts } = context;
  const call = context.homeOf(start).nodeOfEvent(start.id);
  const assignment = consumerOf(ts, call);
  if (!ts.isBinaryExpression(assignment) || assignment.operatorToken.kind !== ts.SyntaxKind.EqualsToken) {
    return 'no';
  }
  let at: ts.Expression = assignment.right;
  let links = 0;
  for (let link = linkOf(ts, bareExpression(ts, at)); link !== undefined; link = linkOf(ts, bareExpression(ts, at))) {
    const handler = link.link === 'finally' ? undefined : givenArgument(ts, link.call, link.link === 'catch' ? 0 : 1);
    if (handler !== undefined) {
      return 'no';
    }
    links += link.link === 'then' ? 1 : 0;
    at = link.receiver;
  }
  const place = context.homeOf(start).eventsOfNode(bareExpression(ts, at)).find(({ kind }) => kind === 'read')?.place;
  const kind = place === undefined ? undefined : context.homeOf(start).graph.places[place]?.kind;
  const isSame = bareExpression(ts, at).getText() === bareExpression(ts, assignment.left).getText();
  return links > 0 && isSame && (kind === 'field' || kind === 'captured') ? 'yes' : 'no';
}
