import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import { closingMethods, readingEvents, recurringEvents } from '../catalog/vocabulary.ts';
import type { FactContext } from '../context.ts';
import type { Releases } from './release.ts';
import type { RegistrationNode } from './site.ts';
import { registrationOf } from './site.ts';
import { settlingOf, waysTo } from '../event/settling.ts';
import { isFunctionLiteral, methodCallOf } from '../task/syntax.ts';
import { isInTest } from '../test-body.ts';

/**
 * Is the emitter still of use when what a listener was added for has come to an end?
 *
 * What is told once in its life, such as `connect` or `close`, is waited for once, and a listener that it leaves behind goes with the emitter. It
 * is another matter where the event recurs, or where whoever added the listener removes it on another way. An emitter that is closed here, and
 * an end that is one of its own last words, leave nothing behind.
 */
export function staysInUse(context: FactContext, node: RegistrationNode, releases: Releases, end?: FlowEvent): Answer {
  const home = context.functionAround(node.call);
  const siblings = registrationsOn(context, home, node);
  if (isInTest(context, context.functionAround(node.call)) || isClosedIn(context, home, node) || (releases.uses.length === 0 && !siblings.some(one => isRecurring(one, siblings)))) {
    return 'unknown';
  }
  return end === undefined || (isForPromise(context, home, node, releases) && isEndInLife(context, end, home, siblings)) ? 'yes' : 'unknown';
}

/** The listener settles the promise, or is removed when it is settled in another way. One that only looks on may be meant to stay. */
function isForPromise(context: FactContext, home: ts.Node, { call }: RegistrationNode, { uses }: Releases): boolean {
  return uses.length > 0 || (isFunctionLiteral(context.ts, home) && settlingOf(context, home).registrations.some(one => one.call === call));
}

/** The end comes at once, with time, with an abort, or with an event that recurs. */
function isEndInLife(context: FactContext, end: FlowEvent, home: ts.Node, siblings: readonly RegistrationNode[]): boolean {
  if (!isFunctionLiteral(context.ts, home)) {
    return false;
  }
  const { registrations, others } = waysTo(context, context.homeOf(end).nodeOfEvent(end.id), home);
  return !others && registrations.every(one => one.kind !== 'listener' || isRecurring(one, siblings));
}

function isRecurring({ eventName }: RegistrationNode, siblings: readonly RegistrationNode[]): boolean {
  const isRead = siblings.some(one => one.eventName === readingEvents.last) && readingEvents.recurring.some(word => word === eventName);
  return !isRead && recurringEvents.some(({ word }) => word === eventName);
}

/** What is added to the same emitter, in the function or in its closures. */
function registrationsOn(context: FactContext, home: ts.Node, { target }: RegistrationNode): readonly RegistrationNode[] {
  const { ts } = context;
  const found: RegistrationNode[] = [];
  const visit = (at: ts.Node): void => {
    const node = ts.isCallExpression(at) ? registrationOf(context, at) : undefined;
    if (node?.target !== undefined && node.target.getText() === target?.getText()) {
      found.push(node);
    }
    ts.forEachChild(at, visit);
  };
  visit(home);
  return found;
}

function isClosedIn({ ts }: FactContext, home: ts.Node, { target }: RegistrationNode): boolean {
  const isClosing = (at: ts.Node): boolean => {
    const method = methodCallOf(ts, at);
    const isSame = method !== undefined && method.receiver.getText() === target?.getText();
    return (isSame && (method.method.text === 'end' || closingMethods.some(({ word }) => word === method.method.text))) || ts.forEachChild(at, isClosing) === true;
  };
  return isClosing(home);
}

/** A call that is given the emitter, or a method of its own. */
export function isAboutTarget(context: FactContext, { target }: RegistrationNode, event: FlowEvent): Answer {
  const { ts } = context;
  const text = target?.getText();
  const isMentioned = (at: ts.Node): boolean => (ts.isExpression(at) && at.getText() === text) || ts.forEachChild(at, isMentioned) === true;
  return answerOf(isMentioned(context.homeOf(event).nodeOfEvent(event.id)));
}
