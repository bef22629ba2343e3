import { describe, expect, it } from 'vitest';
import {
  abortable,
  cancellable,
  CancelledError,
  checkpoint,
  cleanup,
  createTask,
  currentSignal,
  currentTask,
  isCancelled,
  rethrowIfCancelled,
  sleep,
  TimeoutError,
  wait,
  withTimeout,
} from '../../src/runtime/index.ts';
import { errorOf, foreign, nodeOperation, valueOf, virtually } from './kit/virtually.ts';

// Where the edge-triggered requests of the runtime meet the level-triggered signals of the platform.

describe('the signal of a task', () => {
  it('aborts at the request, with the error of the request as its reason', async () => {
    const [aborted, reason, caught] = await valueOf<readonly unknown[]>(async () => {
      let seen: AbortSignal | undefined;
      const task = createTask(async () => {
        seen = currentSignal();
        await sleep(1_000);
      });
      await sleep(1);
      task.cancel('enough');
      const abortedAtOnce = seen?.aborted;
      const error: unknown = await task.then(undefined, (thrown: unknown) => thrown);
      return [abortedAtOnce, seen?.reason, error] as const;
    });
    expect(aborted).toBe(true);
    expect(reason).toBeInstanceOf(CancelledError);
    expect(caught).toBe(reason);
  });

  it('is a fresh one after the last request was taken back, while the old one stays aborted', async () => {
    const states = await valueOf(async () => {
      const task = currentTask();
      const old = currentSignal();
      task?.cancel();
      task?.uncancel();
      await sleep(1);
      return [old.aborted, currentSignal().aborted, currentSignal() === old];
    });
    expect(states).toEqual([true, false, false]);
  });

  it('is made aborted if it is asked for after the request', async () => {
    const aborted = await valueOf(async () => {
      let seen: boolean | undefined;
      const task = createTask(async () => {
        try {
          await sleep(1_000);
        } finally {
          seen = currentSignal().aborted;
        }
      });
      await sleep(1);
      task.cancel();
      await wait([task]);
      return seen;
    });
    expect(aborted).toBe(true);
  });

  it('stays as it is when a timeout inside the task expires', async () => {
    const states = await valueOf(async () => {
      const outer = currentSignal();
      let inner: AbortSignal | undefined;
      const error: unknown = await withTimeout(10, async () => {
        inner = currentSignal();
        await sleep(1_000);
      }).catch((thrown: unknown) => thrown);
      return [error instanceof TimeoutError, inner?.aborted, outer.aborted, currentSignal() === outer];
    });
    expect(states).toEqual([true, true, false, true]);
  });

  it('aborts in the scopes inside too', async () => {
    const inner = await valueOf(async () => {
      let signal: AbortSignal | undefined;
      const task = createTask(() =>
        withTimeout(1_000, async deadline => {
          signal = deadline.signal;
          await sleep(500);
        }),
      );
      await sleep(1);
      task.cancel();
      await wait([task]);
      return signal?.aborted;
    });
    expect(inner).toBe(true);
  });
});

describe('a request that arrives in an await which the runtime does not own', () => {
  it('is raised at the next await that it does own, before that begins', async () => {
    const { outcome, milliseconds, timers } = await virtually(async () => {
      const task = createTask(async () => {
        await foreign(50, 'ignored');
        await foreign(50, 'ignored again');
        await sleep(1_000);
      });
      await sleep(10);
      task.cancel();
      await wait([task]);
      return task.cancelled;
    });
    expect(outcome).toEqual({ status: 'fulfilled', value: true });
    expect(milliseconds).toBe(100);
    expect(timers).toBe(0);
  });

  it('cancels the task if it returns first, and drops its value', async () => {
    const { outcome, codes } = await virtually(
      async () => {
        const task = createTask(() => foreign(50, { connection: 1 }));
        await sleep(10);
        task.cancel();
        await wait([task]);
        return task.cancelled;
      },
      { debug: true },
    );
    expect(outcome).toEqual({ status: 'fulfilled', value: true });
    expect(codes).toContain('cancel-undelivered');
  });

  it('counts as delivered if the operation rejected with it because it was given the signal', async () => {
    const goesOn = await valueOf(async () => {
      const task = createTask(async () => {
        try {
          await nodeOperation(1_000, currentSignal());
        } catch (error) {
          expect(isCancelled(error)).toBe(true);
        }
        await sleep(5);
        return 'second wait undisturbed';
      });
      await sleep(10);
      task.cancel();
      return task;
    });
    expect(goesOn).toBe('second wait undisturbed');
  });

  it('ends the task as cancelled if an AbortError with it as its cause leaves the body', async () => {
    const task = await valueOf(async () => {
      const cancelled = createTask(() => nodeOperation(1_000, currentSignal()));
      await sleep(10);
      cancelled.cancel();
      await wait([cancelled]);
      return cancelled.cancelled;
    });
    expect(task).toBe(true);
  });

  it('is another task’s business if the AbortError was caused by a request to that one', async () => {
    const states = await valueOf(async () => {
      const controller = new AbortController();
      const other = createTask(() => sleep(1_000).catch((error: unknown) => { controller.abort(error); }));
      const own = createTask(() => nodeOperation(1_000, controller.signal));
      await sleep(1);
      other.cancel();
      await wait([other, own]);
      own.exception();
      return [own.cancelled, own.failed];
    });
    expect(states).toEqual([false, true]);
  });

  it('and an AbortError of somebody else is a failure', async () => {
    const controller = new AbortController();
    controller.abort();
    const error = await errorOf(() => nodeOperation(1_000, controller.signal));
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(isCancelled(error)).toBe(false);
  });
});

