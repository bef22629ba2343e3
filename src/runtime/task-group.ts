import { cancellationIn } from './cancellation.ts';
import { CancelledError, TaskGroupError, UsageError } from './errors.ts';
import { frames, requireTask, type TaskFrame } from './frame.ts';
import { Scope } from './scope.ts';
import { Task, type TaskBody, type TaskOptions } from './task.ts';
import { Wakeup } from './wakeup.ts';

/** The tasks of one call of `taskGroup`. */
export class TaskGroup {
  readonly #frame: TaskFrame;
  readonly #scope: Scope;
  readonly #tasks = new Set<Task<unknown>>();
  readonly #errors: unknown[] = [];
  #state: 'open' | 'shutting down' | 'finished' = 'open';
  #bodyEnded = false;
  #empty: Wakeup | undefined;

  /** Made by `taskGroup`. */
  constructor(frame: TaskFrame, scope: Scope) {
    this.#frame = frame;
    this.#scope = scope;
  }

  /** A signal that aborts when the group's body is cancelled: by a failing task of the group, or with the task around it. */
  get signal(): AbortSignal {
    return this.#scope.signal;
  }

  /**
   * Starts a task that belongs to the group. The group's own tasks may start more while the group is waiting for them.
   *
   * @throws {UsageError} If the group is shutting down, or has ended; the function is then never called.
   */
  createTask<T>(body: TaskBody<T>, options: TaskOptions = {}): Task<T> {
    if (this.#state !== 'open' || (this.#bodyEnded && this.#tasks.size === 0)) {
      throw new UsageError(`The task group is ${this.#state === 'open' ? 'finished' : this.#state}: it takes no more tasks.`);
    }
    const task = new Task(body, this.#frame.session, options);
    this.#tasks.add(task);
    task.addDoneCallback(() => { this.#taskDone(task); });
    return task;
  }

  /** Runs the body and waits for the tasks; called once, by `taskGroup`. */
  async run<T>(body: (group: TaskGroup) => T | PromiseLike<T>): Promise<T> {
    // As long as the group is open its task waits for those in it: one of them that awaited that task would never end.
    const membership = { awaited: { dependencies: () => this.#tasks }, scope: this.#scope, interrupt: () => false };
    this.#scope.enter(membership);
    let value: { readonly of: T } | undefined;
    let bodyError: { readonly error: unknown } | undefined;
    let cancellation: CancelledError | undefined;
    try {
      value = { of: await body(this) };
    } catch (error) {
      cancellation = cancellationIn(error, this.#scope);
      bodyError = cancellation === undefined ? { error } : undefined;
      this.#shutDown();
    }
    this.#bodyEnded = true;
    const whileWaiting = await this.#allDone();
    cancellation ??= whileWaiting;
    this.#state = 'finished';
    this.#scope.leave(membership);
    this.#scope.close();
    // The group's own request to its body, if it made one, ended with the scope; then there is an error, which goes first.
    if (cancellation !== undefined && this.#errors.length === 0) {
      throw cancellation;
    }
    this.#throwErrors(bodyError);
    if (value === undefined) {
      throw new UsageError('The body of the task group was cancelled, but not by anybody who could be.');
    }
    return value.of;
  }

  #throwErrors(bodyError: { readonly error: unknown } | undefined): void {
    if (bodyError !== undefined) {
      this.#errors.push(bodyError.error);
    }
    if (this.#errors.length > 0) {
      // A request from outside that gave way to these errors is raised again, at the next await.
      this.#frame.scope.raiseAgain();
      throw new TaskGroupError(this.#errors, `${this.#errors.length === 1 ? 'One error' : `${this.#errors.length} errors`} in a task group.`);
    }
  }

  /** Waits for the tasks, whatever comes: a cancellation cancels them and is returned when they have ended. */
  async #allDone(): Promise<CancelledError | undefined> {
    let cancellation: CancelledError | undefined;
    while (this.#tasks.size > 0) {
      this.#empty = new Wakeup();
      try {
        await this.#empty;
      } catch (error) {
        const request = cancellationIn(error, this.#scope);
        if (request === undefined) {
          throw error;
        }
        cancellation ??= request;
        this.#shutDown();
      }
    }
    return cancellation;
  }

  #taskDone(task: Task<unknown>): void {
    this.#tasks.delete(task);
    if (this.#tasks.size === 0) {
      this.#empty?.wake();
    }
    if (!task.failed) {
      return;
    }
    this.#errors.push(task.exception());
    if (this.#state === 'open') {
      this.#shutDown();
      this.#scope.request(new CancelledError());
    }
  }

  #shutDown(): void {
    if (this.#state === 'open') {
      this.#state = 'shutting down';
      for (const task of [...this.#tasks]) {
        task.cancel();
      }
    }
  }
}

/**
 * Runs `body` and the tasks that it starts in the group, and returns only when all of them have ended: nothing outlives the call.
 *
 * When one of them or the body fails, the others are cancelled and waited for. When the task around it is cancelled, so are they. One that
 * was cancelled by itself is no failure. A group error is stronger than a cancellation from outside, which is then raised at the next await.
 *
 * @returns What `body` returned.
 * @throws {TaskGroupError} If anything failed, also a single task.
 * @throws {CancelledError} If the task around it was cancelled, and nothing failed.
 * @throws {UsageError} By rejection, outside a task.
 * @example
 * const total = await taskGroup(async group => {
 *   const first = group.createTask(async () => 1);
 *   const second = group.createTask(async () => 2);
 *   return (await first) + (await second);
 * });
 * console.log(total);
 * @see https://docs.python.org/3/library/asyncio-task.html#task-groups for the model
 */
export async function taskGroup<T>(body: (group: TaskGroup) => T | PromiseLike<T>): Promise<T> {
  const frame = requireTask('taskGroup()');
  const scope = new Scope(frame.scope);
  const group = new TaskGroup(frame, scope);
  return frames.run({ session: frame.session, owner: frame.owner, scope }, () => group.run(body));
}
