import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import {
  allTasks,
  asCompleted,
  CancelledError,
  checkpoint,
  createTask,
  currentSignal,
  currentTask,
  Future,
  gather,
  gatherSettled,
  InvalidStateError,
  shield,
  sleep,
  TaskGroupError,
  UsageError,
  wait,
  waitFor,
  withTimeout,
  type Task,
} from '../../src/runtime/index.ts';
import { errorOf, foreign, valueOf, virtually } from './kit/virtually.ts';

// What CPython's test_tasks.py and test_futures.py pin and no scenario of the oracle covers.

describe('createTask', () => {
  it('refuses what is not a function, with the way out in its message', async () => {
    // @ts-expect-error -- a promise has begun already
    const error = await errorOf(() => createTask(foreign(1, 'begun')));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: expect.stringContaining('createTask(() => load())') as unknown });
  });

  it('works only inside run', () => {
    expect(() => createTask(() => 1)).toThrow(UsageError);
  });

  it('numbers the tasks that have no name', async () => {
    const names = await valueOf(() => [createTask(() => 1).name, createTask(() => 1, { name: 'own' }).name, createTask(() => 1).name]);
    expect(names).toEqual(['task-1', 'own', 'task-2']);
  });

  it('takes a function that is not async, and one that throws', async () => {
    expect(await valueOf(() => createTask(() => 42))).toBe(42);
    const error = await errorOf(() =>
      createTask(() => {
        throw new RangeError('at once');
      }),
    );
    expect(error).toBeInstanceOf(RangeError);
  });

  it('awaits a task that its function returns, because the platform does', async () => {
    expect(await valueOf(() => createTask(() => createTask(() => foreign(5, 'inner'))))).toBe('inner');
  });

  it('keeps 100 tasks apart that change what they inherited', async () => {
    const store = new AsyncLocalStorage<number>();
    const sums = await valueOf(async () => {
      const tasks = Array.from({ length: 100 }, (_, index) =>
        store.run(index, () =>
          createTask(async () => {
            await sleep(index % 7);
            return store.getStore();
          }),
        ),
      );
      return gather(tasks);
    });
    expect(sums).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });
});

describe('a task that is cancelled', () => {
  it('takes the next task that it awaits with it, if it cancelled itself', async () => {
    const states = await valueOf(async () => {
      const inner = createTask(() => sleep(1_000));
      const outer = createTask(async () => {
        currentTask()?.cancel();
        await inner;
      });
      await wait([outer]);
      return [outer.cancelled, inner.cancelled];
    });
    expect(states).toEqual([true, true]);
  });

  it('hands any value on as the reason', async () => {
    const reason = { code: 7 };
    const error = await errorOf(async () => {
      const task = createTask(() => sleep(1_000));
      task.cancel(reason);
      await task;
    });
    expect(error).toMatchObject({ reason, name: 'CancelledError' });
  });

  it('twice before it hears of it gets the first request, which is also the reason of its signal', async () => {
    const reasons = await valueOf(async () => {
      const seen: unknown[] = [];
      const task = createTask(async () => {
        await sleep(1_000).catch((error: unknown) => seen.push(error));
        seen.push(currentSignal().reason);
      });
      await sleep(1);
      task.cancel('one');
      task.cancel('two');
      await task;
      return seen.map(error => (error instanceof CancelledError ? error.reason : error));
    });
    expect(reasons).toEqual(['one', 'one']);
  });

  it('by what it awaits, which asks it in its turn, is asked once', async () => {
    const cancelling = await valueOf(async () => {
      class Echo extends Future<never> {
        task: Task<unknown> | undefined;

        override cancel(reason?: unknown): boolean {
          this.task?.cancel(reason);
          return super.cancel(reason);
        }
      }
      const echo = new Echo();
      const task = createTask(() => echo);
      echo.task = task;
      await sleep(1);
      task.cancel();
      await wait([task]);
      return [task.cancelled, task.cancelling];
    });
    expect(cancelling).toEqual([true, 1]);
  });

  it('names an error that was the reason as its cause', async () => {
    const cause = new Error('the server went away');
    const error = await errorOf(async () => {
      const task = createTask(() => sleep(1_000));
      task.cancel(cause);
      await task;
    });
    expect(error).toMatchObject({ cause });
  });

  it('keeps the request through any number of foreign awaits', async () => {
    const steps = await valueOf(async () => {
      let step = 0;
      const task = createTask(async () => {
        for (step = 0; step < 5; step += 1) {
          await foreign(1, null);
        }
        await sleep(1_000);
      });
      await sleep(0);
      task.cancel();
      await wait([task]);
      return [step, task.cancelled] as const;
    });
    expect(steps).toEqual([5, true]);
  });

  it('through a gather on two levels ends every member once', async () => {
    const ends = await valueOf(async () => {
      const seen: string[] = [];
      const member = (name: string) => async () => {
        try {
          await sleep(1_000);
        } finally {
          seen.push(name);
        }
      };
      const task = createTask(async () => {
        await gather([gather([member('a'), member('b')]), member('c')]);
      });
      await sleep(1);
      task.cancel();
      await wait([task]);
      await sleep(1);
      return seen;
    });
    expect(ends).toEqual(['a', 'b', 'c']);
  });
});

