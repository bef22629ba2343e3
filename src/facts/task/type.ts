import type ts from 'typescript';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { or } from '../answer.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { memoised } from '../memo.ts';
import { bareExpression } from '../syntax.ts';
import type { Call } from './callee.ts';
import { calledFunctions, calledParameter, entryOfCall, returnedArgument } from './callee.ts';
import { isAsyncFunction, isGenerator, linkOf } from './syntax.ts';
import { valuesOf } from './values.ts';

/**
 * Is this expression's value a task?
 *
 * Asked in the order of what it costs: an `async` callee, the catalog, the type that is written at the declaration, what the
 * callee returns, and the checker's type last. A union with a promise in it is a task, for on that path there is one to lose.
 * Of thenables only promises count: the others are mostly queries that begin when somebody awaits them, or servers that are used before
 * they are ready, and no platform reports their rejection.
 */
export function isTask(context: FactContext, expression: ts.Expression): Answer {
  const known = isTaskByNames(context, expression);
  return known === 'unknown' ? isThenable(context, expression) : known;
}

/** As `isTask`, without asking the checker for a type. */
function isTaskByNames(context: FactContext, expression: ts.Expression, depth = 0): Answer {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (depth > deepestName) {
    return 'unknown';
  }
  if (ts.isCallExpression(bare) || ts.isNewExpression(bare)) {
    return isTaskCall(context, bare, depth + 1);
  }
  if (ts.isConditionalExpression(bare)) {
    return or([bare.whenTrue, bare.whenFalse].map(branch => isTaskByNames(context, branch, depth + 1)));
  }
  if (ts.isIdentifier(bare)) {
    const { members, closed } = valuesOf(context, bare);
    return closed === 'yes' && members.length === 1 ? or(members.map(value => isTaskByNames(context, value, depth + 1))) : 'unknown';
  }
  return ts.isAwaitExpression(bare) || ts.isLiteralExpression(bare) || ts.isFunctionLike(bare) || ts.isVoidExpression(bare) ? 'no' : 'unknown';
}

/** `let p = f(); p = p.then(g)` would lead in a circle. */
const deepestName = 12;

function isTaskCall(context: FactContext, call: Call, depth: number): Answer {
  const { ts } = context;
  const link = linkOf(ts, call);
  if (link !== undefined && (link.link !== 'then' || isTaskByNames(context, link.receiver, depth) === 'yes')) {
    return 'yes';
  }
  const entry = entryOfCall(context, call);
  if (entry?.rejects !== undefined || entry?.combines !== undefined || (entry?.ambient === true && entry.cancellation === undefined)) {
    return 'yes';
  }
  const returned = returnedArgument(context, call);
  if (returned !== undefined) {
    return isTaskByNames(context, returned, depth);
  }
  if (ts.isNewExpression(call)) {
    return entry?.type === 'task' ? 'yes' : 'unknown';
  }
  const { members, closed, symbol } = calledFunctions(context, call);
  if (members.length > 0) {
    const gives = or(members.map(fn => givesTask(context, fn)));
    return gives === 'no' && closed !== 'yes' ? 'unknown' : gives;
  }
  return symbol === undefined ? 'unknown' : declaredTask(context, symbol);
}

const givers = new WeakMap<FactContext, (fn: FunctionNode) => Answer>();
const beingRead = new WeakSet<FunctionNode>();

/** Does a call of the function give a task? */
export function givesTask(context: FactContext, fn: FunctionNode): Answer {
  let ask = givers.get(context);
  if (ask === undefined) {
    ask = context.trace.memoise((key: FunctionNode) => findGiven(context, key));
    givers.set(context, ask);
  }
  return ask(fn);
}

function findGiven(context: FactContext, fn: FunctionNode): Answer {
  const { ts } = context;
  if (isGenerator(fn) || !ts.isFunctionLike(fn)) {
    return 'no';
  }
  if (isAsyncFunction(ts, fn)) {
    return 'yes';
  }
  const written = fn.type === undefined ? 'unknown' : writtenTask(context, fn.type);
  if (written !== 'unknown' || beingRead.has(fn)) {
    if (written === 'unknown') {
      context.trace.readProvisional();
    }
    return written;
  }
  beingRead.add(fn);
  try {
    return or(valuesReturned(context, fn).map(value => isTaskByNames(context, value)));
  } finally {
    beingRead.delete(fn);
  }
}

/** The expressions that a function returns; nothing for those that return no value. */
export function valuesReturned({ ts }: FactContext, fn: ts.SignatureDeclaration): readonly ts.Expression[] {
  const body: ts.Node | undefined = 'body' in fn ? fn.body : undefined;
  if (body === undefined || ts.isExpression(body)) {
    return body === undefined ? [] : [body];
  }
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression !== undefined) {
      found.push(node.expression);
    }
    if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) {
      ts.forEachChild(node, visit);
    }
  };
  ts.forEachChild(body, visit);
  return found;
}

/** What the declarations of a callee that has no body here say that it returns. */
function declaredTask(context: FactContext, symbol: ts.Symbol): Answer {
  const { ts } = context;
  const declarations = (symbol.declarations ?? []).flatMap(declaration => (ts.isFunctionLike(declaration) ? [declaration] : []));
  if (declarations.some(declaration => declaration.type !== undefined && givesBackArgument(context, declaration, declaration.type))) {
    return 'no';
  }
  const answers = declarations.map(({ type }) => (type === undefined ? 'unknown' : writtenTask(context, type)));
  return answers.length === 0 || answers.some(answer => answer !== answers[0]) ? 'unknown' : (answers[0] ?? 'unknown');
}

