import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { handlerFailure } from './chain.ts';
import { entryOfCall } from './callee.ts';
import type { Sureness } from './distance.ts';
import { failureWithin, reachFor } from './distance.ts';
import type { Assumptions, Cause, Failing, Failure } from './failure.ts';
import { plainly, unreadMayFail } from './failure.ts';
import type { Loss } from './loss.ts';
import { dropOf } from './position.ts';
import { createFailing } from './rejection.ts';
import type { SiteNode } from './site.ts';
import { givenArgument, linkOf } from './syntax.ts';
import { isTask } from './type.ts';
import { isInTest } from '../test-body.ts';

/** May what is lost here be a rejection, and what proves it? */
export interface Outcome {
  readonly answer: Answer;
  readonly failure: Failure;
}

/**
 * May the lost task reject?
 *
 * A witness is always enough. Where nothing takes a promise and nobody has said that this is meant, an async callee of a
 * package or the platform is presumed to reject sometimes. That is said of this very callee: of one that was read, what it calls in turn has to prove it,
 * since errors are handled somewhere on the way more often than not. Who asks for what is `unread` gets the same of whatever the task waits for, outside of tests.
 */
export function outcomeOf(context: FactContext, site: SiteNode, loss: Loss, how: Sureness | undefined): Outcome {
  const reach = reachFor(how);
  const failure = failureWithin(reach, asked => lostFailure(createFailing(context, { ...plainly, reach: asked }), site, loss));
  if (failure.witness || (!failure.possible && how !== 'unread')) {
    return { answer: failure.witness ? 'yes' : 'no', failure };
  }
  const assuming = presumedOf(context, site, loss, how);
  const presumed = assuming === undefined ? failure : lostFailure(createFailing(context, { ...assuming, reach }), site, loss);
  return presumed.witness
    ? { answer: context.presume('unresolved-async-callee-may-reject', 'no'), failure: presumed }
    : { answer: failure.possible ? 'unknown' : 'no', failure };
}

/** What may be presumed of a task that is lost in this way. */
function presumedOf(context: FactContext, { call, callback }: SiteNode, loss: Loss, how: Sureness | undefined): Assumptions | undefined {
  if (callback === undefined && isTask(context, call) !== 'yes') {
    return undefined;
  }
  if (how === 'unread' && loss !== 'void' && loss !== 'ignored' && !isInTest(context, context.functionAround(call))) {
    return unreadMayFail;
  }
  return isBare(loss) ? { ...plainly, presuming: true } : undefined;
}

/** Why it may: what is near first, and what is only presumed last. */
export function causeOf(context: FactContext, site: SiteNode, loss: Loss): Cause | undefined {
  for (const how of ['near', undefined, 'unread'] as const) {
    const { answer, failure } = outcomeOf(context, site, loss, how);
    if (answer === 'yes') {
      return failure.cause;
    }
  }
  return undefined;
}

function isBare(loss: Loss): boolean {
  return loss === 'statement' || loss === 'derived' || loss === 'unhandled';
}

function lostFailure(failing: Failing, { call, callback }: SiteNode, loss: Loss): Failure {
  const { ts } = failing.context;
  if (callback !== undefined) {
    return failing.ofCallback(callback, 'rejection');
  }
  const link = linkOf(ts, call);
  if (link === undefined) {
    return failing.rejection(call);
  }
  if (loss === 'ignored') {
    return failing.rejection(link.receiver, 'awaited');
  }
  const both = link.link === 'then' ? givenArgument(ts, link.call, 1) : undefined;
  // Whoever gives both handlers has thought of errors, and those of the first handler are thought to be among them.
  return both === undefined ? failing.rejection(call) : handlerFailure(failing, both);
}

/**
 * Is the task started on purpose without waiting: by a function that is for that, in a group, which waits for it, or as what a script is
 * there to do?
 */
export function isDetached(context: FactContext, { call, callback }: SiteNode): Answer {
  const entry = entryOfCall(context, call);
  const isMeant = entry?.detaches === true || entry?.callbacks?.some(use => use.task === 'member') === true;
  return answerOf(isMeant || (callback === undefined && isOfScript(context, call)));
}

/**
 * A statement at the top of a file that exports nothing: whoever runs that sees its rejection end the process, with the error printed. A
 * `.catch(…)` that stands there is meant to do better.
 */
function isOfScript(context: FactContext, call: SiteNode['call']): boolean {
  const { ts, checker } = context;
  const file = call.getSourceFile();
  return (
    context.functionAround(call) === file &&
    dropOf(context, call) !== undefined &&
    linkOf(ts, call)?.link !== 'catch' &&
    (checker.getSymbolAtLocation(file)?.exports?.size ?? 0) === 0
  );
}
