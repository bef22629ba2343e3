import type { FlowEvent } from '../flow/graph.ts';
import type { AbandonmentFacts } from './children/abandonment.ts';
import { createAbandonmentFacts } from './children/abandonment.ts';
import type { AbortTestFacts } from './signal/abort-test.ts';
import { createAbortTestFacts } from './signal/abort-test.ts';
import type { BackgroundFacts } from './children/background.ts';
import { createBackgroundFacts } from './children/background.ts';
import type { CancellationFacts } from './cancellation.ts';
import { createCancellationFacts } from './cancellation.ts';
import type { CatchAllFacts } from './handler/catch-all.ts';
import { createCatchAllFacts } from './handler/catch-all.ts';
import type { CleanupFacts } from './cleanup/cleanup.ts';
import { createCleanupFacts } from './cleanup/cleanup.ts';
import type { ChildFacts } from './children/children.ts';
import { createChildFacts } from './children/children.ts';
import type { FactContext } from './context.ts';
import type { FlagFacts } from './flag.ts';
import { createFlagFacts } from './flag.ts';
import type { ContinuationFacts } from './handler/continuation.ts';
import { createContinuationFacts } from './handler/continuation.ts';
import type { ControllerFacts } from './signal/controller.ts';
import { createControllerFacts } from './signal/controller.ts';
import type { LifetimeFacts } from './lifetime/lifetime.ts';
import { createLifetimeFacts } from './lifetime/lifetime.ts';
import type { ReplacementFacts } from './handler/replacement.ts';
import { createReplacementFacts } from './handler/replacement.ts';
import type { ReturnedFacts } from './returned.ts';
import { createReturnedFacts } from './returned.ts';
import type { RegistrationFacts } from './registration/registration.ts';
import { createRegistrationFacts } from './registration/registration.ts';
import type { RaceFacts } from './race/race.ts';
import { createRaceFacts } from './race/race.ts';
import type { RetryFacts } from './handler/retry.ts';
import { createRetryFacts } from './handler/retry.ts';
import type { DrivenIteratorFacts } from './children/driven-iterator.ts';
import { createDrivenIteratorFacts } from './children/driven-iterator.ts';
import type { EventWaitFacts } from './event/wait.ts';
import { createEventWaitFacts } from './event/wait.ts';
import type { ExecutorFacts } from './executor.ts';
import { createExecutorFacts } from './executor.ts';
import type { ForwardingFacts } from './signal/forwarding.ts';
import { createForwardingFacts } from './signal/forwarding.ts';
import type { HalfTestFacts } from './signal/half-test.ts';
import { createHalfTestFacts } from './signal/half-test.ts';
import type { HandedSignalFacts } from './signal/handed.ts';
import { createHandedSignalFacts } from './signal/handed.ts';
import type { LostReasonFacts } from './signal/lost-reason.ts';
import { createLostReasonFacts } from './signal/lost-reason.ts';
import type { LostSignalFacts } from './signal/lost.ts';
import { createLostSignalFacts } from './signal/lost.ts';
import type { TaskFacts } from './task/task.ts';
import { shortText } from './syntax.ts';
import { createTaskFacts } from './task/task.ts';
import type { UnheardAbortFacts } from './signal/unheard-abort.ts';
import { createUnheardAbortFacts } from './signal/unheard-abort.ts';

export type { AbortTest } from './signal/abort-test.ts';
export type { Cleanup } from './cleanup/site.ts';
export type { MadeController } from './signal/controller.ts';
export type { Handler } from './handler/handler.ts';
export type { Registration } from './registration/registration.ts';
export type { TaskSite } from './task/task.ts';
export type { HandedSignal } from './signal/handed.ts';
export type { WaitSite } from './signal/wait-site.ts';

/** The questions that rules may ask, each with three answers, and the words for a message. */
export interface Facts extends AbandonmentFacts, AbortTestFacts, BackgroundFacts, CancellationFacts, CatchAllFacts, ChildFacts, CleanupFacts, ContinuationFacts, ControllerFacts, DrivenIteratorFacts, EventWaitFacts, ExecutorFacts, FlagFacts, ForwardingFacts, HalfTestFacts, HandedSignalFacts, LifetimeFacts, LostReasonFacts, LostSignalFacts, RaceFacts, RegistrationFacts, ReplacementFacts, RetryFacts, ReturnedFacts, TaskFacts, UnheardAbortFacts {
  /** The source of an event as a message names it: one line, shortened in the middle where it is long. */
  text(event: FlowEvent): string;
}

/** Composes the families. They ask each other, and are asked by summaries, through `context.facts`. */
export function createFacts(context: FactContext): Facts {
  return {
    ...createAbandonmentFacts(context),
    ...createBackgroundFacts(context),
    ...createCancellationFacts(context),
    ...createDrivenIteratorFacts(context),
    ...createChildFacts(context),
    ...createLifetimeFacts(context),
    ...createCatchAllFacts(context),
    ...createCleanupFacts(context),
    ...createContinuationFacts(context),
    ...createReplacementFacts(context),
    ...createReturnedFacts(context),
    ...createRegistrationFacts(context),
    ...createTaskFacts(context),
    ...createRaceFacts(context),
    ...createRetryFacts(context),
    ...createEventWaitFacts(context),
    ...createExecutorFacts(context),
    ...createFlagFacts(context),
    ...createForwardingFacts(context),
    ...createHalfTestFacts(context),
    ...createHandedSignalFacts(context),
    ...createUnheardAbortFacts(context),
    ...createAbortTestFacts(context),
    ...createControllerFacts(context),
    ...createLostReasonFacts(context),
    ...createLostSignalFacts(context),
    text: event => shortText(context.homeOf(event).nodeOfEvent(event.id).getText()),
  };
}