describe('an await that would close a cycle', () => {
  it('is refused, for two tasks that await each other', async () => {
    const { outcome } = await virtually(async () => {
      const first: Task<unknown> = createTask(async () => {
        await sleep(1);
        await second;
      });
      const second: Task<unknown> = createTask(async () => {
        await sleep(1);
        await first;
      });
      return gatherSettled([first, second]);
    });
    expect(outcome).toMatchObject({
      status: 'fulfilled',
      value: [
        { status: 'rejected', reason: { name: 'UsageError' } },
        { status: 'rejected', reason: { name: 'UsageError' } },
      ],
    });
  });

  it('is refused through a gather', async () => {
    const error = await errorOf(async () => {
      const task: Task<unknown> = createTask(async () => {
        await sleep(1);
        await gather([task]);
      });
      await task;
    });
    expect(error).toBeInstanceOf(UsageError);
  });

  it('is no reason to refuse a chain of a thousand', async () => {
    const depth = await valueOf(() => {
      let last: Task<number> = createTask(() => 0);
      for (let link = 0; link < 1_000; link += 1) {
        const before = last;
        last = createTask(async () => (await before) + 1);
      }
      return last;
    });
    expect(depth).toBe(1_000);
  });

  it('is not looked for in vain: a chain of ten thousand is built and cancelled', async () => {
    const ended = await valueOf(async () => {
      let last: Task<unknown> = createTask(() => sleep(1_000));
      const all = [last];
      for (let link = 0; link < 10_000; link += 1) {
        const before = last;
        last = createTask(async () => {
          await before;
        });
        all.push(last);
      }
      await sleep(1);
      last.cancel();
      const requested = all.every(task => task.cancelling === 1);
      await wait(all);
      return [requested, all.every(task => task.cancelled)];
    });
    expect(ended).toEqual([true, true]);
  });

  it('through callbacks and shields does not let a request go round for ever', async () => {
    const { outcome } = await virtually(async () => {
      const tasks: Task<unknown>[] = [];
      for (let index = 0; index < 3; index += 1) {
        tasks.push(
          createTask(async () => {
            await sleep(1);
            await shield(tasks[(index + 1) % 3] ?? sleep(0));
          }),
        );
      }
      await sleep(5);
      tasks[0]?.cancel();
      await wait(tasks);
      return tasks.every(task => task.cancelled);
    });
    expect(outcome).toEqual({ status: 'fulfilled', value: true });
  });
});

describe('what the operations take', () => {
  it('a future as it is, a function as a task, a promise wrapped, and one thing given twice once', async () => {
    const values = await valueOf(async () => {
      let calls = 0;
      const twice = (): number => (calls += 1);
      const future = new Future<string>(resolve => {
        resolve('future');
      });
      return gather([future, async () => 'function', Promise.resolve('promise'), twice, twice]);
    });
    expect(values).toEqual(['future', 'function', 'promise', 1, 1]);
  });

  it('nothing else', async () => {
    for (const operation of [gather, gatherSettled]) {
      // @ts-expect-error -- a number is nothing to wait for
      expect(await errorOf(() => operation([1]))).toBeInstanceOf(TypeError);
    }
    // @ts-expect-error -- nor is a word
    expect(await errorOf(() => shield('word'))).toBeInstanceOf(TypeError);
  });
});

