import { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { watchPromises } from './promises.ts';
import type { Run, StepOptions } from './run.ts';
import { watchSignal } from './signals.ts';

// What runs in an exploration sees virtual time; everybody else in the process, the test runner above all, keeps the platform's.
// Both call the same functions, which ask in whose name they are called.

const runs = new AsyncLocalStorage<Run>();
const real = {
  setTimeout,
  setInterval,
  setImmediate,
  clearTimeout,
  clearInterval,
  clearImmediate,
  Date,
  performanceNow: performance.now.bind(performance),
  AbortController,
  timeout: AbortSignal.timeout.bind(AbortSignal),
  any: AbortSignal.any.bind(AbortSignal),
  promises: { ...timersPromises },
};

/** The moment at which every run begins: the first of January 2024. */
const epoch = 1_704_067_200_000;
const longest = 2 ** 31 - 1;

export function inRun<T>(run: Run, act: () => T): T {
  return runs.run(run, act);
}

/** Lets everything that is ready have its turn. */
export function turn(): Promise<void> {
  return runs.exit(() => new Promise(resolve => void real.setImmediate(resolve)));
}

/** Acts in a turn of its own: a stack begins there, and does not lead through all that waits for the turn. */
export function inTurn<T>(act: () => T): Promise<T> {
  return runs.exit(
    () =>
      new Promise((resolve, reject) => {
        const refuse: (reason: unknown) => void = reject;
        real.setImmediate(() => {
          try {
            resolve(act());
          } catch (error) {
            refuse(error);
          }
        });
      }),
  );
}

/** Waits in real time. */
export function pause(milliseconds: number): Promise<void> {
  return runs.exit(() => new Promise(resolve => void real.setTimeout(resolve, milliseconds)));
}

/** Whether code of a run stands under one: explorations cannot be nested. */
export function isInRun(): boolean {
  return runs.getStore() !== undefined;
}

/** Puts virtual time in place; the result puts everything back as it was. */
export function install(): () => void {
  const undo: (() => void)[] = [];
  try {
    installTimers(undo);
    installClock(undo);
    installSignals(undo);
    undo.push(watchPromises(() => runs.getStore()));
    installRejections(undo);
  } catch (error) {
    putBack(undo);
    throw error;
  }
  return () => { putBack(undo); };
}

function putBack(undo: (() => void)[]): void {
  for (let next = undo.pop(); next !== undefined; next = undo.pop()) {
    next();
  }
}

/** Replaces a property by another of the same kind, and remembers how it was. */
function replace(undo: (() => void)[], target: object, name: PropertyKey, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { configurable: true, enumerable: before?.enumerable ?? false, writable: true, value });
  undo.push(() => {
    if (before === undefined) {
      Reflect.deleteProperty(target, name);
    } else {
      Object.defineProperty(target, name, before);
    }
  });
}

type Callback = (...given: unknown[]) => void;

/** What `setTimeout` answers: it can be turned into a number and disposed of, like the platform's. */
class VirtualTimer {
  static readonly #byNumber = new Map<number, VirtualTimer>();
  static #last = 1_000_000_000;
  readonly cancel: () => boolean;
  readonly #restart: () => () => boolean;
  #cancelAgain: (() => boolean) | undefined;

  constructor(start: () => () => boolean) {
    this.#restart = start;
    this.cancel = start();
  }

  static find(timer: unknown): VirtualTimer | undefined {
    return timer instanceof VirtualTimer ? timer : VirtualTimer.#byNumber.get(Number(timer));
  }

