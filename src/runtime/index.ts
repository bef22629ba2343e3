/**
 * asyncio's semantics on promises: tasks that can be cancelled, scopes that wait for what they started, and reports of what went wrong.
 *
 * @example
 * import { run, sleep, taskGroup } from 'eslint-plugin-cancellation/runtime';
 *
 * await run(async () => {
 *   await taskGroup(async group => {
 *     group.createTask(() => sleep(10));
 *     group.createTask(() => sleep(20));
 *   });
 * });
 */

export { abortable } from './abortable.ts';
export { asCompleted, type AsCompletedOptions } from './as-completed.ts';
export type { Awaitable, AwaitedValues } from './awaitable.ts';
export { cancellable } from './cancellable.ts';
export { isCancelled, rethrowIfCancelled } from './cancellation.ts';
export { checkpoint } from './checkpoint.ts';
export { cleanup, type CleanupOptions } from './cleanup.ts';
export { closeAtShutdown } from './close-at-shutdown.ts';
export { createTask } from './create-task.ts';
export { allTasks, currentSignal, currentTask } from './current-task.ts';
export { CancelledError, InvalidStateError, TaskGroupError, TimeoutError, UsageError } from './errors.ts';
export { Future, type FutureResolvers } from './future.ts';
export { Gate } from './gate.ts';
export { gather, gatherSettled } from './gather.ts';
export { Lock } from './lock.ts';
export { Queue } from './queue.ts';
export type { Report, ReportCode } from './report.ts';
export { run } from './run.ts';
export type { RunOptions } from './session.ts';
export { shield } from './shield.ts';
export { sleep } from './sleep.ts';
export { acceptSubmissions, submitTo, type Handlers } from './submissions.ts';
export { Task, type TaskBody, type TaskOptions } from './task.ts';
export { taskGroup, type TaskGroup } from './task-group.ts';
export { ThreadPool, type ThreadWork } from './thread-pool.ts';
export { toThread } from './to-thread.ts';
export { wait, type WaitOptions, type WaitResult } from './wait.ts';
export { waitFor } from './wait-for.ts';
export { withTimeout, type Deadline } from './with-timeout.ts';

export { expectCancellationSafe, type SafetyOptions } from './explorer/expect-cancellation-safe.ts';
export { explore, type Exploration, type ExploreOptions } from './explorer/explore.ts';
export type { CallOptions, CancelOptions, Kit, Resource, Token } from './explorer/kit.ts';
export type { Place } from './explorer/place.ts';
export { InjectedFailure, type Operation } from './explorer/run-once.ts';
export type { Kind, Sighting } from './explorer/sighting.ts';
