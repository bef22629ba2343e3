import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import { answerOf, every, not, type Answer } from '../answer.ts';
import { calleeOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import type { ErrorNames } from './guard.ts';
import type { Handler } from './handler.ts';
import { singleValueOf } from '../single-value.ts';
import { bareExpression, consumerOf, isAnywhereIn, returnedBy } from '../syntax.ts';

/** The names under which a handler's code knows the error: the binding, the parameter, and variables that it is put into. */
export function errorNamesOf(context: FactContext, handler: Handler): ErrorNames {
  const { ts, checker } = context;
  const names = new Set<ts.Symbol>();
  if (handler.error === undefined) {
    return names;
  }
  const node = handler.body.nodeOfValue(handler.error);
  const binding = ts.isVariableDeclaration(node) || ts.isParameter(node) ? node.name : undefined;
  if (binding === undefined) {
    return names;
  }
  const scope = scopeOf(context, binding);
  const add = (name: ts.Node): void => {
    const symbol = ts.isIdentifier(name) ? checker.getSymbolAtLocation(name) : undefined;
    if (symbol !== undefined) {
      names.add(symbol);
    }
    ts.forEachChild(name, add);
  };
  add(binding);
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(node.left) && carries(context, node.right, names)) {
      add(node.left);
    }
    ts.forEachChild(node, visit);
  };
  visit(scope);
  return names;
}

function scopeOf({ ts }: FactContext, binding: ts.Node): ts.Node {
  let at = binding;
  while (!ts.isCatchClause(at) && !ts.isFunctionLike(at) && !ts.isSourceFile(at)) {
    at = at.parent;
  }
  return at;
}

/** Does the value contain the error itself, and not only something that was read off it? */
export function carries(context: FactContext, expression: ts.Expression, errors: ErrorNames, depth = 0): boolean {
  const { ts, checker } = context;
  const bare = bareExpression(ts, expression);
  const inside = (part: ts.Expression | undefined): boolean => part !== undefined && carries(context, part, errors, depth);
  if (ts.isIdentifier(bare)) {
    const symbol = ts.isShorthandPropertyAssignment(bare.parent) ? checker.getShorthandAssignmentValueSymbol(bare.parent) : checker.getSymbolAtLocation(bare);
    if (symbol !== undefined && errors.has(symbol)) {
      return true;
    }
    const value = depth < 3 ? singleValueOf(context, bare) : undefined;
    return value !== undefined && carries(context, value, errors, depth + 1);
  }
  if (ts.isObjectLiteralExpression(bare)) {
    return bare.properties.some(property =>
      ts.isPropertyAssignment(property)
        ? inside(property.initializer)
        : ts.isShorthandPropertyAssignment(property)
          ? inside(property.name)
          : ts.isSpreadAssignment(property) && inside(property.expression),
    );
  }
  if (ts.isArrayLiteralExpression(bare)) {
    return bare.elements.some(inside);
  }
  if (ts.isConditionalExpression(bare)) {
    return inside(bare.whenTrue) || inside(bare.whenFalse);
  }
  if (ts.isBinaryExpression(bare)) {
    return isChoice(context, bare.operatorToken.kind) ? inside(bare.left) || inside(bare.right) : false;
  }
  if (ts.isNewExpression(bare) || ts.isCallExpression(bare)) {
    return (bare.arguments ?? []).some(inside) && context.catalog.entryOf(bare.expression)?.pure !== true;
  }
  return ts.isSpreadElement(bare) || ts.isAwaitExpression(bare) ? inside(bare.expression) : false;
}

function isChoice({ ts }: FactContext, operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.AmpersandAmpersandToken || operator === ts.SyntaxKind.CommaToken;
}

/**
 * Does somebody else get the error at this event? Thrown, returned, yielded, stored outside, given to a call.
 *
 * A call that only tells a log or a user does not count, nor one whose callee is read and only looks at its argument. A callee that
 * nobody has read may do anything with it: unknown.
 */
export function handsOn(context: FactContext, event: FlowEvent, errors: ErrorNames): Answer {
  const { ts } = context;
  const home = context.homeOf(event);
  const node = home.nodeOfEvent(event.id);
  switch (event.kind) {
    case 'throw':
      return 'yes';
    case 'return':
    case 'yield': {
      const given = ts.isYieldExpression(node) ? node.expression : returnedBy(ts, node);
      return given === undefined ? 'no' : carries(context, given, errors) ? 'yes' : handsOnByRejecting(context, given);
    }
    case 'assign':
      return handsOnByAssignment(context, event, node, errors);
    case 'call':
    case 'new':
      return ts.isCallExpression(node) || ts.isNewExpression(node) ? handsOnByCall(context, node, errors) : 'no';
    default:
      return 'no';
  }
}