  stop(): void {
    this.cancel();
    this.#cancelAgain?.();
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  refresh(): this {
    this.stop();
    this.#cancelAgain = this.#restart();
    return this;
  }

  close(): this {
    this.stop();
    return this;
  }

  [Symbol.toPrimitive](): number {
    VirtualTimer.#last += 1;
    VirtualTimer.#byNumber.set(VirtualTimer.#last, this);
    return VirtualTimer.#last;
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

function installTimers(undo: (() => void)[]): void {
  const virtual = {
    setTimeout: timerFunction('setTimeout', real.setTimeout),
    setInterval: timerFunction('setInterval', real.setInterval),
    setImmediate: timerFunction('setImmediate', real.setImmediate),
    clearTimeout: clearFunction(real.clearTimeout),
    clearInterval: clearFunction(real.clearInterval),
    clearImmediate: clearFunction(real.clearImmediate),
  };
  Object.assign(virtual.setTimeout, { [promisify.custom]: sleep });
  Object.assign(virtual.setImmediate, { [promisify.custom]: rest });
  for (const [name, value] of Object.entries(virtual)) {
    replace(undo, globalThis, name, value);
    replace(undo, timers, name, value);
  }
  replace(undo, timersPromises, 'setTimeout', sleep);
  replace(undo, timersPromises, 'setImmediate', rest);
  replace(undo, timersPromises, 'setInterval', ticks);
  replace(undo, timersPromises.scheduler, 'wait', (delay: number, options?: Stoppable) => sleep(delay, undefined, options));
  replace(undo, timersPromises.scheduler, 'yield', () => rest());
  syncBuiltinESMExports();
  undo.unshift(syncBuiltinESMExports);
}

function timerFunction(name: 'setTimeout' | 'setInterval' | 'setImmediate', platform: (...given: never[]) => unknown) {
  function set(this: unknown, callback: Callback, ...given: unknown[]): unknown {
    const run = runs.getStore();
    if (run === undefined || typeof callback !== 'function') {
      return Reflect.apply(platform, this, [callback, ...given]);
    }
    const [delay, ...parameters] = name === 'setImmediate' ? [0, ...given] : given.length === 0 ? [1] : given;
    const milliseconds = name === 'setImmediate' ? 0 : delayOf(delay);
    const trace = run.trace(set);
    const options: StepOptions =
      name === 'setInterval'
        ? { name, sort: 'interval', milliseconds, every: milliseconds }
        : { name, sort: 'timer', milliseconds };
    return new VirtualTimer(() => run.begin(options, () => { callback(...parameters); }, trace));
  }
  return set;
}

function clearFunction(platform: (timer: never) => void) {
  return (timer: unknown): void => {
    const virtual = timer === undefined || timer === null ? undefined : VirtualTimer.find(timer);
    if (virtual === undefined) {
      Reflect.apply(platform, undefined, [timer]);
    } else {
      virtual.stop();
    }
  };
}

/** As the platform reads a delay: too long is as short as can be. */
function delayOf(delay: unknown): number {
  const number = Number(delay);
  return number >= 1 && number <= longest ? Math.trunc(number) : 1;
}

interface Stoppable {
  readonly signal?: AbortSignal | undefined;
  readonly ref?: boolean | undefined;
}

/** The error with which Node's own calls answer an abort. */
function abortErrorFor(reason: unknown): Error {
  const error = new Error('The operation was aborted', { cause: reason });
  error.name = 'AbortError';
  return Object.assign(error, { code: 'ABORT_ERR' });
}

function sleep<T>(delay = 1, value?: T, options: Stoppable = {}): Promise<T | undefined> {
  return sleepAs('timers/promises.setTimeout', delayOf(delay), value, options, () => real.promises.setTimeout(delay, value, options), sleep);
}

function rest<T>(value?: T, options: Stoppable = {}): Promise<T | undefined> {
  return sleepAs('timers/promises.setImmediate', 0, value, options, () => real.promises.setImmediate(value, options), rest);
}

function sleepAs<T>(
  name: string,
  milliseconds: number,
  value: T | undefined,
  { signal }: Stoppable,
  platform: () => Promise<T | undefined>,
  after: (...given: never[]) => unknown,
): Promise<T | undefined> {
  const run = runs.getStore();
  if (run === undefined) {
    return platform();
  }
  if (signal?.aborted === true) {
    return Promise.reject(abortErrorFor(signal.reason));
  }
  const trace = run.trace(after);
  const heard = signal === undefined ? run.waitsUnheard(trace) : () => undefined;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      cancel();
      // A call that is made to fail must not look cancelled.
      reject(run.failing ?? abortErrorFor(signal?.reason));
    };
    const cancel = run.begin({ name, sort: 'sleep', milliseconds }, () => {
      heard();
      signal?.removeEventListener('abort', stop);
      resolve(value);
    }, trace);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

async function* ticks<T>(delay = 1, value?: T, options: Stoppable = {}): AsyncGenerator<T | undefined> {
  if (runs.getStore() === undefined) {
    yield* real.promises.setInterval(delay, value, options);
    return;
  }
  for (;;) {
    yield await sleepAs('timers/promises.setInterval', delayOf(delay), value, options, () => Promise.resolve(value), ticks);
  }
}

function installClock(undo: (() => void)[]): void {
  const virtualNow = (run: Run): number => epoch + run.now;
  const virtual: DateConstructor = new Proxy(real.Date, {
    construct(target, given: unknown[], made): Date {
      const run = runs.getStore();
      const parameters = run !== undefined && given.length === 0 ? [virtualNow(run)] : given;
      return Reflect.construct(target, parameters, made === virtual ? target : made) as Date;
    },
    apply(target) {
      const run = runs.getStore();
      return new target(run === undefined ? target.now() : virtualNow(run)).toString();
    },
    get(target, name, receiver): unknown {
      const run = runs.getStore();
      return name === 'now' && run !== undefined ? () => virtualNow(run) : Reflect.get(target, name, receiver);
    },
  });
  replace(undo, globalThis, 'Date', virtual);
  replace(undo, performance, 'now', () => runs.getStore()?.now ?? real.performanceNow());
}

function installSignals(undo: (() => void)[]): void {
  const controllers: typeof AbortController = new Proxy(real.AbortController, {
    construct(target, given: unknown[], made): AbortController {
      const controller = Reflect.construct(target, given, made === controllers ? target : made) as AbortController;
      const run = runs.getStore();
      if (run !== undefined) {
        watchSignal(controller.signal, run, 'a signal');
      }
      return controller;
    },
  });
  replace(undo, globalThis, 'AbortController', controllers);
  replace(undo, AbortSignal, 'timeout', timeoutSignal);
  replace(undo, AbortSignal, 'any', (signals: Iterable<AbortSignal>) => {
    const signal = real.any([...signals]);
    const run = runs.getStore();
    return run === undefined ? signal : watchSignal(signal, run, 'a signal').signal;
  });
}

function timeoutSignal(delay: number): AbortSignal {
  const run = runs.getStore();
  if (run === undefined || typeof delay !== 'number' || !(delay >= 0) || delay > Number.MAX_SAFE_INTEGER) {
    return real.timeout(delay);
  }
  const controller = new real.AbortController();
  const trace = run.trace(timeoutSignal);
  run.begin({ name: 'AbortSignal.timeout', sort: 'deadline', milliseconds: delay === 0 ? 1 : delayOf(delay), isQuiet: true }, () => {
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, trace);
  return watchSignal(controller.signal, run, 'a signal').signal;
}

/** A rejection of a run that nobody handles is noted; those of others go where they would have gone. */
function installRejections(undo: (() => void)[]): void {
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    const before = process.rawListeners(event);
    const listener = (reason: unknown, about: unknown): void => {
      const run = runs.getStore();
      if (run !== undefined) {
        run.unhandled(reason, run.madeOf(about), run.blamed(reason));
      } else if (before.length === 0) {
        throw reason;
      } else {
        before.forEach(other => { Reflect.apply(other, process, [reason, about]); });
      }
    };
    process.removeAllListeners(event);
    process.on(event, listener);
    undo.push(() => {
      process.removeListener(event, listener);
      before.forEach(other => { Reflect.apply(process.on.bind(process), process, [event, other]); });
    });
  }
}
