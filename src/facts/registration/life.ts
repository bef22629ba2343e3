import type ts from 'typescript';
import type { Answer } from '../answer.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { receiverOfHanded } from './operation.ts';
import type { RegistrationNode } from './site.ts';
import { registrationOf } from './site.ts';
import { signalOf } from '../signal/signal.ts';
import { bareExpression, consumerOf, isWithin } from '../syntax.ts';
import { entryOfCall, functionsOfValue } from '../task/callee.ts';

/**
 * Does that to which something is added live on when the operation has ended?
 *
 * The clock does. So does a signal that the caller handed to a named function, and one of the class; a callback is given the signal of one operation
 * of whoever calls it, a request has one of its own, and what is made here dies here.
 */
export function outlivesOperation(context: FactContext, { kind, target }: RegistrationNode): Answer {
  if (target === undefined) {
    return kind === 'timer' || kind === 'interval' ? 'yes' : 'unknown';
  }
  return kind === 'abort' ? signalOutlives(context, target) : objectOutlives(context, target);
}

function signalOutlives(context: FactContext, target: ts.Expression): Answer {
  // What is a signal only inside the callee is whose it is handed on by.
  const origin = signalOf(context, target)?.origin ?? 'foreign';
  if (origin === 'foreign') {
    const isRequests = context.catalog.entryOf(target)?.givesSignal !== undefined;
    return !isRequests && (isOfObject(context, target) || receiverOfHanded(context, target) !== undefined) ? 'yes' : 'unknown';
  }
  return origin === 'class' ? 'yes' : origin === 'own' ? 'no' : 'unknown';
}

/** What the function was handed lives on, and so does what the class or the module holds. */
function objectOutlives(context: FactContext, target: ts.Expression): Answer {
  return isOfObject(context, target) || receiverOfHanded(context, target) !== undefined || isOfModule(context, target) ? 'yes' : 'unknown';
}

/** `process.stdin`, `window`, a constant of the module. */
function isOfModule(context: FactContext, target: ts.Expression): boolean {
  const { ts } = context;
  let root = target;
  while (ts.isPropertyAccessExpression(root)) {
    root = bareExpression(ts, root.expression);
  }
  const declaration = ts.isIdentifier(root) ? symbolOf(context, root)?.valueDeclaration : undefined;
  return declaration !== undefined && ts.isVariableDeclaration(declaration) && ts.isSourceFile(context.functionAround(declaration));
}

/** `this.socket`, `this.options.signal` */
export function isOfObject({ ts }: FactContext, target: ts.Expression): boolean {
  let root = target;
  while (ts.isPropertyAccessExpression(root)) {
    root = bareExpression(ts, root.expression);
  }
  return root !== target && root.kind === ts.SyntaxKind.ThisKeyword;
}

/**
 * Is the callback of use only as long as this call of the function lasts?
 *
 * It is where it touches something that was made here and stays here, and where it touches nothing of the object. What is returned or stored lives
 * on, and so may `this`: a listener that closes it is meant to stay.
 */
export function isForOperation(context: FactContext, node: RegistrationNode): Answer {
  const { ts } = context;
  const home = context.functionAround(node.call);
  const bodies = functionsOfValue(context, node.callback);
  if (bodies.members.length === 0 || bodies.closed !== 'yes') {
    return 'unknown';
  }
  const made = new Set<ts.Identifier>();
  const touched = { object: false };
  const visit = (at: ts.Node): void => {
    touched.object ||= at.kind === ts.SyntaxKind.ThisKeyword;
    const declaration = ts.isIdentifier(at) ? symbolOf(context, at)?.valueDeclaration : undefined;
    if (declaration !== undefined && ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name) && context.functionAround(declaration) === home) {
      made.add(declaration.name);
    }
    ts.forEachChild(at, visit);
  };
  bodies.members.forEach(visit);
  const isInside = (use: ts.Node): boolean => bodies.members.some(body => isWithin(body, use));
  const leaving = [...made].filter(name => usesOfName(context, name, home).some(use => !isInside(use) && leaves(context, use)));
  if (leaving.length > 0) {
    return 'unknown';
  }
  return made.size > 0 || !touched.object ? 'yes' : 'unknown';
}

/** May what stands here live on? What is handed to a call that is awaited is used by it until then. */
function leaves(context: FactContext, use: ts.Identifier): boolean {
  const { ts } = context;
  const consumer = consumerOf(ts, use);
  if (ts.isCallExpression(consumer) || ts.isNewExpression(consumer)) {
    const isCalled = consumer.expression === use;
    const isKnown = isCalled || (ts.isCallExpression(consumer) && registrationOf(context, consumer) !== undefined) || entryOfCall(context, consumer) !== undefined;
    return !isKnown && !ts.isAwaitExpression(consumerOf(ts, consumer));
  }
  return (
    ts.isReturnStatement(consumer) ||
    ts.isPropertyAssignment(consumer) ||
    ts.isShorthandPropertyAssignment(consumer) ||
    ts.isArrayLiteralExpression(consumer) ||
    (ts.isBinaryExpression(consumer) && consumer.operatorToken.kind === ts.SyntaxKind.EqualsToken && bareExpression(ts, consumer.right) === use)
  );
}
