// The errors of the runtime. Each is told by `instanceof` or, across two copies of the package, by its `name`.

/**
 * Says that a task was asked to end. It is raised at the await in which the task is suspended, or at its next one.
 *
 * Let it through: a handler that keeps it makes the task go on as if nobody had cancelled it. The same object is the `reason` of the
 * task's signal, so that a call that was given the signal rejects with it.
 *
 * @example
 * try {
 *   await sleep(1_000);
 * } catch (error) {
 *   rethrowIfCancelled(error);
 *   console.error(error);
 * }
 * @see https://docs.python.org/3/library/asyncio-exceptions.html#asyncio.CancelledError for the model
 */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  /** What was given to `cancel()`, unchanged. */
  readonly reason: unknown;

  /** @param reason Any value; an error becomes the `cause`, a string the message. */
  constructor(reason?: unknown) {
    super(typeof reason === 'string' ? reason : 'The task was cancelled.', reason instanceof Error ? { cause: reason } : undefined);
    this.reason = reason;
  }
}

/** A result was asked for before there was one, or an outcome given to a future that had one. */
export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError';
}

/** The runtime was used where it cannot work: outside `run`, in a scope that has ended, in an await that could never end. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The deadline passed. The `cause` is the `CancelledError` that ended the work. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * What a task group ends with when something in it failed; also for a single error. `errors` holds the tasks' errors in order of
 * completion, the body's own error last; a `CancelledError` is never a member, the error of a group inside is one.
 */
export class TaskGroupError extends AggregateError {
  override readonly name = 'TaskGroupError';
}
