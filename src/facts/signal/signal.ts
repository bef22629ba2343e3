import type ts from 'typescript';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import { symbolOf } from '../callee.ts';
import { fieldValues } from '../field.ts';
import { memoised } from '../memo.ts';
import { bareExpression } from '../syntax.ts';
import { hasSignalShape, isSignalType, isSignalTyped } from './type.ts';

/**
 * Signals: anything that tells code to stop, and who may abort them.
 *
 * - `foreign`: somebody else aborts it: a parameter, a property of one, a field that was given from outside, a composition
 *   with such a member. - `class`: of a controller that this class holds in a field and aborts elsewhere.
 * - `own`: of a controller or timeout made in this very operation; its rejection is not a cancellation from outside.
 *
 * `roots` name what would have to abort: two signals with a common root abort together.
 */
export interface Signal {
  readonly origin: 'foreign' | 'class' | 'own' | 'unknown';
  readonly roots: readonly string[];
  readonly expression: ts.Expression;
}

/** The signal that an expression evaluates to; undefined unless it certainly is one. */
export function signalOf(context: FactContext, expression: ts.Expression): Signal | undefined {
  const bare = bareExpression(context.ts, expression);
  const source = sourceOf(context, bare);
  if (source === undefined) {
    return undefined;
  }
  return isSignal(context, bare, source) ? { origin: source.origin, roots: source.roots, expression: bare } : undefined;
}

function isSignal(context: FactContext, expression: ts.Expression, source: Source | undefined): boolean {
  return source !== undefined && (source.isSignal || isSignalTyped(context, expression) === 'yes' || hasSignalShape(context, expression));
}

/** The signal of the controller that an expression evaluates to; undefined unless it is one. */
export function controllerSignalOf(context: FactContext, expression: ts.Expression): Signal | undefined {
  const controller = controllerOf(context, expression);
  return controller === undefined ? undefined : { origin: controller.origin, roots: controller.roots.map(root => `${root}.signal`), expression };
}

/** The signal property of an options object that is handed on whole (`put(order, options)`, `{ ...options }`). */
export function signalWithin(context: FactContext, expression: ts.Expression): Signal | undefined {
  const { ts, checker, strength } = context;
  const bare = bareExpression(ts, expression);
  if (strength === 'syntax' || (!ts.isIdentifier(bare) && !ts.isPropertyAccessExpression(bare))) {
    return undefined;
  }
  const source = sourceOf(context, bare);
  if (source === undefined || source.isSignal) {
    return undefined;
  }
  context.trace.askedTypes();
  const type = checker.getNonNullableType(checker.getTypeAtLocation(bare));
  if (isInstanceType(context, type)) {
    return undefined;
  }
  for (const name of context.catalog.signalProperties) {
    const property = type.getProperty(name);
    if (property !== undefined && isSignalType(context, checker.getTypeOfSymbol(property)) === 'yes') {
      return { origin: source.origin, roots: source.roots.map(root => `${root}.${name}`), expression: bare };
    }
  }
  return undefined;
}

/** `Request` has a signal too, but it is a thing and no bag of options: handing it on says nothing about who listens. */
export function isInstanceType({ ts }: FactContext, type: ts.Type): boolean {
  const flags = type.getSymbol()?.flags ?? 0;
  return (flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Variable)) !== 0;
}

export function shareRoot(left: readonly Signal[], right: readonly Signal[]): boolean {
  const roots = new Set(left.flatMap(signal => signal.roots));
  return right.some(signal => signal.roots.some(root => roots.has(root)));
}

interface Source {
  readonly origin: Signal['origin'];
  readonly roots: readonly string[];
  /** Already certain: it came out of a controller or a call that gives signals. */
  readonly isSignal: boolean;
}

const deepestChain = 8;
const own: Source = { origin: 'own', roots: [], isSignal: true };

function sourceOf(context: FactContext, expression: ts.Expression): Source | undefined {
  return sourceOfBare(context, bareExpression(context.ts, expression));
}

