import type { FlowEvent } from '../flow/graph.ts';
import type { AbandonmentFacts } from './abandonment.ts';
import { createAbandonmentFacts } from './abandonment.ts';
import type { AbortTestFacts } from './abort-test.ts';
import { createAbortTestFacts } from './abort-test.ts';
import type { BackgroundFacts } from './background.ts';
import { createBackgroundFacts } from './background.ts';
import type { CancellationFacts } from './cancellation.ts';
import { createCancellationFacts } from './cancellation.ts';
import type { CatchAllFacts } from './catch-all.ts';
import { createCatchAllFacts } from './catch-all.ts';
import type { CleanupFacts } from './cleanup.ts';
import { createCleanupFacts } from './cleanup.ts';
import type { ChildFacts } from './children.ts';
import { createChildFacts } from './children.ts';
import type { FactContext } from './context.ts';
import type { ContinuationFacts } from './continuation.ts';
import { createContinuationFacts } from './continuation.ts';
import type { ControllerFacts } from './controller.ts';
import { createControllerFacts } from './controller.ts';
import type { LifetimeFacts } from './lifetime.ts';
import { createLifetimeFacts } from './lifetime.ts';
import type { ReturnedFacts } from './returned.ts';
import { createReturnedFacts } from './returned.ts';
import type { RegistrationFacts } from './registration.ts';
import { createRegistrationFacts } from './registration.ts';
import type { RetryFacts } from './retry.ts';
import { createRetryFacts } from './retry.ts';
import type { DrivenIteratorFacts } from './driven-iterator.ts';
import { createDrivenIteratorFacts } from './driven-iterator.ts';
import type { EventWaitFacts } from './event-wait.ts';
import { createEventWaitFacts } from './event-wait.ts';
import type { ExecutorFacts } from './executor.ts';
import { createExecutorFacts } from './executor.ts';
import type { ForwardingFacts } from './forwarding.ts';
import { createForwardingFacts } from './forwarding.ts';
import type { HandedSignalFacts } from './handed-signal.ts';
import { createHandedSignalFacts } from './handed-signal.ts';
import type { LostSignalFacts } from './lost-signal.ts';
import { createLostSignalFacts } from './lost-signal.ts';
import type { TaskFacts } from './task.ts';
import { shortText } from './syntax.ts';
import { createTaskFacts } from './task.ts';
import type { UnheardAbortFacts } from './unheard-abort.ts';
import { createUnheardAbortFacts } from './unheard-abort.ts';

export type { AbortTest } from './abort-test.ts';
export type { Cleanup } from './cleanup-site.ts';
export type { MadeController } from './controller.ts';
export type { Handler } from './handler.ts';
export type { Registration } from './registration.ts';
export type { TaskSite } from './task.ts';
export type { HandedSignal } from './handed-signal.ts';
export type { WaitSite } from './wait-site.ts';

/** The questions that rules may ask, each with three answers, and the words for a message. */
export interface Facts extends AbandonmentFacts, AbortTestFacts, BackgroundFacts, CancellationFacts, CatchAllFacts, ChildFacts, CleanupFacts, ContinuationFacts, ControllerFacts, DrivenIteratorFacts, EventWaitFacts, ExecutorFacts, ForwardingFacts, HandedSignalFacts, LifetimeFacts, LostSignalFacts, RegistrationFacts, RetryFacts, ReturnedFacts, TaskFacts, UnheardAbortFacts {
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
    ...createReturnedFacts(context),
    ...createRegistrationFacts(context),
    ...createTaskFacts(context),
    ...createRetryFacts(context),
    ...createEventWaitFacts(context),
    ...createExecutorFacts(context),
    ...createForwardingFacts(context),
    ...createHandedSignalFacts(context),
    ...createUnheardAbortFacts(context),
    ...createAbortTestFacts(context),
    ...createControllerFacts(context),
    ...createLostSignalFacts(context),
    text: event => shortText(context.homeOf(event).nodeOfEvent(event.id).getText()),
  };
}
