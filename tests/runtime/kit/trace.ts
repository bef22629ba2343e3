import { CancelledError, currentTask, Future, run, Task, TaskGroupError, createTask, type Report, type RunOptions } from '../../../src/runtime/index.ts';
import type { Job } from '../../../src/runtime/work-queue.ts';
import { VirtualClock } from './virtual-clock.ts';

// The vocabulary of the oracle's scenarios: what they note down, in the oracle's form. One recording at a time.

/** [virtual milliseconds, kind, participant, ...details] */
export type TraceEvent = readonly [number, string, string, ...unknown[]];

export interface Trace {
  readonly events: readonly TraceEvent[];
  readonly final: Readonly<Record<string, readonly unknown[]>>;
  /** What the runtime reported, for the scenarios with an expectation of their own. */
  readonly reports: readonly Report[];
}

export class ValueError extends Error {
  override readonly name = 'ValueError';
}

export class LookupError extends Error {
  override readonly name = 'LookupError';
}

/** A future with its settling functions on itself, as asyncio's. */
export class Settable<T = unknown> extends Future<T> {
  setResult(value: T): void {
    this.fulfil(value);
  }

  setException(error: unknown): void {
    this.fail(error);
  }
}

let clock = new VirtualClock();
let events: TraceEvent[] = [];
let tracked: { readonly name: string; readonly task: Task<unknown> }[] = [];

/** Runs a scenario as `run()`'s main, under virtual time. */
export async function record(main: () => Promise<unknown>, options: RunOptions = {}): Promise<Trace> {
  clock = new VirtualClock();
  events = [];
  tracked = [];
  const reports: Report[] = [];
  clock.install();
  try {
    await run(
      () => {
        me().addDoneCallback(noteEnd);
        return main();
      },
      { onReport: report => reports.push(report), ...options },
    ).catch(() => undefined);
    ev('closed', 'run');
    const final = Object.fromEntries(tracked.map(({ name, task }) => [name, stateOf(task)]));
    return { events: [...events, ...logs(reports)], final, reports };
  } finally {
    clock.uninstall();
  }
}

export function ev(kind: string, who: string, ...details: readonly unknown[]): void {
  events.push([Math.round(clock.now), kind, who, ...details.map(traced)]);
}

/** `start`, then exactly one of `end`, `cancelled`, `raised`. */
export async function span<T>(who: string, body: () => Promise<T>): Promise<T> {
  ev('start', who);
  try {
    const value = await body();
    ev('end', who);
    return value;
  } catch (error) {
    if (error instanceof CancelledError) {
      ev('cancelled', who, ...exc(error).slice(1));
    } else {
      ev('raised', who, ...exc(error));
    }
    throw error;
  }
}

export function spawn<T>(body: () => Promise<T>, name: string): Task<T> {
  return track(createTask(body, { name }));
}

export function track<T>(task: Task<T>): Task<T> {
  tracked.push({ name: task.name, task });
  return task;
}

/** Awaits and notes the outcome; a driver of scenarios, which swallows everything. */
export async function attempt(who: string, awaited: PromiseLike<unknown>, label = 'await'): Promise<unknown> {
  try {
    ev('result', who, label, await awaited);
    return undefined;
  } catch (error) {
    ev('caught', who, label, ...exc(error));
    return error;
  }
}

export function noteState(who: string, task: Task<unknown>): void {
  ev('state', who, { done: task.done, cancelled: task.cancelled, cancelling: task.cancelling });
}

export function me(): Task<unknown> {
  const task = currentTask();
  if (task === undefined) {
    throw new Error('not in a task');
  }
  return task;
}

export function callLater(milliseconds: number, callback: () => void): void {
  setTimeout(callback, milliseconds);
}

/** The error as the oracle writes it: its type under Python's name, and its message where that is the scenario's and not the runtime's. */
export function exc(error: unknown): readonly unknown[] {
  if (error instanceof TaskGroupError) {
    return ['ExceptionGroup', error.errors.map(exc)];
  }
  if (error instanceof CancelledError) {
    return ['CancelledError', ...(error.reason === undefined ? [] : [error.message])];
  }
  if (!(error instanceof Error)) {
    throw new TypeError(`not an error: ${String(error)}`);
  }
  return ['ValueError', 'LookupError'].includes(error.name) && error.message !== '' ? [error.name, error.message] : [typeName(error)];
}

export function typeName(error: unknown): string {
  const pythonNames: Readonly<Record<string, string>> = { UsageError: 'RuntimeError', RangeError: 'ValueError', TaskGroupError: 'ExceptionGroup' };
  const name = error instanceof Error ? error.name : typeof error;
  return pythonNames[name] ?? name;
}

function noteEnd(main: Future<unknown>): void {
  try {
    ev('returned', 'run', main.result());
  } catch (error) {
    ev('raised', 'run', ...exc(error));
  }
}

function stateOf(task: Task<unknown>): readonly unknown[] {
  if (!task.done) {
    return ['pending'];
  }
  if (task.cancelled) {
    return ['cancelled'];
  }
  return task.failed ? ['failed', ...exc(task.exception())] : ['done', traced(task.result())];
}

/** The oracle reads the final states, which retrieves the errors of the tasks that it tracks, before its garbage collector runs. */
function logs(reports: readonly Report[]): readonly TraceEvent[] {
  return reports
    .filter(report => !(report.code === 'never-retrieved' && tracked.some(({ name }) => name === report.task)))
    .filter(report => ['never-retrieved', 'destroyed-pending', 'unhandled-at-shutdown', 'callback-exception'].includes(report.code))
    .map(({ code, task, error }) => {
      const who = code === 'callback-exception' ? 'loop' : (task ?? 'future');
      return [Math.round(clock.now), 'log', who, code, ...(error === undefined ? [] : [exc(error)])];
    });
}

function traced(value: unknown): unknown {
  if (value === undefined) {
    return null;
  }
  if (value instanceof Task) {
    return value.name;
  }
  if (value instanceof Error) {
    return exc(value);
  }
  if (value instanceof Set) {
    return [...value].map(traced).sort();
  }
  return Array.isArray(value) ? value.map(traced) : value;
}

/** A value that a body hands out to what comes after it. */
export class Kept<T> {
  #value: { readonly of: T } | undefined;

  keep(value: T): void {
    this.#value = { of: value };
  }

  get(): T {
    if (this.#value === undefined) {
      throw new Error('nothing was kept');
    }
    return this.#value.of;
  }
}

/** Thread work of a given virtual duration. */
export function work<T>(who: string, milliseconds: number, { result, error }: { readonly result?: T; readonly error?: Error }): Job<T | undefined> {
  return {
    start(resolve, reject) {
      ev('work-start', who);
      setTimeout(() => {
        ev('work-end', who);
        if (error === undefined) {
          resolve(result);
        } else {
          reject(error);
        }
      }, milliseconds);
    },
    dropped() {
      ev('work-dropped', who);
    },
  };
}

export async function drained<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}
