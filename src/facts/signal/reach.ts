import type ts from 'typescript';
import type { FunctionNode } from '../../lower/lowered.ts';
import { callbackUseOf } from '../callback.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import type { SignalKind } from './type.ts';
import { hasSignalShape, isSignalType, isSignalTyped, signalKindOf, signalKindOfType } from './type.ts';
import { isInstanceType, signalOf } from './signal.ts';
import { memoised } from '../memo.ts';
import { usesOfName } from '../names.ts';
import { isNeverAborted } from './aborted.ts';
import { bareExpression, consumerOf, isAnywhereIn } from '../syntax.ts';
import { signalsHeardBy } from '../task/cancellation.ts';
import { isFunctionLiteral, linkOf } from '../task/syntax.ts';

/**
 * The signals of the operation that are in reach where a call stands, the nearest first.
 *
 * The operation is the function that was handed a signal: as a parameter, in a pattern, or as a property of an options object. Local
 * variables that are made of one (`const { signal } = options`, `AbortSignal.any([signal, …])`) stand before it. A callback is part of
 * the operation only where the function around it waits for what it returns: any other may run when the operation is long over.
 */
export interface ReachableSignal {
  /** As it can be written where the call stands. */
  readonly text: string;
  /** The parameter or variable that it is, or is a property of. */
  readonly name: ts.Identifier;
  readonly kind: SignalKind;
  /** It may be undefined. */
  readonly isOptional: boolean;
}

export function signalsInReach(context: FactContext, node: ts.Node): readonly ReachableSignal[] {
  const found: ReachableSignal[] = [];
  let at = node;
  for (let fn: FunctionNode | undefined = context.functionAround(node); fn !== undefined; fn = operationAround(context, fn)) {
    found.push(...localSignals(context, fn, at), ...parameterSignals(context, fn));
    at = fn;
  }
  return found;
}

/** The function around a callback, if it waits for what the callback returns. */
export function operationAround(context: FactContext, fn: FunctionNode): FunctionNode | undefined {
  const { ts } = context;
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) {
    return undefined;
  }
  const consumer = consumerOf(ts, fn);
  if (!ts.isCallExpression(consumer)) {
    return undefined;
  }
  const link = linkOf(ts, consumer);
  if (link !== undefined && (link.link !== 'then' || link.call.arguments[0] !== fn)) {
    // A handler has an error in hand, which may well be that of the abort.
    return undefined;
  }
  const isCalled = bareExpression(ts, consumer.expression) === fn;
  const known = isCalled ? 'joined' : callbackUseOf(context, consumer, fn)?.result;
  const isWaitedFor = known === 'joined' || known === 'returned' || (known !== 'dropped' && isHandedBack(context, consumer, fn));
  return isWaitedFor ? context.functionAround(consumer) : undefined;
}

/** `<T>(body: () => Promise<T>): Promise<T>`: where else would it get a `T` from but from the callback? */
function isHandedBack(context: FactContext, call: ts.CallExpression, callback: ts.Expression): boolean {
  const { ts } = context;
  const index = call.arguments.findIndex(argument => bareExpression(ts, argument) === callback);
  const declarations = (symbolOf(context, bareExpression(ts, call.expression))?.declarations ?? []).filter(declaration => ts.isFunctionLike(declaration));
  return declarations.some(declaration => {
    const taken = declaration.parameters[index]?.type;
    const given = taken !== undefined && ts.isFunctionTypeNode(taken) ? taken.type : undefined;
    return given !== undefined && (declaration.typeParameters ?? []).some(({ name }) => namesType(ts, given, name.text) && givesType(context, declaration, name.text));
  });
}

function givesType(context: FactContext, declaration: ts.SignatureDeclaration, name: string): boolean {
  const { ts, checker, strength } = context;
  if (declaration.type !== undefined || strength === 'syntax') {
    return declaration.type !== undefined && namesType(ts, declaration.type, name);
  }
  context.trace.askedTypes();
  const signature = checker.getSignatureFromDeclaration(declaration);
  const result = signature === undefined ? undefined : checker.getReturnTypeOfSignature(signature);
  const promised = result === undefined ? undefined : (checker.getAwaitedType(result) ?? result);
  // Where the result cannot be resolved, a type parameter that stands nowhere else would be there for nothing.
  const isUnresolved = promised !== undefined && (promised.flags & ts.TypeFlags.Any) !== 0;
  return isUnresolved || (promised !== undefined && (promised.isUnion() ? promised.types : [promised]).some(type => type.isTypeParameter() && type.symbol.name === name));
}

function namesType(ts: FactContext['ts'], node: ts.Node, name: string): boolean {
  return isAnywhereIn(ts, node, at => ts.isTypeReferenceNode(at) && ts.isIdentifier(at.typeName) && at.typeName.text === name);
}

const parameterSignals = memoised<FunctionNode, readonly ReachableSignal[]>([], (context, fn) => {
  const { ts } = context;
  return ts.isFunctionLike(fn) ? fn.parameters.flatMap(({ name, questionToken, initializer, dotDotDotToken }) => {
    if (dotDotDotToken !== undefined) {
      return [];
    }
    return ts.isIdentifier(name) ? signalsOfName(context, name, questionToken !== undefined && initializer === undefined) : signalsOfPattern(context, name);
  }) : [];
});

