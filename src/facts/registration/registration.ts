import type { Edge, FlowEvent, Span } from '../../flow/graph.ts';
import type { Answer, Members } from '../answer.ts';
import { answerOf } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { endLeaving, isSettledByItself } from './ends.ts';
import { meetsSignalAgain } from './again.ts';
import { isIdleWhenOver, isLong } from './idle.ts';
import { isForOperation, outlivesOperation } from './life.ts';
import type { OperationKind } from './operation.ts';
import { isRaced, operationKindOf } from './operation.ts';
import { isOpen, mayRelease, mayThrow } from './path.ts';
import type { Closing } from './owner.ts';
import { closingThatLeaves } from './owner.ts';
import { releasesOf } from './release.ts';
import type { Registration } from './site.ts';
import { nodeOfRegistration } from './site.ts';
import type { Misnamed } from './misnamed.ts';
import { misnamedRemovals } from './misnamed.ts';
import { isAboutTarget, staysInUse } from './target.ts';
import { isDeadline, isPrompt, rejectionPassingBy } from './timer.ts';
import { shortText } from '../syntax.ts';

export type { OperationKind, Registration };
export { registrationsIn } from './site.ts';

/** The questions about what stays until somebody takes it away: listeners and timers. */
export interface RegistrationFacts {
  /** Is it added to something that lives on when the operation for which it is added has ended? */
  outlivesOperation(site: Registration): Answer;
  /** For what is it added? */
  operationOf(site: Registration): OperationKind;
  /** Is it of use only as long as the call of the function lasts? */
  isForOperation(site: Registration): Answer;
  /** Has anybody what it takes to take it away? */
  canBeReleased(site: Registration): Answer;
  /** Is there a place where whoever has that may take it away? */
  isReleasedSomewhere(site: Registration): Answer;
  /** May this event of its function take it away, or lead to that? */
  mayRelease(site: Registration, event: FlowEvent): Answer;
  /** Can this edge be taken with the registration in place? */
  isOpenTo(site: Registration, edge: Edge): Answer;
  /** In an executor: the end of the promise that certainly leaves it behind. */
  endLeaving(site: Registration): FlowEvent | undefined;
  /** Is what it is added to still of use when the operation has come to this end, or to any? */
  staysInUse(site: Registration, end?: FlowEvent): Answer;
  /** The calls that are to take it away, but name another event. */
  misnamedRemovals(site: Registration): Members<Misnamed>;
  /** Does the event have to do with what it is added to? Then that may be over when the event fails. */
  isAboutTarget(site: Registration, event: FlowEvent): Answer;
  /** In an executor: is it the registration alone that settles the promise, which loses a race to others? */
  losesRace(site: Registration): Answer;
  /** Does it fire as soon as it can? */
  isPrompt(site: Registration): Answer;
  /** Does it stop the operation when that takes too long? */
  isDeadline(site: Registration): Answer;
  /** Does it do nothing that anybody sees, when it fires after the end of what it was set for? */
  isIdleWhenOver(site: Registration): Answer;
  /** Is it set for so long that such timers gather? */
  isLong(site: Registration): Answer;
  /** May the same signal get a further one, so that they pile up: is it kept by the object, or handed to the function again and again? */
  meetsSignalAgain(site: Registration): Answer;
  /** Where a promise rejects that passes by all places that take it away. */
  rejectionPassingBy(site: Registration): Span | undefined;
  /** The method that closes the object which added it, and that certainly leaves it. */
  closingThatLeaves(site: Registration): Closing | undefined;
  /** Where a finding points: the call up to its arguments. */
  registrationHead(site: Registration): Span;
  /** What a message calls it, what it is added to, and for what event. */
  registrationWords(site: Registration): { readonly call: string; readonly target: string; readonly event: string };
}

export function createRegistrationFacts(context: FactContext): RegistrationFacts {
  const { trace } = context;
  const nodeOf = (site: Registration): ReturnType<typeof nodeOfRegistration> => nodeOfRegistration(context, site);
  const releases = trace.memoise((site: Registration) => releasesOf(context, nodeOf(site)));
  const askAt = (site: Registration) => ({ context, lowered: context.homeOf(site.event), node: nodeOf(site), releases: releases(site) });
  return {
    outlivesOperation: site => outlivesOperation(context, nodeOf(site)),
    operationOf: site => operationKindOf(context, context.homeOf(site.event).function),
    isForOperation: site => isForOperation(context, nodeOf(site)),
    canBeReleased: site => {
      const { places, elsewhere, closed } = releases(site);
      return closed === 'yes' && !elsewhere && places.size === 0 ? 'no' : 'unknown';
    },
    isReleasedSomewhere: site => {
      const { uses, closed } = releases(site);
      const { callback, kind } = nodeOf(site);
      // A timer that clears itself when it fires is not taken away by that.
      const others = kind === 'timer' ? uses.filter(use => use.pos < callback.pos || use.end > callback.end) : uses;
      return closed === 'yes' ? answerOf(others.length > 0) : 'unknown';
    },
    mayRelease: (site, event) => (mayRelease(context, context.homeOf(event), releases(site), event) ? 'unknown' : 'no'),
    isOpenTo: (site, edge) => {
      const ask = askAt(site);
      return edge.kind === 'throw' ? (mayThrow(ask, edge) ? 'yes' : 'unknown') : answerOf(isOpen(ask, edge));
    },
    endLeaving: site => endLeaving(context, nodeOf(site), releases(site)),
    staysInUse: (site, end) => staysInUse(context, nodeOf(site), releases(site), end),
    misnamedRemovals: site => misnamedRemovals(context, nodeOf(site)),
    isAboutTarget: (site, event) => isAboutTarget(context, nodeOf(site), event),
    losesRace: site => (isSettledByItself(context, nodeOf(site)) ? isRaced(context, context.homeOf(site.event).function) : 'no'),
    isPrompt: site => isPrompt(context, nodeOf(site)),
    isDeadline: site => isDeadline(context, nodeOf(site)),
    isIdleWhenOver: site => isIdleWhenOver(context, nodeOf(site)),
    isLong: site => isLong(context, nodeOf(site)),
    meetsSignalAgain: site => meetsSignalAgain(context, nodeOf(site)),
    rejectionPassingBy: site => rejectionPassingBy(context, releases(site)),
    closingThatLeaves: site => closingThatLeaves(context, nodeOf(site)),
    registrationHead: site => {
      const { call } = nodeOf(site);
      return { start: call.getStart(), end: call.expression.end };
    },
    registrationWords: site => {
      const { call, target, eventName } = nodeOf(site);
      return { call: shortText(call.expression.getText()), target: shortText(target?.getText() ?? ''), event: eventName ?? '' };
    },
  };
}
