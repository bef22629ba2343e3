import type ts from 'typescript';
import type { Answer } from '../answer.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import type { ReachableSignal } from './reach.ts';
import type { SignalSlot } from './slots.ts';
import { signalOf, signalWithin } from './signal.ts';
import { singleValueOf } from '../single-value.ts';
import { bareExpression, consumerOf, isWithin } from '../syntax.ts';

/**
 * Is a slot of a call filled, and if not in the slot itself, does a signal reach the call by other means?
 *
 * By other means: in another argument, inside of what is called, bound or made with a signal, in a callback that uses one, or by a
 * wrapper around the call. A slot is open only if its argument is certainly missing, or is an object that certainly lacks the property.
 */
export function isOpen(context: FactContext, call: ts.CallExpression, { argument, property }: SignalSlot): Answer {
  const { ts } = context;
  if (call.arguments.slice(0, argument + 1).some(given => ts.isSpreadElement(given))) {
    return 'unknown';
  }
  const given = call.arguments[argument];
  if (given === undefined) {
    return 'yes';
  }
  // Whoever writes `undefined` there has decided.
  return property === undefined ? 'no' : lacksProperty(context, given, property);
}

function lacksProperty(context: FactContext, given: ts.Expression, property: string): Answer {
  const { ts } = context;
  const bare = bareExpression(ts, given);
  const literal = ts.isIdentifier(bare) ? singleValueOf(context, bare) : bare;
  if (literal === undefined || !ts.isObjectLiteralExpression(bareExpression(ts, literal))) {
    return 'unknown';
  }
  const object = bareExpression(ts, literal);
  const members = ts.isObjectLiteralExpression(object) ? object.properties : [];
  if (members.some(member => member.name !== undefined && (ts.isComputedPropertyName(member.name) || member.name.getText() === property))) {
    return 'no';
  }
  return members.some(member => ts.isSpreadAssignment(member) && lacksMember(context, member.expression, property) !== 'yes') ? 'unknown' : 'yes';
}

/** Has an object that is spread certainly no such property? Asked of its type, unless it is written here. */
function lacksMember(context: FactContext, spread: ts.Expression, property: string): Answer {
  const { ts, checker, strength } = context;
  const bare = bareExpression(ts, spread);
  if (ts.isObjectLiteralExpression(bare)) {
    return lacksProperty(context, bare, property);
  }
  if (ts.isConditionalExpression(bare)) {
    return [bare.whenTrue, bare.whenFalse].every(branch => lacksMember(context, branch, property) === 'yes') ? 'yes' : 'unknown';
  }
  if (ts.isBinaryExpression(bare) && bare.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    return lacksMember(context, bare.right, property);
  }
  if (strength === 'syntax') {
    return 'unknown';
  }
  context.trace.askedTypes();
  const type = checker.getNonNullableType(checker.getTypeAtLocation(bare));
  const isKnown = (type.flags & ts.TypeFlags.Object) !== 0 && type.getStringIndexType() === undefined;
  return isKnown && type.getProperty(property) === undefined ? 'yes' : 'unknown';
}

/** Does a signal, or what the signals in reach are taken from, reach the call by any other means? */
export function isGivenAnySignal(context: FactContext, call: ts.CallExpression, waited: ts.Expression, reach: readonly ReachableSignal[]): Answer {
  const { ts } = context;
  const isReceived = carriesSignal(context, call.expression, reach, call, 'awaited');
  if (isReceived || call.arguments.some(argument => carriesSignal(context, argument, reach, call))) {
    return 'yes';
  }
  for (let at: ts.Expression = call; at !== waited; ) {
    const consumer = consumerOf(ts, at);
    if (!ts.isExpression(consumer)) {
      break;
    }
    if (ts.isCallExpression(consumer) && consumer.arguments.some(argument => !isWithin(argument, call) && carriesSignal(context, argument, reach, call))) {
      return 'yes';
    }
    at = consumer;
  }
  return 'no';
}

/**
 * Is there a signal in an expression, or something that it can be taken from: the object whose property is in reach, a variable that was
 * made with one? `options.name` says nothing of `options.signal`; a method of `options` can take it from there. What came of a wait is a
 * result, which has no signal in it, unless it is asked to do something itself (`through` it then leads the search).
 */
export function carriesSignal(context: FactContext, expression: ts.Node, reach: readonly ReachableSignal[], except?: ts.Node, through: 'awaited' | 'made' = 'made', depth = 0): boolean {
  const { ts } = context;
  const roots = new Set(reach.map(({ name }) => symbolOf(context, name)));
  const visit = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node)) {
      return isNameOfValue(ts, node) && (roots.has(symbolOf(context, node)) || isSignalLike(context, node) || follow(node));
    }
    if (ts.isPropertyAccessExpression(node)) {
      const isCalled = ts.isCallExpression(node.parent) && node.parent.expression === node;
      return isSignalLike(context, node) || (isMemberOfName(ts, node) && !isCalled ? follow(node.expression) : visit(node.expression));
    }
    return (through === 'awaited' || !ts.isAwaitExpression(node)) && ts.forEachChild(node, visit) === true;
  };
  const follow = (name: ts.Node): boolean => {
    const value = depth > deepestName || !ts.isIdentifier(name) ? undefined : singleValueOf(context, name);
    return value !== undefined && (except === undefined || !isWithin(value, except)) && carriesSignal(context, value, reach, except, through, depth + 1);
  };
  return visit(expression);
}

const deepestName = 3;

function isMemberOfName(ts: FactContext['ts'], access: ts.PropertyAccessExpression): boolean {
  return ts.isIdentifier(bareExpression(ts, access.expression));
}

function isSignalLike(context: FactContext, expression: ts.Expression): boolean {
  return signalOf(context, expression) !== undefined || signalWithin(context, expression) !== undefined;
}

function isNameOfValue(ts: FactContext['ts'], name: ts.Identifier): boolean {
  const { parent } = name;
  return !(ts.isPropertyAccessExpression(parent) && parent.name === name) && !(ts.isPropertyAssignment(parent) && parent.name === name);
}
