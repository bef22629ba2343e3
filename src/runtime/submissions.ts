import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createTask } from './create-task.ts';
import { CancelledError, UsageError } from './errors.ts';
import { frames, requireSession } from './frame.ts';
import { asCancelledError, Future } from './future.ts';
import type { Task } from './task.ts';

// Work that another thread has done here. Each call carries a port of its own for its answer: what comes back through it is the outcome,
// what goes in is the request to cancel, and if this side goes away it closes, so that no call waits for ever.

/** The functions that other threads may call, by name. */
export type Handlers = Readonly<Record<string, (...args: never[]) => unknown>>;

interface Submission {
  readonly name: string;
  readonly args: readonly never[];
  readonly reply: MessagePort;
}

type Outcome = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'error'; readonly error: unknown } | { readonly kind: 'cancelled'; readonly reason: unknown };

/**
 * Opens this `run` to other threads: each of their calls becomes a task here. It is closed when `run` ends.
 *
 * @returns A port to send to a thread (it must be in the `transfer` list), which uses it with `submitTo`.
 * @throws {UsageError} Outside `run`.
 * @example
 * const port = acceptSubmissions({ double: async (n: number) => n * 2 });
 * await toThread({ module: new URL('./worker.js', import.meta.url), args: [port], transfer: [port] });
 */
export function acceptSubmissions(handlers: Handlers): MessagePort {
  const session = requireSession('acceptSubmissions()');
  const { port1, port2 } = new MessageChannel();
  port1.on('message', (submission: Submission) => { frames.run({ session }, accept, handlers, submission); });
  port1.unref();
  session.open.add(() => { port1.close(); });
  return port2;
}

/**
 * Calls a function that the thread of `run` has opened with `acceptSubmissions`. For threads; it needs no `run`.
 *
 * @param options.signal Aborting it asks the task there to end.
 * @throws What the function throws, as structured clone brings it over.
 * @throws {CancelledError} If the task there ended cancelled.
 * @throws {UsageError} If there is no such function, or `run` has ended.
 * @example
 * import { parentPort } from 'node:worker_threads';
 * import { submitTo } from 'eslint-plugin-cancellation/runtime';
 *
 * parentPort?.once('message', async port => {
 *   console.log(await submitTo(port, 'double', [21]));
 * });
 */
export async function submitTo(port: MessagePort, name: string, args: readonly unknown[] = [], { signal }: { readonly signal?: AbortSignal } = {}): Promise<unknown> {
  const { port1: answer, port2: reply } = new MessageChannel();
  const { future, resolve, reject } = Future.withResolvers<unknown>();
  answer.once('message', (outcome: Outcome) => {
    if (outcome.kind === 'value') {
      resolve(outcome.value);
    } else {
      reject(outcome.kind === 'cancelled' ? new CancelledError(outcome.reason) : outcome.error);
    }
  });
  answer.once('close', () => {
    if (!future.done) {
      reject(new UsageError('run() has ended: it takes no more submissions.'));
    }
  });
  port.postMessage({ name, args, reply }, [reply]);
  const cancel = (): void => {
    answer.postMessage(undefined);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted === true) {
    cancel();
  }
  try {
    return await future;
  } finally {
    signal?.removeEventListener('abort', cancel);
    answer.close();
  }
}

function accept(handlers: Handlers, { name, args, reply }: Submission): void {
  const task = createTask(
    () => {
      const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
      if (handler === undefined) {
        throw new UsageError(`There is no function ${name} to submit to.`);
      }
      return handler(...args);
    },
    { name: `submitted ${name}` },
  );
  reply.on('message', () => task.cancel());
  task.addDoneCallback(() => { answerWith(reply, outcomeOf(task)); });
}

function answerWith(reply: MessagePort, outcome: Outcome): void {
  try {
    reply.postMessage(outcome);
  } catch (error) {
    // What cannot be cloned is an error of the call.
    reply.postMessage({ kind: 'error', error: new UsageError(`The outcome cannot be sent to another thread: ${String(error)}`) });
  }
  reply.close();
}

function outcomeOf(task: Task<unknown>): Outcome {
  try {
    return { kind: 'value', value: task.result() };
  } catch (error) {
    return task.cancelled ? { kind: 'cancelled', reason: asCancelledError(error).reason } : { kind: 'error', error };
  }
}