/** Where a value comes from, as far as names lead; undefined for what is no name and gives no signal. */
const sourceOfBare = memoised(undefined, (context: FactContext, bare: ts.Expression): Source | undefined => {
  const { ts } = context;
  if (ts.isIdentifier(bare)) {
    return sourceOfName(context, bare);
  }
  if (ts.isPropertyAccessExpression(bare)) {
    return sourceOfProperty(context, bare);
  }
  if (ts.isCallExpression(bare)) {
    return sourceOfCall(context, bare);
  }
  if (ts.isConditionalExpression(bare)) {
    return composed([bare.whenTrue, bare.whenFalse].map(branch => sourceOf(context, branch)));
  }
  if (ts.isBinaryExpression(bare) && isFallback(context, bare.operatorToken.kind)) {
    return composed([bare.left, bare.right].map(side => sourceOf(context, side)));
  }
  return undefined;
});

function isFallback({ ts }: FactContext, operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.AmpersandAmpersandToken;
}

/** One foreign member makes a composition foreign: its abort aborts the whole. */
function composed(members: readonly (Source | undefined)[]): Source | undefined {
  const known = members.filter(member => member !== undefined);
  const strongest = (['foreign', 'class', 'unknown', 'own'] as const).find(origin => known.some(member => member.origin === origin));
  return strongest === undefined
    ? undefined
    : {
        origin: strongest,
        roots: known.filter(member => member.origin !== 'own').flatMap(member => member.roots),
        isSignal: known.some(member => member.isSignal),
      };
}

function sourceOfName(context: FactContext, name: ts.Identifier): Source | undefined {
  const { ts } = context;
  const symbol = symbolOf(context, name);
  const declaration = symbol?.valueDeclaration;
  if (symbol === undefined || declaration === undefined) {
    return undefined;
  }
  if (ts.isParameter(declaration)) {
    return { origin: 'foreign', roots: [keyOf(symbol)], isSignal: false };
  }
  if (ts.isBindingElement(declaration)) {
    return sourceOfBinding(context, declaration, symbol);
  }
  if (ts.isVariableDeclaration(declaration)) {
    const isConst = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
    const initial = isConst && declaration.initializer !== undefined ? sourceOf(context, declaration.initializer) : undefined;
    return initial ?? { origin: 'unknown', roots: [keyOf(symbol)], isSignal: false };
  }
  return undefined;
}

function sourceOfBinding(context: FactContext, element: ts.BindingElement, symbol: ts.Symbol): Source | undefined {
  const { ts } = context;
  const owner = element.parent.parent;
  if (ts.isParameter(owner)) {
    return { origin: 'foreign', roots: [keyOf(symbol)], isSignal: false };
  }
  const name = element.propertyName ?? element.name;
  if (!ts.isVariableDeclaration(owner) || owner.initializer === undefined || !ts.isObjectBindingPattern(element.parent) || !ts.isIdentifier(name)) {
    return { origin: 'unknown', roots: [keyOf(symbol)], isSignal: false };
  }
  return propertyOf(context, owner.initializer, name.text);
}

function sourceOfProperty(context: FactContext, access: ts.PropertyAccessExpression): Source | undefined {
  return propertyOf(context, access.expression, access.name.text);
}

function propertyOf(context: FactContext, base: ts.Expression, name: string): Source | undefined {
  const { ts } = context;
  const bare = bareExpression(ts, base);
  if (bare.kind === ts.SyntaxKind.ThisKeyword) {
    return sourceOfField(context, bare, name);
  }
  if (name === 'signal' || name === 'token') {
    const owner = controllerOf(context, bare);
    if (owner !== undefined) {
      return { origin: owner.origin, roots: owner.roots.map(root => `${root}.${name}`), isSignal: true };
    }
  }
  const source = sourceOf(context, bare);
  return source === undefined ? undefined : { origin: source.origin, roots: source.roots.map(root => `${root}.${name}`), isSignal: false };
}

export function controllerOf(context: FactContext, expression: ts.Expression): Source | undefined {
  return controllerOfBare(context, bareExpression(context.ts, expression));
}