describe('sleep', () => {
  it('refuses what is not a number', async () => {
    expect(await errorOf(() => sleep(NaN))).toBeInstanceOf(RangeError);
    expect(await errorOf(() => withTimeout(NaN, () => 1))).toBeInstanceOf(RangeError);
    expect(await errorOf(() => waitFor(() => 1, NaN))).toBeInstanceOf(RangeError);
  });

  it('sets no timer for a task with a pending request, nor if it is for ever', async () => {
    const pending = await virtually(async () => {
      currentTask()?.cancel();
      await sleep(1_000);
    });
    expect([pending.outcome.status, pending.timersSet]).toEqual(['rejected', 0]);
    const forEver = await virtually(async () => {
      const task = createTask(() => sleep(Infinity));
      await checkpoint();
      task.cancel();
      await wait([task]);
    });
    expect(forEver.timersSet).toBe(0);
  });

  it('can be longer than the longest timer of the platform', async () => {
    const { milliseconds } = await virtually(() => sleep(2 ** 32));
    expect(milliseconds).toBe(2 ** 32);
  });

  it('stops its timer when it is cancelled', async () => {
    const { timers, milliseconds } = await virtually(async () => {
      const task = createTask(() => sleep(1_000));
      await sleep(1);
      task.cancel();
      await wait([task]);
    });
    expect([timers, milliseconds]).toEqual([0, 1]);
  });

  it('for ever ends with the task', async () => {
    const { outcome } = await virtually(() => withTimeout(10, () => sleep(Infinity)));
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'TimeoutError' } });
  });
});

describe('checkpoint', () => {
  it('raises a request that came before, and one that comes during its turn', async () => {
    const before = await errorOf(async () => {
      currentTask()?.cancel();
      await checkpoint();
    });
    expect(before).toBeInstanceOf(CancelledError);
    const order = await valueOf(async () => {
      const seen: string[] = [];
      const other = createTask(() => seen.push('other'));
      currentTask()?.cancel();
      await checkpoint().catch(() => seen.push('raised at once'));
      currentTask()?.uncancel();
      await other;
      return seen;
    });
    expect(order).toEqual(['raised at once', 'other']);
    const cancelled = await valueOf(async () => {
      const task = createTask(() => checkpoint());
      await checkpoint();
      task.cancel();
      await wait([task]);
      return task.cancelled;
    });
    expect(cancelled).toBe(true);
  });

  it('lets timers in, which awaiting nothing does not', async () => {
    const counts = await valueOf(async () => {
      let fired = 0;
      const timer = new Future<null>(resolve => {
        setTimeout(resolve, 0, null);
      });
      timer.addDoneCallback(() => (fired += 1));
      for (let turn = 0; turn < 100; turn += 1) {
        await Promise.resolve();
      }
      const afterNothing = fired;
      await sleep(1);
      return [afterNothing, fired];
    });
    expect(counts).toEqual([0, 1]);
  });
});

describe('asCompleted', () => {
  it('settles in the order of completion, whichever promise is awaited first', async () => {
    const order = await valueOf(async () => {
      const [first, second] = [...asCompleted([() => sleep(20).then(() => 'slow'), () => sleep(10).then(() => 'fast')])];
      const last = await second;
      return [await first, last];
    });
    expect(order).toEqual(['fast', 'slow']);
  });

  it('can be awaited all at once, and counts one given twice once', async () => {
    const values = await valueOf(async () => {
      const task = createTask(() => 'once');
      return Promise.all(asCompleted([task, task]));
    });
    expect(values).toEqual(['once']);
  });

  it('leaves no timer when everything was done in time', async () => {
    const { timers } = await virtually(async () => {
      for (const next of asCompleted([() => sleep(5)], { timeoutMilliseconds: 10_000 })) {
        await next;
      }
    });
    expect(timers).toBe(0);
  });
});