describe('rethrowIfCancelled', () => {
  it('throws the request itself, also out of a wrapping AbortError', async () => {
    const same = await valueOf(async () => {
      const task = createTask(async () => {
        const signal = currentSignal();
        try {
          await nodeOperation(1_000, signal);
        } catch (error) {
          try {
            rethrowIfCancelled(error);
          } catch (rethrown) {
            return rethrown === signal.reason;
          }
        }
        return false;
      });
      await sleep(1);
      task.cancel();
      return task;
    });
    expect(same).toBe(true);
  });

  it('lets every other error be', () => {
    expect(() => {
      rethrowIfCancelled(new Error('failed'));
    }).not.toThrow();
    expect(isCancelled(undefined)).toBe(false);
  });
});

describe('abortable', () => {
  it('aborts the operation, waits for its end, and raises the cancellation', async () => {
    const { outcome, milliseconds } = await virtually(async () => {
      const task = createTask(async () => {
        await abortable(async signal => {
          await nodeOperation(1_000, signal).catch(() => foreign(20, 'cleaned up'));
        });
      });
      await sleep(10);
      task.cancel();
      await wait([task]);
      return task.cancelled;
    });
    expect(outcome).toEqual({ status: 'fulfilled', value: true });
    expect(milliseconds).toBe(30);
  });

  it('raises one error for one request', async () => {
    const value = await valueOf(async () => {
      const task = createTask(async () => {
        await abortable(signal => nodeOperation(1_000, signal)).then(undefined, () => undefined);
        await sleep(5);
        return 'undisturbed';
      });
      await sleep(10);
      task.cancel();
      return task;
    });
    expect(value).toBe('undisturbed');
  });

  it('gives the value of an operation that was not aborted', async () => {
    expect(await valueOf(async () => abortable(signal => nodeOperation(5, signal)))).toBe('done');
  });

  it('never calls the operation if a request is pending', async () => {
    let called = false;
    const error = await errorOf(async () => {
      currentTask()?.cancel();
      await abortable(() => {
        called = true;
      });
    });
    expect(error).toBeInstanceOf(CancelledError);
    expect(called).toBe(false);
  });

  it('lets an error of the operation’s clean-up out instead of the cancellation', async () => {
    const error = await errorOf(async () => {
      const task = createTask(async () => {
        await abortable(signal =>
          nodeOperation(1_000, signal).catch(() => {
            throw new Error('clean-up failed');
          }),
        );
      });
      await sleep(10);
      task.cancel();
      await task;
    });
    expect(error).toMatchObject({ message: 'clean-up failed' });
  });

  it('gives each call a signal of its own, so that none gathers listeners', async () => {
    const signals = await valueOf(async () => {
      const seen = new Set<AbortSignal>();
      for (let call = 0; call < 20; call += 1) {
        await abortable(signal => {
          seen.add(signal);
          return foreign(1, call);
        });
      }
      return seen.size;
    });
    expect(signals).toBe(20);
  });
});

