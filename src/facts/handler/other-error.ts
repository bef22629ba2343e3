import type ts from 'typescript';
import type { Answer } from '../answer.ts';
import { and, not } from '../answer.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { bareExpression } from '../syntax.ts';
import type { ErrorNames } from './guard.ts';
import { mentions } from './guard.ts';

/**
 * Errors by which nobody can tell a cancellation.
 *
 * A cancellation is told by the signal's reason, or by an error's class, `name` or `code`. An error that is made with `new` has none of these, unless
 * its class is that of a cancellation, or takes its name or code from the error that it is made of. A `cause` is asked by nobody who tests names.
 */
export function isOtherError(context: FactContext, made: ts.NewExpression, errors: ErrorNames): Answer {
  return and(classesOf(context, made.expression).map(one => (typeof one === 'object' ? isNamedByItself(context, one, { made, errors }) : one)));
}

const deepestClass = 6;

/** The class and those that it extends, down to an error of the language, which is another error: yes. What cannot be told is unknown. */
function classesOf(context: FactContext, type: ts.Expression, depth = 0): readonly (ts.ClassLikeDeclaration | Answer)[] {
  const { ts, catalog } = context;
  const bare = bareExpression(ts, type);
  const name = ts.isPropertyAccessExpression(bare) ? bare.name.text : bare.getText();
  const entry = catalog.entryOf(bare);
  if (entry?.cancellation === 'class' || catalog.isCancellationWord(name) === 'yes') {
    return ['no'];
  }
  if (depth > deepestClass || catalog.isCancellationWord(name) !== 'no' || catalog.mayBeGuard(name) !== 'no') {
    return ['unknown'];
  }
  if (entry?.pure === true && name.endsWith('Error')) {
    return ['yes'];
  }
  const declaration = symbolOf(context, bare)?.valueDeclaration;
  if (declaration === undefined || !ts.isClassLike(declaration) || declaration.getSourceFile().isDeclarationFile) {
    return ['unknown'];
  }
  const base = declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  return [declaration, ...(base === undefined ? ['unknown' as const] : classesOf(context, base, depth + 1))];
}

interface Making {
  readonly made: ts.NewExpression;
  readonly errors: ErrorNames;
}

export const tellingMembers = new Set(['name', 'code']);

/** Do its `name` and `code` say nothing of the error that it is made of? */
function isNamedByItself(context: FactContext, declaration: ts.ClassLikeDeclaration, making: Making): Answer {
  const { ts } = context;
  const answers = declaration.members.map((member): Answer => {
    if (ts.isConstructorDeclaration(member)) {
      return isConstructedByItself(context, member, making);
    }
    const name = member.name === undefined ? '' : member.name.getText();
    if (!tellingMembers.has(name)) {
      return 'yes';
    }
    return ts.isPropertyDeclaration(member) ? (member.initializer === undefined ? 'yes' : isWord(context, member.initializer, making)) : 'unknown';
  });
  return and(answers);
}

function isConstructedByItself(context: FactContext, declaration: ts.ConstructorDeclaration, making: Making): Answer {
  const { ts } = context;
  // `constructor(readonly code: string)` is a field as well.
  const fields = declaration.parameters.map((parameter): Answer => {
    const isField = ts.isIdentifier(parameter.name) && ts.isParameterPropertyDeclaration(parameter, declaration) && tellingMembers.has(parameter.name.text);
    return isField && ts.isIdentifier(parameter.name) ? isWord(context, parameter.name, making) : 'yes';
  });
  const answers: Answer[] = [...fields];
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isOwnMember(ts, node.left)) {
      answers.push(isWord(context, node.right, making));
    }
    // `Object.assign(this, error)` may copy anything.
    if (ts.isCallExpression(node) && node.arguments[0]?.kind === ts.SyntaxKind.ThisKeyword) {
      answers.push(node.arguments.length === 2 && /\b(?:captureStackTrace|setPrototypeOf)$/.test(node.expression.getText()) ? 'yes' : 'unknown');
    }
    ts.forEachChild(node, visit);
  };
  if (declaration.body !== undefined) {
    visit(declaration.body);
  }
  return and(answers);
}

function isOwnMember(ts: FactContext['ts'], target: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(target) && target.expression.kind === ts.SyntaxKind.ThisKeyword && tellingMembers.has(target.name.text);
}

/** A word that was written down, or is handed in where the error is made, and is none for a cancellation. */
function isWord(context: FactContext, value: ts.Expression, { made, errors }: Making): Answer {
  const { ts, catalog } = context;
  const bare = bareExpression(ts, value);
  if (ts.isStringLiteralLike(bare) || ts.isNumericLiteral(bare)) {
    return not(catalog.isCancellationWord(bare.text));
  }
  if (/^(?:new\.target|this\.constructor)\.name$/.test(bare.getText())) {
    return 'yes';
  }
  const given = ts.isIdentifier(bare) ? argumentFor(context, bare, made) : undefined;
  return given === undefined || mentions(context, given, errors) ? 'unknown' : ts.isStringLiteralLike(given) ? not(catalog.isCancellationWord(given.text)) : 'yes';
}

/** What is given for a constructor's parameter where the error is made. */
function argumentFor(context: FactContext, name: ts.Identifier, made: ts.NewExpression): ts.Expression | undefined {
  const { ts } = context;
  const parameter = symbolOf(context, name)?.valueDeclaration;
  if (parameter === undefined || !ts.isParameter(parameter) || !ts.isConstructorDeclaration(parameter.parent) || parameter.dotDotDotToken !== undefined) {
    return undefined;
  }
  return made.arguments?.[parameter.parent.parameters.indexOf(parameter)];
}