/** `Object.assign<T, U>(target: T, source: U): T & U` starts nothing: what it gives is what it was given. */
function givesBackArgument({ ts }: FactContext, { parameters, typeParameters }: ts.SignatureDeclaration, type: ts.TypeNode): boolean {
  const own = new Set(typeParameters?.map(parameter => parameter.name.text));
  const isOwn = (node: ts.TypeNode | undefined): boolean => node !== undefined && ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) && own.has(node.typeName.text);
  const parts = ts.isIntersectionTypeNode(type) ? type.types : [type];
  const given = new Set(parameters.flatMap(parameter => (isOwn(parameter.type) ? [parameter.type?.getText()] : [])));
  return parts.every(part => isOwn(part) && given.has(part.getText()));
}

/** What a written return type says: `Promise<…>` is a task, `void` and the like are none, other names need the checker. */
function writtenTask({ ts }: FactContext, type: ts.TypeNode): Answer {
  switch (type.kind) {
    case ts.SyntaxKind.VoidKeyword:
    case ts.SyntaxKind.BooleanKeyword:
    case ts.SyntaxKind.NumberKeyword:
    case ts.SyntaxKind.StringKeyword:
    case ts.SyntaxKind.BigIntKeyword:
    case ts.SyntaxKind.SymbolKeyword:
    case ts.SyntaxKind.UndefinedKeyword:
    case ts.SyntaxKind.NeverKeyword:
    case ts.SyntaxKind.ThisType:
    case ts.SyntaxKind.TypePredicate:
    case ts.SyntaxKind.ArrayType:
    case ts.SyntaxKind.TupleType:
    case ts.SyntaxKind.LiteralType:
    case ts.SyntaxKind.FunctionType:
      return 'no';
    default:
      return ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeName.text === 'Promise' ? 'yes' : 'unknown';
  }
}

/** What the checker's type of an expression says; unknown in hosts that have no types. */
export function isThenable(context: FactContext, expression: ts.Expression): Answer {
  return context.strength === 'syntax' ? 'unknown' : typedThenable(context, expression);
}

const typedThenable = memoised<ts.Expression, Answer>('unknown', (context, expression) => {
  const { ts, checker } = context;
  context.trace.askedTypes();
  const type = checker.getTypeAtLocation(expression);
  if ((type.flags & ts.TypeFlags.Void) !== 0) {
    return isHandedIn(context, expression) ? 'unknown' : 'no';
  }
  return isThenableType(context, type);
});

/** A callback of type `() => void` may well be asynchronous; a method that says `void` is not. */
function isHandedIn(context: FactContext, expression: ts.Expression): boolean {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (!ts.isCallExpression(bare) || calledParameter(context, bare) !== undefined) {
    return true;
  }
  const declaration = symbolOf(context, bareExpression(ts, bare.expression))?.valueDeclaration;
  return declaration === undefined || !ts.isFunctionLike(declaration);
}

function isThenableType(context: FactContext, type: ts.Type): Answer {
  const { ts, checker } = context;
  if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0) {
    return 'unknown';
  }
  if (type.isUnionOrIntersection()) {
    return or(type.types.map(part => isThenableType(context, part)));
  }
  if ((type.flags & ts.TypeFlags.TypeParameter) !== 0) {
    const constraint = checker.getBaseConstraintOfType(type);
    return constraint === undefined || constraint === type ? 'unknown' : isThenableType(context, constraint);
  }
  if ((type.flags & ts.TypeFlags.Object) === 0) {
    return (type.flags & (ts.TypeFlags.Conditional | ts.TypeFlags.IndexedAccess | ts.TypeFlags.Substitution)) === 0 ? 'no' : 'unknown';
  }
  if (type.getProperty('then') === undefined) {
    return 'no';
  }
  return isPromise(context, type, 0) ? 'yes' : 'unknown';
}

const deepestBase = 8;

/**
 * The language's own promise, a class derived from it, or one that says that it implements it. What is only like a promise tells nobody
 * of a rejection that nobody handles.
 */
function isPromise(context: FactContext, type: ts.Type, depth: number): boolean {
  const { ts, checker } = context;
  const symbol = type.getSymbol();
  if (symbol === undefined || depth > deepestBase) {
    return false;
  }
  if (symbol.name === 'Promise' && isOfLanguage(context, symbol)) {
    return true;
  }
  const implemented = (symbol.declarations ?? []).flatMap(declaration =>
    ts.isClassLike(declaration) ? (declaration.heritageClauses ?? []).flatMap(clause => clause.types) : [],
  );
  const bases = type.isClassOrInterface() ? checker.getBaseTypes(type) : baseTypesOfReference(context, type);
  return (
    bases.some(base => isPromise(context, base, depth + 1)) ||
    implemented.some(clause => isPromise(context, checker.getTypeAtLocation(clause), depth + 1))
  );
}

function baseTypesOfReference({ ts, checker }: FactContext, type: ts.Type): readonly ts.BaseType[] {
  const isReference = 'objectFlags' in type && typeof type.objectFlags === 'number' && (type.objectFlags & ts.ObjectFlags.Reference) !== 0;
  const target = isReference && 'target' in type ? (type as ts.TypeReference).target : undefined;
  return target?.isClassOrInterface() === true ? checker.getBaseTypes(target) : [];
}

function isOfLanguage({ program }: FactContext, symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some(declaration => program.isSourceFileDefaultLibrary(declaration.getSourceFile()));
}