function signalsOfName(context: FactContext, name: ts.Identifier, isOptional: boolean): readonly ReachableSignal[] {
  if (isNeverAborted(context, name)) {
    return [];
  }
  if (isSignalTyped(context, name) === 'yes' || hasSignalShape(context, name)) {
    return named(context, name, isOptional);
  }
  const property = signalPropertyOf(context, name);
  return property === undefined || !isChosen(context, name, property.name) ? [] : [{ text: `${name.text}${isOptional ? '?.' : '.'}${property.name}`, name, kind: property.kind, isOptional: isOptional || property.isOptional }];
}

/** Of what a framework hands to a callback nobody here has chosen to take a signal, unless the type is written, or the signal is used. */
function isChosen(context: FactContext, name: ts.Identifier, property: string): boolean {
  const { ts } = context;
  const parameter = name.parent;
  const isWritten = ts.isParameter(parameter) && (parameter.type ?? ts.getJSDocType(parameter)) !== undefined;
  return isWritten || usesOfName(context, name, parameter.parent).some(({ parent }) => ts.isPropertyAccessExpression(parent) && parent.name.text === property);
}

function named(context: FactContext, name: ts.Identifier, isOptional: boolean): readonly ReachableSignal[] {
  const kind = signalKindOf(context, name);
  return kind === undefined ? [] : [{ text: name.text, name, kind, isOptional }];
}

function signalsOfPattern(context: FactContext, pattern: ts.BindingPattern): readonly ReachableSignal[] {
  const { ts } = context;
  const elements = ts.isObjectBindingPattern(pattern) ? pattern.elements : [];
  return elements.flatMap(({ name, dotDotDotToken }) => {
    if (!ts.isIdentifier(name)) {
      return signalsOfPattern(context, name);
    }
    return dotDotDotToken === undefined && (isSignalTyped(context, name) === 'yes' || hasSignalShape(context, name)) ? named(context, name, true) : [];
  });
}

/** The property of an options object that holds a signal, by its type. */
function signalPropertyOf(context: FactContext, name: ts.Identifier): { readonly name: string; readonly kind: SignalKind; readonly isOptional: boolean } | undefined {
  const { ts, checker, catalog, strength } = context;
  if (strength === 'syntax') {
    return undefined;
  }
  context.trace.askedTypes();
  const type = checker.getNonNullableType(checker.getTypeAtLocation(name));
  if (isInstanceType(context, type)) {
    return undefined;
  }
  for (const property of catalog.signalProperties) {
    const symbol = type.getProperty(property);
    const kind = symbol === undefined ? undefined : signalKindOfType(checker.getTypeOfSymbol(symbol));
    if (symbol !== undefined && kind !== undefined && isSignalType(context, checker.getTypeOfSymbol(symbol)) === 'yes') {
      return { name: property, kind, isOptional: (symbol.flags & ts.SymbolFlags.Optional) !== 0 };
    }
  }
  return undefined;
}

/** Variables that are declared before the call in a block around it, and hold a signal that somebody outside may abort. */
function localSignals(context: FactContext, fn: FunctionNode, node: ts.Node): readonly ReachableSignal[] {
  const { ts } = context;
  const found: ReachableSignal[] = [];
  for (let at: ts.Node = node; at !== fn && !ts.isSourceFile(at); at = at.parent) {
    const statements = ts.isBlock(at.parent) || ts.isSourceFile(at.parent) || ts.isCaseOrDefaultClause(at.parent) ? at.parent.statements : [];
    for (const statement of statements) {
      if (statement.pos >= at.pos) {
        break;
      }
      for (const { name, initializer } of ts.isVariableStatement(statement) ? statement.declarationList.declarations : []) {
        found.unshift(...(initializer === undefined ? [] : namesIn(context, name)).flatMap(local => signalOfLocal(context, local)));
      }
    }
  }
  return found;
}

function namesIn(context: FactContext, name: ts.BindingName): readonly ts.Identifier[] {
  const { ts } = context;
  return ts.isIdentifier(name) ? [name] : name.elements.flatMap(element => (ts.isOmittedExpression(element) ? [] : namesIn(context, element.name)));
}

const signalOfLocal = memoised<ts.Identifier, readonly ReachableSignal[]>([], (context, name) => {
  if (signalOf(context, name)?.origin === 'foreign') {
    return named(context, name, true);
  }
  return isLinkedController(context, name) ? [{ text: `${name.text}.signal`, name, kind: 'abort', isOptional: false }] : [];
});

/** `signal.addEventListener('abort', () => controller.abort())`: whoever aborts the one aborts the other. */
function isLinkedController(context: FactContext, name: ts.Identifier): boolean {
  const { ts, catalog } = context;
  const fn = context.functionAround(name);
  const made = ts.isVariableDeclaration(name.parent) && name.parent.initializer !== undefined ? bareExpression(ts, name.parent.initializer) : undefined;
  if (made === undefined || !ts.isNewExpression(made) || catalog.entryOf(made.expression)?.type !== 'controller') {
    return false;
  }
  return usesOfName(context, name, fn).some(use => {
    const abort = ts.isPropertyAccessExpression(use.parent) && ts.isCallExpression(use.parent.parent) ? use.parent.parent : undefined;
    const listener = abort === undefined ? undefined : ts.findAncestor(abort, ts.isFunctionLike);
    const isFunction = listener !== undefined && (isFunctionLiteral(ts, listener) || ts.isFunctionDeclaration(listener));
    return isFunction && listener !== fn && signalsHeardBy(context, listener).some(({ origin, expression }) => origin === 'foreign' && !isNeverAborted(context, expression));
  });
}