/** Who returns a promise that rejects throws; of another that is let go on purpose, nobody can tell. */
function handsOnByRejecting(context: FactContext, given: ts.Expression): Answer {
  const isLetGo = context.ts.isCallExpression(given) && context.catalog.entryOf(given.expression)?.detaches === true;
  return isRejection(context, given) ? 'yes' : isLetGo ? 'unknown' : 'no';
}

/** A promise that is made to reject. A call that never throws and rejects by contract is `Promise.reject`. */
export function isRejection(context: FactContext, value: ts.Node): boolean {
  const entry = context.ts.isCallExpression(value) ? context.catalog.entryOf(value.expression) : undefined;
  return entry?.rejects === 'witness' && entry.throws === 'never';
}

function handsOnByAssignment(context: FactContext, event: FlowEvent, node: ts.Node, errors: ErrorNames): Answer {
  const { ts } = context;
  const place = event.place === undefined ? undefined : context.homeOf(event).graph.places[event.place];
  if (place?.kind === 'local' || !ts.isBinaryExpression(node)) {
    return 'no';
  }
  return carries(context, node.right, errors) ? 'yes' : 'no';
}

function handsOnByCall(context: FactContext, call: ts.CallExpression | ts.NewExpression, errors: ErrorNames): Answer {
  const { ts } = context;
  const given = (call.arguments ?? []).flatMap((argument, index) => (carries(context, argument, errors) ? [index] : []));
  if (given.length === 0) {
    return 'no';
  }
  const entry = context.catalog.entryOf(call.expression);
  if (entry?.logs === true || entry?.pure === true || ts.isNewExpression(call) && isErrorClass(context, call)) {
    return 'no';
  }
  if (isLoggerMethod(context, call)) {
    return 'no';
  }
  const callee = calleeOf(context, call);
  if (isToldByModule(context, call)) {
    return not(context.presume('sync-call-does-not-throw', answerOf(callee.members.some(fn => throwsItself(ts, fn)))));
  }
  return not(every(callee, fn => (given.every(index => context.summaries.keeps(fn, index) === 'no') ? 'yes' : 'unknown')));
}

/** `new ServiceError('…', { cause: error })` makes a value; whoever gets that value is asked about it in turn. */
export function isErrorClass({ ts }: FactContext, call: ts.NewExpression): boolean {
  const name = ts.isIdentifier(call.expression) ? call.expression.text : ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : '';
  return name.endsWith('Error') || name.endsWith('Exception');
}

/**
 * A statement that calls a function of a module (imported, declared at the top, or a method of an object that is). Such a function is
 * the same for every operation: unlike a callback, a local function or a method of what the operation was given, it cannot
 * settle what the callers of this operation wait for, unless it throws.
 */
function isToldByModule({ ts, checker }: FactContext, call: ts.CallExpression | ts.NewExpression): boolean {
  const consumer = consumerOf(ts, call);
  const isStatement = ts.isExpressionStatement(ts.isAwaitExpression(consumer) || ts.isVoidExpression(consumer) ? consumer.parent : consumer);
  let root = bareExpression(ts, call.expression);
  while (ts.isPropertyAccessExpression(root)) {
    root = bareExpression(ts, root.expression);
  }
  const declaration = ts.isIdentifier(root) ? checker.getSymbolAtLocation(root)?.declarations?.[0] : undefined;
  return isStatement && declaration !== undefined && isOfModule(ts, declaration);
}

function isOfModule(ts: FactContext['ts'], declaration: ts.Declaration): boolean {
  if (ts.isImportSpecifier(declaration) || ts.isImportClause(declaration) || ts.isNamespaceImport(declaration)) {
    return true;
  }
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return (ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement)) && ts.isSourceFile(statement.parent);
}

/** A `throw` of its own: it may be the error that it was given. */
function throwsItself(ts: FactContext['ts'], fn: ts.Node): boolean {
  return isAnywhereIn(ts, fn, node => ts.isThrowStatement(node), node => node === fn || !ts.isFunctionLike(node));
}

const levels = ['trace', 'debug', 'info', 'warn', 'error'];

/**
 * A method of something that has the levels of a log (at least three of trace, debug, info, warn, error): told by the receiver's type.
 * An emitter, a stream or an observer has `error`, but not its neighbours.
 */
export function isLoggerMethod(context: FactContext, call: ts.CallExpression | ts.NewExpression): boolean {
  const { ts, checker, strength } = context;
  const callee = bareExpression(ts, call.expression);
  if (!ts.isPropertyAccessExpression(callee) || strength === 'syntax') {
    return false;
  }
  context.trace.askedTypes();
  const type = checker.getNonNullableType(checker.getTypeAtLocation(callee.expression));
  return levels.filter(level => type.getProperty(level) !== undefined).length >= 3;
}
