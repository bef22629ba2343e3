import { EventEmitter } from 'node:events';
import { createTask } from '../create-task.ts';
import { run as runTasks } from '../run.ts';
import type { TaskBody } from '../task.ts';
import type { Trace } from './place.ts';
import type { Holding } from './record.ts';
import type { Run } from './run.ts';

/** What a fake does, and when. */
export interface CallOptions<T> {
  /** Time until it answers, in milliseconds of virtual time; 1 if left out. */
  readonly milliseconds?: number;
  /** What it answers. */
  readonly result?: T;
  /** It always fails, with this. */
  readonly error?: unknown;
  /** The signal that it is given. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How it takes an abort: it rejects with the signal's reason at once (if left out), or only after the time that it takes
   * to answer, or not at all.
   */
  readonly heeds?: 'at once' | 'late' | 'never';
  /** Whether the explorer may let it fail; true if left out. */
  readonly canFail?: boolean;
  /** What it fails with when the explorer lets it; an error of the explorer's own if left out. */
  readonly failure?: () => Error;
  /** Whether the explorer cancels before and after its end; true if left out. */
  readonly isPoint?: boolean;
}

export interface CancelOptions {
  /** The code that is cancelled made the signal itself, so that the cancellation may end in it: it must only stop the work. */
  readonly mayEndHere?: boolean;
}

/** A cancellation token in the shape that editors know. */
export interface Token {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): { dispose(): void };
}

/** A resource that is open, and must be closed. */
export interface Resource extends AsyncDisposable {
  readonly isOpen: boolean;
  /** Does something with the resource. Fails once it is closed. */
  use(options?: CallOptions<void>): Promise<void>;
  /** Closes it, which takes a millisecond; a second time does nothing. */
  close(): Promise<void>;
}

/** Fakes that belong to one run: each settlement of one is a point at which the explorer cancels, or lets it fail. */
export interface Kit {
  /** The signal of the operation: the explorer aborts it. */
  readonly signal: AbortSignal;
  /** The same, for code that takes a cancellation token. */
  readonly token: Token;
  /** A call that takes time, such as a request. */
  call(name: string): Promise<void>;
  call<T = void>(name: string, options: CallOptions<T>): Promise<T>;
  /** Opens a resource. One that is still open at the end is a skipped cleanup. */
  open(name: string, options?: Omit<CallOptions<Resource>, 'result'>): Promise<Resource>;
  /** An emitter. Listeners that are still there when the operation has ended are leaks. */
  emitter<Events extends Record<keyof Events, unknown[]> = Record<string, unknown[]>>(name: string): EventEmitter<Events>;
  /** A stream of chunks. One that is neither read to its end nor given back is a skipped cleanup. */
  stream<T>(name: string, chunks: Iterable<T>, options?: Omit<CallOptions<T>, 'result' | 'error'>): AsyncIterableIterator<T, undefined>;
  /** A lock; `acquire` waits for its turn, and what it answers gives the lock back. One that is never given back is a skipped cleanup. */
  lock(name: string): { acquire(options?: { readonly signal?: AbortSignal | undefined }): Promise<() => void> };
  /** An emitter of one's own: as `emitter`, from now on. */
  watch<E extends object>(name: string, emitter: E): E;
  /** Something of one's own that must be given back: the result says that it has been. */
  holds(name: string): () => void;
  /** A wait of one's own for something that takes a signal and was given none: the result says that it is over. */
  waitsUnheard(): () => void;
  /** Says how the operation is cancelled, if not by the signal: by a method of what is tested, say. */
  cancelBy(cancel: () => void, options?: CancelOptions): void;
  /**
   * Runs the body as a task of the runtime, in a `run` of its own. The explorer cancels the task instead of aborting the signal, and what
   * the `run` reports is seen, as in debug.
   */
  run<T>(body: TaskBody<T>): Promise<T>;
}

