import { availableParallelism } from 'node:os';
import { Worker, type Transferable } from 'node:worker_threads';
import { UsageError } from './errors.ts';
import type { Future } from './future.ts';
import { WorkQueue } from './work-queue.ts';

/** A function to call in another thread: an export of a module, because a function itself cannot be sent there. */
export interface ThreadWork {
  /** The module, as a `file:` URL or the name of a package. */
  readonly module: URL | string;
  /** The exported function; it may be async. Default: 'default'. */
  readonly name?: string;
  /** Copied to the thread by structured clone. */
  readonly args?: readonly unknown[];
  /** Parts of `args` that are handed over instead of copied. */
  readonly transfer?: readonly Transferable[];
  /** Ends the whole thread when the awaiter is cancelled while the work is running. Its clean-up does not run. Default: false. */
  readonly terminateOnCancel?: boolean;
}

interface Call {
  readonly message: { readonly module: string; readonly name: string; readonly args: readonly unknown[] };
  readonly transfer: readonly Transferable[];
}

interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

type Reply<T> = { readonly failed: false; readonly value: T } | { readonly failed: true; readonly error: unknown };

// In the thread. A value that cannot be cloned is an error of the call, not of the thread.
const threadProgram = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', async ({ module, name, args }) => {
  try {
    const loaded = await import(module);
    parentPort.postMessage({ failed: false, value: await loaded[name](...args) });
  } catch (error) {
    parentPort.postMessage({ failed: true, error });
  }
});
`;

/**
 * A limited number of threads, started when needed and kept for the next work. Idle ones do not keep the process alive.
 *
 * @see https://nodejs.org/api/worker_threads.html
 */
export class ThreadPool {
  readonly #queue: WorkQueue;
  readonly #idle: Worker[] = [];

  /** @throws {RangeError} If there is not at least one thread. Default: as many as the machine runs at once. */
  constructor({ threads = availableParallelism() }: { readonly threads?: number } = {}) {
    if (!(threads >= 1)) {
      throw new RangeError(`A pool has at least one thread, not ${threads}.`);
    }
    this.#queue = new WorkQueue(threads);
  }

  /** As `toThread`, in this pool. */
  submit<T>({ module, name = 'default', args = [], transfer = [], terminateOnCancel = false }: ThreadWork): Future<T> {
    let worker: Worker | undefined;
    return this.#queue.submit<T>({
      start: (resolve, reject) => {
        worker = this.#idle.pop() ?? new Worker(threadProgram, { eval: true });
        this.#call<T>(worker, { message: { module: String(module), name, args }, transfer }, { resolve, reject });
      },
      abandoned: () => {
        if (terminateOnCancel) {
          void worker?.terminate();
        }
        return terminateOnCancel;
      },
    });
  }

  /** Ends the idle threads. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map(worker => worker.terminate()));
  }

  #call<T>(worker: Worker, { message, transfer }: Call, { resolve, reject }: Settle<T>): void {
    const forget = (): void => {
      worker.off('message', replied);
      worker.off('error', lost);
      worker.off('exit', ended);
    };
    const free = (): void => {
      forget();
      worker.unref();
      this.#idle.push(worker);
    };
    const replied = (reply: Reply<T>): void => {
      free();
      if (reply.failed) {
        reject(reply.error);
      } else {
        resolve(reply.value);
      }
    };
    // A thread that fails or ends is not used again.
    const lost = (error: unknown): void => {
      forget();
      reject(error);
    };
    const ended = (): void => {
      lost(new UsageError('The thread ended before its work was done.'));
    };
    worker.ref();
    worker.on('message', replied);
    worker.on('error', lost);
    worker.on('exit', ended);
    try {
      worker.postMessage(message, [...transfer]);
    } catch (error) {
      free();
      reject(error);
    }
  }
}
