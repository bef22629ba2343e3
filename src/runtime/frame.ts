import { AsyncLocalStorage } from 'node:async_hooks';
import { UsageError } from './errors.ts';
import type { Dependency, Scope } from './scope.ts';
import type { Origin, Session } from './session.ts';

// A frame says on whose behalf the code at hand runs. It travels with the platform's async context: through every await, also of a foreign
// promise, and into the `then` that an await calls on a future, which is how a future learns who awaits it. It is set by `run` for a
// function and never by `enterWith`, which would leak into the caller.

/** The task that code runs in, as far as an await needs to know. */
export interface Owner extends Origin, Dependency {
  readonly name: string;
  readonly done: boolean;
  readonly cancelling: number;
  /** Has anybody ever awaited it, or asked to be called back? */
  readonly wasObserved: boolean;
}

export interface TaskFrame {
  readonly session: Session;
  readonly owner: Owner;
  readonly scope: Scope;
}

/** A done callback and run() itself belong to a session, but to no task. */
export interface CallbackFrame {
  readonly session: Session;
  readonly owner?: undefined;
  readonly scope?: undefined;
}

export type Frame = TaskFrame | CallbackFrame;

export const frames = new AsyncLocalStorage<Frame>();

/** The frame of the running task; none in callbacks, outside `run`, and in code that a task left behind when it ended. */
export function taskFrame(): TaskFrame | undefined {
  const frame = frames.getStore();
  return frame?.owner === undefined || frame.owner.done ? undefined : frame;
}

/** @throws {UsageError} Outside a task. */
export function requireTask(operation: string): TaskFrame {
  const frame = taskFrame();
  if (frame === undefined) {
    throw new UsageError(`${operation} works inside a task only: call it in what run() or createTask() was given.`);
  }
  return frame;
}

/** @throws {UsageError} Outside `run`. */
export function requireSession(operation: string): Session {
  const frame = frames.getStore();
  if (frame === undefined) {
    throw new UsageError(`${operation} works inside run() only.`);
  }
  return frame.session;
}
