import type ts from 'typescript';
import type { Answer } from '../answer.ts';
import { or } from '../answer.ts';
import type { FunctionNode } from '../../lower/lowered.ts';
import { pathsOfDeclaration } from '../catalog/declared.ts';
import type { FactContext } from '../context.ts';
import type { SignalKind } from './type.ts';
import { usesOfName } from '../names.ts';
import { isSignalType, isSignalTyped, signalKindOf, signalKindOfType } from './type.ts';
import { isInstanceType, signalOf } from './signal.ts';
import { maySettleAtOnce } from './settled-at-once.ts';
import { isAnywhereIn } from '../syntax.ts';
import { calledFunctions, entryOfCall } from '../task/callee.ts';

/**
 * Where a call takes a signal that ends its wait.
 *
 * Libraries are in the catalog, which also says which slots are not for ending a wait. Of everything else the declaration tells: a
 * parameter that is a signal by its type, or an options object with such a property. What the platform's catalog does not
 * list is left alone, because a signal may mean something else there (a lifetime, a write that must not stop half-way).
 */
export interface SignalSlot {
  readonly argument: number;
  /** The property of the options object that stands there. */
  readonly property?: string;
  readonly takes: SignalKind;
}

export interface SignalSlots {
  readonly slots: readonly SignalSlot[];
  /** Does an abort end the wait? */
  readonly cancels: Answer;
}

const none: SignalSlots = { slots: [], cancels: 'no' };

export function slotsOf(context: FactContext, call: ts.CallExpression): SignalSlots {
  const entry = entryOfCall(context, call);
  if (entry?.cheap === true) {
    return none;
  }
  if (entry !== undefined) {
    const slots = (entry.signal ?? []).filter(({ kind }) => kind === 'cancels').map(slot => ({ ...slot, takes: 'abort' as const }));
    return slots.length === 0 ? none : { slots, cancels: 'yes' };
  }
  const { members } = calledFunctions(context, call);
  const found = context.strength === 'syntax' ? writtenSlots(context, call) : declaredSlots(context, call);
  const slots = found.filter(({ argument }) => members.length === 0 || members.some(fn => isParameterUsed(context, fn, argument)));
  if (slots.length === 0) {
    return none;
  }
  // Of what is read there has to be evidence, which rests on what is waited for there; of what is only declared, nothing says the contrary.
  const isHeard = members.length === 0 ? 'yes' : or(members.map(fn => endsByAbort(context, fn)));
  return { slots, cancels: isHeard === 'yes' ? context.presume('signalled-call-is-interruptible', 'no') : isHeard };
}

/** Does an abort of a signal that it is given end a call of the function? It says so by what it waits for, or by listening itself, if it waits for certain. */
function endsByAbort(context: FactContext, fn: FunctionNode): Answer {
  const { ts } = context;
  const listens = (): boolean => isAnywhereIn(ts, fn, node => ts.isPropertyAccessExpression(node) && heardBy(context, node));
  return context.summaries.letsCancellationOut(fn) === 'yes' || (listens() && maySettleAtOnce(context, fn) === 'no') ? 'yes' : 'unknown';
}

function heardBy(context: FactContext, { name, expression, parent }: ts.PropertyAccessExpression): boolean {
  const { ts } = context;
  const [event] = ts.isCallExpression(parent) ? parent.arguments : [];
  const isAbort = event !== undefined && ts.isStringLiteralLike(event) && event.text === 'abort';
  const listens = name.text === 'onCancellationRequested' || name.text === 'onabort' || (name.text === 'addEventListener' && isAbort);
  return listens && signalOf(context, expression)?.origin === 'foreign';
}

/** What is taken and never looked at ends nothing. */
function isParameterUsed(context: FactContext, fn: FunctionNode, parameter: number): boolean {
  const { ts } = context;
  const name = ts.isFunctionLike(fn) ? fn.parameters[parameter]?.name : undefined;
  return name === undefined || !ts.isIdentifier(name) || usesOfName(context, name, fn).length > 0;
}

/** Without types: the parameters of a function of this very file, as they are written. */
function writtenSlots(context: FactContext, call: ts.CallExpression): readonly SignalSlot[] {
  const { ts } = context;
  const { members } = calledFunctions(context, call);
  const [fn] = members;
  if (fn === undefined || members.length > 1 || !ts.isFunctionLike(fn)) {
    return [];
  }
  return fn.parameters.flatMap(({ name, dotDotDotToken }, argument): SignalSlot[] => {
    if (dotDotDotToken !== undefined) {
      return [];
    }
    if (ts.isIdentifier(name)) {
      const takes = isSignalTyped(context, name) === 'yes' ? signalKindOf(context, name) : undefined;
      return takes === undefined ? [] : [{ argument, takes }];
    }
    const elements = ts.isObjectBindingPattern(name) ? name.elements : [];
    const element = elements.find(({ name: local }) => ts.isIdentifier(local) && isSignalTyped(context, local) === 'yes');
    const property = element?.propertyName ?? element?.name;
    const takes = element !== undefined && ts.isIdentifier(element.name) ? signalKindOf(context, element.name) : undefined;
    return property !== undefined && ts.isIdentifier(property) && takes !== undefined ? [{ argument, property: property.text, takes }] : [];
  });
}

function declaredSlots(context: FactContext, call: ts.CallExpression): readonly SignalSlot[] {
  const { ts, checker } = context;
  context.trace.askedTypes();
  const signature = checker.getResolvedSignature(call);
  const declaration = signature?.getDeclaration();
  if (signature === undefined || declaration === undefined || isOfPlatform(context, declaration)) {
    return [];
  }
  return signature.parameters.flatMap((parameter, argument): SignalSlot[] => {
    const written = parameter.valueDeclaration;
    if (written !== undefined && ts.isParameter(written) && written.dotDotDotToken !== undefined) {
      return [];
    }
    const type = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(parameter, call));
    const takes = isSignalType(context, type) === 'yes' ? signalKindOfType(type) : undefined;
    if (takes !== undefined) {
      return [{ argument, takes }];
    }
    const property = signalPropertyOf(context, type);
    return property === undefined ? [] : [{ argument, ...property }];
  });
}

function isOfPlatform({ ts }: FactContext, declaration: ts.Declaration): boolean {
  return pathsOfDeclaration(ts, declaration).some(({ origin, home }) => origin === 'lib' || home === 'node') || fileIsOfNode(declaration);
}

function fileIsOfNode(declaration: ts.Declaration): boolean {
  return declaration.getSourceFile().fileName.includes('/node_modules/@types/node/');
}

function signalPropertyOf(context: FactContext, type: ts.Type): Pick<SignalSlot, 'takes'> & { readonly property: string } | undefined {
  const { ts, checker, catalog } = context;
  const isBag = (type.flags & ts.TypeFlags.Object) !== 0 || type.isIntersection() || type.isUnion();
  if (!isBag || isInstanceType(context, type) || type.getCallSignatures().length > 0) {
    return undefined;
  }
  for (const property of catalog.signalProperties) {
    const symbol = type.getProperty(property);
    const held = symbol === undefined ? undefined : checker.getTypeOfSymbol(symbol);
    const takes = held === undefined ? undefined : signalKindOfType(held);
    if (held !== undefined && takes !== undefined && isSignalType(context, held) === 'yes') {
      return { property, takes };
    }
  }
  return undefined;
}