describe('cancellable', () => {
  it('frees the waiter at once and reports what becomes of the promise', async () => {
    const { outcome, codes } = await virtually(async () => {
      const task = createTask(async () => {
        await cancellable(
          foreign(100, 'late').then(() => {
            throw new Error('too late');
          }),
        );
      });
      await sleep(10);
      task.cancel();
      await wait([task]);
      const cancelled = task.cancelled;
      await sleep(200);
      return cancelled;
    });
    expect(outcome).toEqual({ status: 'fulfilled', value: true });
    expect(codes).toEqual(['orphan-failed']);
  });

  it('reports a promise that is still pending at the end', async () => {
    const { codes } = await virtually(async () => {
      const future = cancellable(new Promise(() => undefined));
      future.cancel();
      await checkpoint();
    });
    expect(codes).toEqual(['orphan-pending']);
  });
});

describe('cleanup', () => {
  it('is not interrupted; the request is raised at the next await after it', async () => {
    const steps = await valueOf(async () => {
      const done: string[] = [];
      const task = createTask(async () => {
        await cleanup(async () => {
          await sleep(50);
          done.push('cleaned up');
        });
        done.push('after');
        await sleep(1);
        done.push('not reached');
      });
      await sleep(10);
      task.cancel();
      await wait([task]);
      return [...done, String(task.cancelled)];
    });
    expect(steps).toEqual(['cleaned up', 'after', 'true']);
  });

  it('has a live signal after the task’s own was aborted', async () => {
    const states = await valueOf(async () => {
      let aborted: boolean | undefined;
      const task = createTask(async () => {
        try {
          await sleep(1_000);
        } finally {
          await cleanup(async () => {
            aborted = currentSignal().aborted;
            await abortable(signal => nodeOperation(20, signal));
          });
        }
      });
      await sleep(10);
      task.cancel();
      await wait([task]);
      return [aborted, task.cancelled];
    });
    expect(states).toEqual([false, true]);
  });

  it('keeps its signal alive at a second request', async () => {
    const aborted = await valueOf(async () => {
      let signal: AbortSignal | undefined;
      const task = createTask(() =>
        cleanup(async () => {
          signal = currentSignal();
          await sleep(50);
        }),
      );
      await sleep(10);
      task.cancel();
      await sleep(1);
      return signal?.aborted;
    });
    expect(aborted).toBe(false);
  });

  it('ends with a TimeoutError when its own time is up, also in a task that is being cancelled', async () => {
    const { outcome, milliseconds } = await virtually(async () => {
      const task = createTask(async () => {
        try {
          await sleep(1_000);
        } finally {
          await cleanup(() => sleep(10_000), { timeoutMilliseconds: 100 });
        }
      });
      await sleep(10);
      task.cancel();
      await task;
    });
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'TimeoutError' } });
    expect(milliseconds).toBe(110);
  });

  it('lets a timeout inside it work', async () => {
    const error = await errorOf(() => cleanup(() => withTimeout(10, () => sleep(1_000))));
    expect(error).toBeInstanceOf(TimeoutError);
  });
});

describe('several waits of one task', () => {
  it('may be begun and awaited later: a request meanwhile is no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on('unhandledRejection', note);
    const caught = await valueOf(async () => {
      const task = createTask(async () => {
        const slow = sleep(1_000);
        await foreign(50, null);
        return slow.catch((error: unknown) => error instanceof CancelledError);
      });
      await sleep(10);
      task.cancel();
      return task;
    });
    process.off('unhandledRejection', note);
    expect([caught, unhandled]).toEqual([true, []]);
  });

  it('are all cancelled by one request, and leave no timer and no unhandled rejection', async () => {
    const { outcome, milliseconds, timers } = await virtually(async () => {
      const task = createTask(async () => {
        await Promise.all([sleep(1_000), sleep(2_000), sleep(3_000)]);
      });
      await sleep(10);
      task.cancel();
      await wait([task]);
      return task.cancelled;
    });
    expect(outcome).toEqual({ status: 'fulfilled', value: true });
    expect([milliseconds, timers]).toEqual([10, 0]);
  });

  it('are only those of the timeout that expires', async () => {
    const values = await valueOf(() =>
      Promise.all([
        withTimeout(10, () => sleep(1_000)).catch((error: unknown) => error),
        sleep(50).then(() => 'not touched'),
      ]),
    );
    expect(values).toEqual([expect.any(TimeoutError), 'not touched']);
  });

  it('that a scope left behind are reached by requests to the task', async () => {
    const { outcome, milliseconds } = await virtually(async () => {
      const task = createTask(async () => {
        let left: Promise<void> | undefined;
        await withTimeout(500, () => {
          left = sleep(10_000);
        });
        await left;
      });
      await sleep(10);
      task.cancel();
      await wait([task]);
      return task.cancelled;
    });
    expect(outcome).toEqual({ status: 'fulfilled', value: true });
    expect(milliseconds).toBe(10);
  });
});