export function kitOf(run: Run, signal: AbortSignal): Kit {
  return { signal, token: tokenOf(signal), call, open, emitter, watch, stream, lock, holds, waitsUnheard, cancelBy, run: runAsTask };

  function call<T>(name: string, options: CallOptions<T> = {}): Promise<T> {
    return begin(name, options, run.trace(call));
  }

  function begin<T>(name: string, options: CallOptions<T>, trace: Trace): Promise<T> {
    const { milliseconds = 1, signal: given, heeds = 'at once', canFail = true, isPoint = true, failure } = options;
    const heard = given === undefined && heeds !== 'never' ? run.waitsUnheard(trace) : () => undefined;
    return new Promise((resolve, reject) => {
      // What a signal gives as its reason need not be an error.
      const refuse: (reason: unknown) => void = reject;
      // Whoever asks without end in a turn that never ends is left without an answer.
      if (run.isSpinning) {
        return;
      }
      if (heeds === 'at once' && given?.aborted === true) {
        refuse(run.failing ?? given.reason);
        return;
      }
      let cancel = run.begin({ name, sort: 'call', milliseconds, canFail, isPoint, failure }, settle, trace);
      const stop = (): void => {
        cancel();
        if (heeds === 'at once') {
          refuse(run.failing ?? given?.reason);
        } else {
          cancel = run.begin({ name: `${name}, which has been cancelled`, sort: 'call', milliseconds }, () => { refuse(given?.reason); }, trace);
        }
      };
      if (heeds !== 'never') {
        given?.addEventListener('abort', stop, { once: true });
      }
      function settle(failure?: Error): void {
        heard();
        given?.removeEventListener('abort', stop);
        if (failure !== undefined || 'error' in options) {
          refuse(failure ?? options.error);
        } else {
          resolve(options.result as T);
        }
      }
    });
  }

  async function open(name: string, options: Omit<CallOptions<Resource>, 'result'> = {}): Promise<Resource> {
    const trace = run.trace(open);
    await begin<unknown>(`open ${name}`, options, trace);
    return resourceOf(name, run.holds(name, open));
  }

  function resourceOf(name: string, holding: Holding): Resource {
    const close = async (): Promise<void> => {
      if (holding.isHeld) {
        await begin(`close ${name}`, { canFail: false }, run.trace(close));
        holding.isHeld = false;
      }
    };
    const use = (options: CallOptions<void> = {}): Promise<void> =>
      begin(`use ${name}`, holding.isHeld ? options : { ...options, error: new Error(`${name} is closed.`) }, run.trace(use));
    return {
      get isOpen() {
        return holding.isHeld;
      },
      use,
      close,
      [Symbol.asyncDispose]: close,
    };
  }

  function emitter<Events extends Record<keyof Events, unknown[]>>(name: string): EventEmitter<Events> {
    const made = new EventEmitter<Events>();
    return watch(name, made);
  }

  function watch<E extends object>(name: string, made: E): E {
    const stops = new Map<unknown, (() => void)[]>();
    const listen = (event: string, listener: (...given: unknown[]) => void): void => {
      EventEmitter.prototype.on.call(made as never, event, listener);
    };
    listen('newListener', added);
    listen('removeListener', (_event, listener) => { stops.get(listener)?.pop()?.(); });
    function added(event: unknown, listener: unknown): void {
      if (event !== 'removeListener') {
        stops.set(listener, [...(stops.get(listener) ?? []), run.listens(name, String(event), added).stop]);
      }
    }
    return made;
  }

  function stream<T>(name: string, chunks: Iterable<T>, options: Omit<CallOptions<T>, 'result' | 'error'> = {}): AsyncIterableIterator<T, undefined> {
    const rest = chunks[Symbol.iterator]();
    let holding: Holding | undefined;
    const end = (): IteratorReturnResult<undefined> => {
      if (holding !== undefined) {
        holding.isHeld = false;
      }
      return { done: true, value: undefined };
    };
    const next = async (): Promise<IteratorResult<T, undefined>> => {
      holding ??= run.holds(name, next);
      try {
        await begin<unknown>(`next of ${name}`, options, run.trace(next));
      } catch (error) {
        end();
        throw error;
      }
      const chunk: IteratorResult<T, unknown> = rest.next();
      return chunk.done === true ? end() : chunk;
    };
    const made: AsyncIterableIterator<T, undefined> = { next, return: () => Promise.resolve(end()), [Symbol.asyncIterator]: () => made };
    return made;
  }

  function lock(name: string) {
    const waiting: (() => void)[] = [];
    let isTaken = false;
    async function acquire(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<() => void> {
      if (isTaken) {
        await turnIn(options.signal);
      } else {
        options.signal?.throwIfAborted();
      }
      isTaken = true;
      const holding = run.holds(name, acquire);
      return () => {
        if (holding.isHeld) {
          holding.isHeld = false;
          isTaken = false;
          waiting.shift()?.();
        }
      };
    }
    function turnIn(given: AbortSignal | undefined): Promise<void> {
      return new Promise((resolve, reject) => {
        const refuse: (reason: unknown) => void = reject;
        const stop = (): void => {
          waiting.splice(waiting.indexOf(enter), 1);
          refuse(run.failing ?? given?.reason);
        };
        const enter = (): void => {
          isTaken = true;
          given?.removeEventListener('abort', stop);
          resolve();
        };
        if (given?.aborted === true) {
          refuse(given.reason);
          return;
        }
        waiting.push(enter);
        given?.addEventListener('abort', stop, { once: true });
      });
    }
    return { acquire };
  }

  function holds(name: string): () => void {
    const holding = run.holds(name, holds);
    return () => { holding.isHeld = false; };
  }

  function waitsUnheard(): () => void {
    return run.waitsUnheard(run.trace(waitsUnheard));
  }

  function cancelBy(cancel: () => void, { mayEndHere = false }: CancelOptions = {}): void {
    run.cancelBy({ cancel, mayEndHere, isTask: false });
  }

  function runAsTask<T>(body: TaskBody<T>): Promise<T> {
    const onReport = run.reported.bind(run);
    return runTasks(
      () => {
        const task = createTask(body, { name: 'operation' });
        run.cancelBy({ cancel: () => void task.cancel(), mayEndHere: false, isTask: true });
        return task;
      },
      { debug: true, onReport },
    );
  }
}

function tokenOf(signal: AbortSignal): Token {
  return {
    get isCancellationRequested() {
      return signal.aborted;
    },
    onCancellationRequested: listener => {
      const hear = (): void => { listener(); };
      signal.addEventListener('abort', hear, { once: true });
      return { dispose: () => { signal.removeEventListener('abort', hear); } };
    },
  };
}
