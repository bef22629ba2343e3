import type ts from 'typescript';
import { closingMethods, pausingMethods } from '../catalog/vocabulary.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { bareExpression, isAnywhereIn } from '../syntax.ts';
import { isFunctionLiteral } from '../task/syntax.ts';

/**
 * How an object is closed.
 *
 * The object is that of a class, or what a function returns as a literal of closures. It is closed by a method that is called so. What a constructor
 * sets up may live as long as the object, over many a `stop()`, but not over its `close()`.
 */
export function closingsAround(context: FactContext, node: ts.Node): readonly ts.NamedDeclaration[] {
  const { ts } = context;
  const owner = ts.findAncestor(node, ts.isClassLike);
  const closings = owner === undefined ? closuresAround(context, node) : owner.members.filter(member => ts.isMethodDeclaration(member) && member.body !== undefined);
  const home = context.functionAround(node);
  const isSetUp = ts.isConstructorDeclaration(home) || !ts.isFunctionLike(home);
  return closings.filter(({ name }) => name !== undefined && 'kind' in name && isClosing(context, name, isSetUp));
}

function isClosing({ ts }: FactContext, name: ts.DeclarationName, isSetUp: boolean): boolean {
  const words = isSetUp ? closingMethods.filter(({ word }) => !pausingMethods.includes(word)) : closingMethods;
  const text = ts.isComputedPropertyName(name) ? name.expression.getText() : 'text' in name ? name.text : undefined;
  return words.some(({ word }) => word === text);
}

function closuresAround(context: FactContext, node: ts.Node): readonly ts.NamedDeclaration[] {
  const found: ts.NamedDeclaration[] = [];
  for (let at = context.functionAround(node); !context.ts.isSourceFile(at); at = context.functionAround(at)) {
    found.push(...closuresReturnedBy(context, at));
  }
  return found;
}

/** `return { close: () => { … } }` */
function closuresReturnedBy({ ts }: FactContext, fn: ts.Node): readonly ts.NamedDeclaration[] {
  const found: ts.NamedDeclaration[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isFunctionLike(at)) {
      return;
    }
    const given = ts.isReturnStatement(at) && at.expression !== undefined ? bareExpression(ts, at.expression) : undefined;
    for (const property of given !== undefined && ts.isObjectLiteralExpression(given) ? given.properties : []) {
      if (ts.isMethodDeclaration(property) || (ts.isPropertyAssignment(property) && isFunctionLiteral(ts, property.initializer))) {
        found.push(property);
      }
    }
    ts.forEachChild(at, visit);
  };
  ts.forEachChild(fn, visit);
  return found;
}

/** Does a function, or what it calls of the same file, hold a node of this kind? What hands the object away may do anything. */
export function reaches(context: FactContext, start: ts.Node, isSought: (at: ts.Node) => boolean, depth = Infinity): boolean {
  const { ts } = context;
  const waiting = [{ node: start, depth }];
  const seen = new Set<ts.Node>([start]);
  const met = { sought: false };
  for (const { node, depth: left } of waiting) {
    const visit = (at: ts.Node): void => {
      met.sought ||= isSought(at) || (at.kind === ts.SyntaxKind.ThisKeyword && !ts.isPropertyAccessExpression(at.parent) && !ts.isElementAccessExpression(at.parent));
      const declaration = left > 0 ? functionNamed(context, at) : undefined;
      if (declaration !== undefined && !seen.has(declaration)) {
        seen.add(declaration);
        waiting.push({ node: declaration, depth: left - 1 });
      }
      ts.forEachChild(at, visit);
    };
    ts.forEachChild(node, visit);
  }
  return met.sought;
}

/** The function of the same file that a name stands for. */
export function functionNamed(context: FactContext, at: ts.Node): ts.Declaration | undefined {
  const { ts } = context;
  if (!ts.isIdentifier(at) && !ts.isPrivateIdentifier(at)) {
    return undefined;
  }
  const declaration = symbolOf(context, ts.isPropertyAccessExpression(at.parent) && at.parent.name === at ? at.parent : at)?.valueDeclaration;
  return declaration?.getSourceFile() === at.getSourceFile() && isFunctionDeclared(context, declaration) ? declaration : undefined;
}

function isFunctionDeclared({ ts }: FactContext, declaration: ts.Declaration): boolean {
  const isHolder = ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration) || ts.isPropertyAssignment(declaration);
  return ts.isFunctionLike(declaration) || (isHolder && declaration.initializer !== undefined && isFunctionLiteral(ts, declaration.initializer));
}

/** Is a condition asked in it, outside of its closures? */
export function asksAnything({ ts }: FactContext, body: ts.Node): boolean {
  return isAnywhereIn(
    ts,
    body,
    at => ts.isIfStatement(at) || ts.isConditionalExpression(at) || (ts.isBinaryExpression(at) && isLogical(ts, at)),
    at => at === body || !ts.isFunctionLike(at),
  );
}

function isLogical(ts: FactContext['ts'], { operatorToken }: ts.BinaryExpression): boolean {
  return operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken || operatorToken.kind === ts.SyntaxKind.BarBarToken;
}
