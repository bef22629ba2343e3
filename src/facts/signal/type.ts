import type ts from 'typescript';
import type { Answer } from '../answer.ts';
import { symbolOf } from '../callee.ts';
import type { SignalSlot } from '../catalog/entry.ts';
import type { Compiler, FactContext } from '../context.ts';

/**
 * Is this a signal by its type?
 *
 * The written annotation is looked at first: it answers without a checker's types. Otherwise the type is asked for, and judged by
 * shape: `aborted` with `addEventListener`, or `isCancellationRequested` with `onCancellationRequested`. `any` and unresolved types are unknown.
 */
export function isSignalTyped(context: FactContext, expression: ts.Expression): Answer {
  const annotation = annotationOf(context, expression);
  if (annotation !== undefined && isSignalAnnotation(context, annotation, 0)) {
    return 'yes';
  }
  if (context.strength === 'syntax') {
    return 'unknown';
  }
  context.trace.askedTypes();
  return isSignalType(context, context.checker.getTypeAtLocation(expression));
}

export function isSignalType(context: FactContext, type: ts.Type): Answer {
  const { ts } = context;
  if ((type.flags & ts.TypeFlags.Any) !== 0) {
    return 'unknown';
  }
  if (type.isUnion()) {
    return type.types.some(member => isSignalType(context, member) === 'yes') ? 'yes' : 'no';
  }
  const has = (name: string): boolean => type.getProperty(name) !== undefined;
  return (has('aborted') && has('addEventListener')) || (has('isCancellationRequested') && has('onCancellationRequested')) ? 'yes' : 'no';
}

export type SignalKind = 'abort' | 'token';

/** Which of the two ways to tell code to stop a type stands for: one cannot be given where the other is expected. */
export function signalKindOfType(type: ts.Type): SignalKind | undefined {
  const members = type.isUnion() ? type.types : [type];
  if (members.some(member => member.getProperty('aborted') !== undefined)) {
    return 'abort';
  }
  return members.some(member => member.getProperty('isCancellationRequested') !== undefined) ? 'token' : undefined;
}

/** The same of a name: by its type, and where there are none by the platform's name that was written for it. */
export function signalKindOf(context: FactContext, name: ts.Identifier): SignalKind | undefined {
  if (context.strength !== 'syntax') {
    return signalKindOfType(context.checker.getTypeAtLocation(name));
  }
  const annotation = annotationOf(context, name);
  if (annotation === undefined) {
    return 'abort';
  }
  const { ts, catalog } = context;
  const named = ts.isUnionTypeNode(annotation) ? annotation.types : [annotation];
  return named.some(one => ts.isTypeReferenceNode(one) && catalog.entryOf(one.typeName)?.of.from === 'lib') ? 'abort' : undefined;
}

/** The type that somebody wrote for a parameter, variable or property; a `@param {AbortSignal}` counts in JavaScript. */
export function annotationOf(context: FactContext, expression: ts.Expression): ts.TypeNode | undefined {
  const { ts, checker } = context;
  const symbol = symbolOf(context, expression);
  const declaration = symbol?.valueDeclaration;
  if (declaration === undefined) {
    return undefined;
  }
  if (ts.isBindingElement(declaration)) {
    const name = declaration.propertyName ?? declaration.name;
    if (!ts.isIdentifier(name) || !ts.isObjectBindingPattern(declaration.parent)) {
      return undefined;
    }
    const owner = declaration.parent.parent;
    const written = ts.isParameter(owner) || ts.isVariableDeclaration(owner) ? owner.type : undefined;
    const property = written === undefined ? undefined : checker.getTypeFromTypeNode(written).getProperty(name.text)?.valueDeclaration;
    return property !== undefined && ts.isPropertySignature(property) ? property.type : undefined;
  }
  if (ts.isParameter(declaration) || ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration) || ts.isPropertySignature(declaration)) {
    return declaration.type ?? ts.getJSDocType(declaration);
  }
  return undefined;
}

const deepestAlias = 4;