/** Who can abort the controller that an expression evaluates to; undefined unless it is one. */
const controllerOfBare = memoised(undefined, (context: FactContext, bare: ts.Expression): Source | undefined => {
  const { ts } = context;
  if (ts.isNewExpression(bare)) {
    return context.catalog.entryOf(bare.expression)?.type === 'controller' ? own : undefined;
  }
  if (ts.isPropertyAccessExpression(bare) && bareExpression(ts, bare.expression).kind === ts.SyntaxKind.ThisKeyword) {
    const values = fieldValues(context, bare);
    const makes = values.members.some(value => controllerOf(context, value) === own);
    return makes ? { origin: 'class', roots: [`this.${bare.name.text}`], isSignal: false } : undefined;
  }
  if (!ts.isIdentifier(bare)) {
    return undefined;
  }
  const symbol = symbolOf(context, bare);
  const declaration = symbol?.valueDeclaration;
  if (symbol === undefined || declaration === undefined || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) {
    return undefined;
  }
  return controllerOf(context, declaration.initializer) === own ? { origin: 'own', roots: [keyOf(symbol)], isSignal: false } : undefined;
});

function sourceOfField(context: FactContext, self: ts.Expression, name: string): Source {
  const { ts } = context;
  const roots = [`this.${name}`];
  const access = self.parent;
  const values = ts.isPropertyAccessExpression(access) ? fieldValues(context, access) : { members: [], closed: 'no' as const };
  const sources = values.members.map(value => sourceOf(context, value));
  if (sources.length === 0 || sources.includes(undefined)) {
    return { origin: 'unknown', roots, isSignal: false };
  }
  const isForeign = sources.every(source => source?.origin === 'foreign');
  const isOwned = sources.some(source => source?.origin === 'own' || source?.origin === 'class');
  return { origin: isForeign ? 'foreign' : isOwned ? 'class' : 'unknown', roots, isSignal: sources.some(source => source?.isSignal === true) };
}

function sourceOfCall(context: FactContext, call: ts.CallExpression): Source | undefined {
  const { ts } = context;
  const gives = context.catalog.entryOf(call.expression)?.givesSignal;
  if (gives === 'own') {
    return own;
  }
  if (gives === 'foreign') {
    return { origin: 'foreign', roots: [call.getText()], isSignal: true };
  }
  const given = call.arguments.flatMap(argument => (ts.isArrayLiteralExpression(argument) ? [...argument.elements] : [argument]));
  const sources = given.map(argument => sourceOf(context, argument));
  if (gives === 'composed') {
    const whole = composed(sources);
    return whole === undefined ? undefined : { ...whole, isSignal: true };
  }
  // A helper that takes signals and answers a signal (`anySignal(a, b)`) composes them; its result's type has to say so.
  return composed(given.map((argument, index) => (isSignal(context, argument, sources[index]) ? sources[index] : undefined)));
}

/** Was the signal handed over by the caller of this very function? */
export function isParameterSignal(context: FactContext, signal: Signal, fn: FunctionNode): boolean {
  const { ts } = context;
  let root: ts.Expression = signal.expression;
  for (let depth = 0; depth < deepestChain; depth += 1) {
    root = bareExpression(ts, root);
    if (ts.isPropertyAccessExpression(root)) {
      root = root.expression;
      continue;
    }
    const declaration = ts.isIdentifier(root) ? symbolOf(context, root)?.valueDeclaration : undefined;
    if (declaration === undefined) {
      return ts.isCallExpression(root) && root.arguments.some(argument => isParameterSignal(context, { ...signal, expression: argument }, fn));
    }
    const parameter = parameterAround(context, declaration);
    if (parameter !== undefined) {
      return parameter.parent === fn;
    }
    const owner = variableAround(context, declaration);
    if (owner?.initializer === undefined) {
      return false;
    }
    root = owner.initializer;
  }
  return false;
}

function parameterAround({ ts }: FactContext, declaration: ts.Declaration): ts.ParameterDeclaration | undefined {
  const root = ts.isBindingElement(declaration) ? ts.walkUpBindingElementsAndPatterns(declaration) : declaration;
  return ts.isParameter(root) ? root : undefined;
}

function variableAround({ ts }: FactContext, declaration: ts.Declaration): ts.VariableDeclaration | undefined {
  const root = ts.isBindingElement(declaration) ? ts.walkUpBindingElementsAndPatterns(declaration) : declaration;
  return ts.isVariableDeclaration(root) ? root : undefined;
}

const keys = new WeakMap<ts.Symbol, string>();
let lastKey = 0;

function keyOf(symbol: ts.Symbol): string {
  let key = keys.get(symbol);
  if (key === undefined) {
    lastKey += 1;
    key = `${symbol.name}#${String(lastKey)}`;
    keys.set(symbol, key);
  }
  return key;
}
