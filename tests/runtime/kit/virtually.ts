import { run, type Report, type RunOptions } from '../../../src/runtime/index.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface VirtualRun<T> {
  readonly outcome: PromiseSettledResult<T>;
  readonly reports: readonly Report[];
  readonly codes: readonly string[];
  /** Virtual time that it took. */
  readonly milliseconds: number;
  /** Timers that are still set. */
  readonly timers: number;
  /** Timers that were ever set. */
  readonly timersSet: number;
}

/** Runs main to its end under virtual time. */
export async function virtually<T>(main: () => T | PromiseLike<T>, options: RunOptions = {}): Promise<VirtualRun<T>> {
  const clock = new VirtualClock();
  const reports: Report[] = [];
  clock.install();
  try {
    const [outcome] = await Promise.allSettled([run(main, { onReport: report => reports.push(report), ...options })]);
    return { outcome, reports, codes: reports.map(({ code }) => code), milliseconds: clock.now, timers: clock.timers, timersSet: clock.everSet };
  } finally {
    clock.uninstall();
  }
}

/** The value of a main that must succeed. */
export async function valueOf<T>(main: () => T | PromiseLike<T>, options: RunOptions = {}): Promise<T> {
  const { outcome } = await virtually(main, options);
  if (outcome.status === 'rejected') {
    throw outcome.reason;
  }
  return outcome.value;
}

/** What a main that must fail throws. */
export async function errorOf(main: () => unknown, options: RunOptions = {}): Promise<unknown> {
  const { outcome } = await virtually(main, options);
  if (outcome.status === 'fulfilled') {
    throw new Error(`It succeeded with ${String(outcome.value)}.`);
  }
  return outcome.reason;
}

/** A promise that the runtime knows nothing of, under virtual time. */
export function foreign<T>(milliseconds: number, value: T): Promise<T> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds, value);
  });
}

/** An operation like Node's own: it rejects with an AbortError whose cause is the reason of the signal. */
export function nodeOperation(milliseconds: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { name: 'AbortError', code: 'ABORT_ERR' }));
    };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    setTimeout(resolve, milliseconds, 'done');
  });
}