function isSignalAnnotation(context: FactContext, annotation: ts.TypeNode, depth: number): boolean {
  const { ts } = context;
  if (ts.isUnionTypeNode(annotation)) {
    return annotation.types.some(member => isSignalAnnotation(context, member, depth));
  }
  if (ts.isParenthesizedTypeNode(annotation)) {
    return isSignalAnnotation(context, annotation.type, depth);
  }
  if (!ts.isTypeReferenceNode(annotation)) {
    return false;
  }
  if (context.catalog.entryOf(annotation.typeName)?.type === 'signal') {
    return true;
  }
  const declaration = ts.isIdentifier(annotation.typeName) ? symbolOf(context, annotation.typeName)?.declarations?.[0] : undefined;
  if (declaration === undefined || depth > deepestAlias) {
    return false;
  }
  if (ts.isTypeAliasDeclaration(declaration)) {
    return isSignalAnnotation(context, declaration.type, depth + 1);
  }
  return (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration)) && hasSignalMembers(declaration);
}

function hasSignalMembers(declaration: ts.InterfaceDeclaration | ts.ClassDeclaration): boolean {
  const names = new Set([...declaration.members].map(member => member.name?.getText()));
  return (names.has('aborted') && names.has('addEventListener')) || (names.has('isCancellationRequested') && names.has('onCancellationRequested'));
}

const signalMembers = new Set(['aborted', 'throwIfAborted', 'onabort', 'isCancellationRequested', 'onCancellationRequested']);
const shapes = new WeakMap<ts.SourceFile, Set<ts.Symbol>>();

/**
 * Is a name used as only a signal is used? Asked where nobody wrote a type: `x.aborted`, `x.throwIfAborted()`,
 * `x.addEventListener('abort', …)`, or `x` in a place where the catalog knows a signal belongs.
 */
export function hasSignalShape(context: FactContext, expression: ts.Expression): boolean {
  const { ts } = context;
  const symbol = ts.isIdentifier(expression) ? symbolOf(context, expression) : undefined;
  if (symbol === undefined || annotationOf(context, expression) !== undefined) {
    return false;
  }
  const source = expression.getSourceFile();
  let known = shapes.get(source);
  if (known === undefined) {
    known = signalShapesIn(context, source);
    shapes.set(source, known);
  }
  return known.has(symbol);
}

function signalShapesIn(context: FactContext, source: ts.SourceFile): Set<ts.Symbol> {
  const { ts } = context;
  const found = new Set<ts.Symbol>();
  const add = (expression: ts.Expression): void => {
    const symbol = ts.isIdentifier(expression) ? symbolOf(context, expression) : undefined;
    if (symbol !== undefined) {
      found.add(symbol);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && (signalMembers.has(node.name.text) || listensForAbort(context, node))) {
      add(node.expression);
    }
    if (ts.isCallExpression(node)) {
      signalSlotArguments(context, node).forEach(add);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function listensForAbort({ ts }: FactContext, access: ts.PropertyAccessExpression): boolean {
  const call = access.parent;
  if (access.name.text !== 'addEventListener' || !ts.isCallExpression(call)) {
    return false;
  }
  const [event] = call.arguments;
  return event !== undefined && ts.isStringLiteralLike(event) && event.text === 'abort';
}

function signalSlotArguments(context: FactContext, call: ts.CallExpression): readonly ts.Identifier[] {
  const { ts, catalog } = context;
  const { expression } = call;
  const given = (slots: readonly SignalSlot[]): ts.Identifier[] => slots.flatMap(slot => nameInSlot(ts, call, slot) ?? []);
  // Whose member it is takes a type to say. Most members that are called `get` or `on` are given nothing in a signal's place.
  const isWorthAsking = !ts.isPropertyAccessExpression(expression) || given(catalog.signalSlotsOf(expression.name.text)).length > 0;
  return isWorthAsking ? given(catalog.entryOf(expression)?.signal ?? []) : [];
}

function nameInSlot(ts: Compiler, call: ts.CallExpression, { argument, property }: SignalSlot): ts.Identifier | undefined {
  const whole = call.arguments[argument];
  if (whole === undefined || property === undefined) {
    return whole !== undefined && ts.isIdentifier(whole) ? whole : undefined;
  }
  const member = ts.isObjectLiteralExpression(whole) ? whole.properties.find(({ name }) => name?.getText() === property) : undefined;
  if (member !== undefined && ts.isShorthandPropertyAssignment(member)) {
    return member.name;
  }
  return member !== undefined && ts.isPropertyAssignment(member) && ts.isIdentifier(member.initializer) ? member.initializer : undefined;
}