describe('wait', () => {
  it('takes any iterable, and says what is done when it returns', async () => {
    const sizes = await valueOf(async () => {
      const tasks = new Set([createTask(() => sleep(10)), createTask(() => sleep(10)), createTask(() => sleep(20))]);
      const { done, pending } = await wait(tasks.values(), { until: 'first-completed' });
      return [done.size, pending.size];
    });
    expect(sizes).toEqual([2, 1]);
  });

  it('leaves nothing behind in what it waited for', async () => {
    let callbacks = 0;
    class Counting extends Future<null> {
      override addDoneCallback(callback: (future: this) => void): void {
        callbacks += 1;
        super.addDoneCallback(callback);
      }

      override removeDoneCallback(callback: (future: this) => void): number {
        const removed = super.removeDoneCallback(callback);
        callbacks -= removed;
        return removed;
      }
    }
    await valueOf(() => wait([new Counting(), new Counting()], { timeoutMilliseconds: 10 }));
    expect(callbacks).toBe(0);
  });
});

describe('a future', () => {
  it('cannot be settled twice', () => {
    const { future, resolve, reject } = Future.withResolvers<number>();
    resolve(1);
    expect(() => {
      resolve(2);
    }).toThrow(InvalidStateError);
    expect(() => {
      reject(new Error('late'));
    }).toThrow(InvalidStateError);
    expect(future.result()).toBe(1);
  });

  it('can be awaited outside run too', async () => {
    const { future, resolve } = Future.withResolvers<string>();
    setImmediate(resolve, 'from outside');
    expect(await future).toBe('from outside');
  });

  it('calls its callbacks in order, each as often as it was added, and lets them be changed meanwhile', async () => {
    const calls = await valueOf(async () => {
      const seen: string[] = [];
      const { future, resolve } = Future.withResolvers<null>();
      const removed = (): number => seen.push('removed');
      future.addDoneCallback(() => {
        seen.push('first');
        future.removeDoneCallback(removed);
        future.addDoneCallback(() => seen.push('added meanwhile'));
      });
      const twice = (): number => seen.push('twice');
      future.addDoneCallback(twice);
      future.addDoneCallback(twice);
      future.addDoneCallback(removed);
      expect(future.removeDoneCallback(removed)).toBe(1);
      resolve(null);
      await sleep(1);
      return seen;
    });
    expect(calls).toEqual(['first', 'twice', 'twice', 'added meanwhile']);
  });
});

describe('the traps of thenables', () => {
  it('wait gives tasks in a set, because an async function that returned one would await it', async () => {
    const isTask = await valueOf(async () => {
      const { done } = await wait([createTask(() => sleep(1))]);
      return [...done].every(task => task.done);
    });
    expect(isTask).toBe(true);
  });

  it('the body of withTimeout may return a task: the wait for it belongs to the body', async () => {
    const { outcome, milliseconds } = await virtually(() => withTimeout(10, () => createTask(() => sleep(1_000))));
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'TimeoutError' } });
    expect(milliseconds).toBe(10);
  });

  it('code that a task left behind when it ended belongs to no task', async () => {
    const seen = await valueOf(async () => {
      let late: unknown = 'not yet';
      const task = createTask(() => {
        void foreign(10, null).then(() => {
          late = currentTask();
        });
      });
      await task;
      await sleep(20);
      return late;
    });
    expect(seen).toBeUndefined();
  });
});

it('allTasks holds no task that has ended, however it ended', async () => {
  const names = await valueOf(async () => {
    const tasks = [createTask(() => 1), createTask(() => Promise.reject(new Error('no'))), createTask(() => sleep(100))];
    await sleep(1);
    tasks[2]?.cancel();
    await wait(tasks);
    await gatherSettled(tasks);
    return allTasks().map(({ name }) => name);
  });
  expect(names).toEqual(['main']);
});

it('a group error is an AggregateError of the platform', () => {
  expect(new TaskGroupError([], '')).toBeInstanceOf(AggregateError);
});
