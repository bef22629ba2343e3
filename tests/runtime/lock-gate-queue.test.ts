import { describe, expect, it } from 'vitest';
import { CancelledError, createTask, currentTask, Gate, Lock, Queue, sleep, UsageError, wait, withTimeout } from '../../src/runtime/index.ts';
import { errorOf, valueOf, virtually } from './kit/virtually.ts';

// What CPython's test_locks.py and test_queues.py pin and no scenario of the oracle covers: no permit and no item is lost.

describe('a lock', () => {
  it('is served in the order in which the tasks came', async () => {
    const order = await valueOf(async () => {
      const lock = new Lock();
      const seen: number[] = [];
      const tasks = [1, 2, 3, 4].map(number =>
        createTask(() =>
          lock.run(async () => {
            seen.push(number);
            await sleep(1);
          }),
        ),
      );
      await wait(tasks);
      return seen;
    });
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('has one owner, though a waiter is woken and cancelled in one turn', async () => {
    const order = await valueOf(async () => {
      const lock = new Lock();
      const seen: string[] = [];
      await lock.acquire();
      const [first, second] = ['first', 'second'].map(name => createTask(() => lock.run(() => seen.push(name))));
      await sleep(1);
      lock.release();
      first?.cancel();
      await wait([first, second].filter(task => task !== undefined));
      return [...seen, lock.locked];
    });
    expect(order).toEqual(['second', false]);
  });

  it('is not lost when a waiter is cancelled and then the holder releases', async () => {
    const order = await valueOf(async () => {
      const lock = new Lock();
      await lock.acquire();
      const waiter = createTask(() => lock.acquire());
      await sleep(1);
      waiter.cancel();
      lock.release();
      await wait([waiter]);
      await lock.acquire();
      return [waiter.cancelled, lock.locked];
    });
    expect(order).toEqual([true, true]);
  });

  it('is not taken by a newcomer while somebody waits', async () => {
    const order = await valueOf(async () => {
      const lock = new Lock();
      const seen: string[] = [];
      await lock.acquire();
      const waiter = createTask(() => lock.run(() => seen.push('waiter')));
      await sleep(1);
      lock.release();
      await lock.run(() => seen.push('newcomer'));
      await wait([waiter]);
      return seen;
    });
    expect(order).toEqual(['waiter', 'newcomer']);
  });

  it('is released whatever its section throws, and cannot be released twice', async () => {
    const lock = new Lock();
    expect(await errorOf(() => lock.run(() => Promise.reject(new Error('section'))))).toMatchObject({ message: 'section' });
    expect(lock.locked).toBe(false);
    expect(() => {
      lock.release();
    }).toThrow(UsageError);
  });

  it('is not acquired by a task with a pending request, free though it is', async () => {
    const lock = new Lock();
    const error = await errorOf(async () => {
      currentTask()?.cancel();
      await lock.acquire();
    });
    expect(error).toBeInstanceOf(CancelledError);
    expect(lock.locked).toBe(false);
  });
});

describe('a gate', () => {
  it('that is open lets everybody through at once', async () => {
    expect(
      (
        await virtually(async () => {
          const gate = new Gate();
          gate.open();
          await gate.wait();
        })
      ).outcome.status,
    ).toBe('fulfilled');
  });

  it('that is opened and closed at once lets those through who were waiting', async () => {
    const states = await valueOf(async () => {
      const gate = new Gate();
      const waiter = createTask(() => gate.wait());
      await sleep(1);
      gate.open();
      gate.close();
      const late = createTask(() => withTimeout(10, () => gate.wait()));
      await wait([waiter, late]);
      return [waiter.done && !waiter.failed, late.failed, gate.isOpen, late.exception() instanceof Error];
    });
    expect(states).toEqual([true, true, false, true]);
  });
});

describe('a queue', () => {
  it('keeps the order, and makes a getter wait for an item', async () => {
    const { outcome, milliseconds } = await virtually(async () => {
      const queue = new Queue<number>();
      const getter = createTask(async () => [await queue.get(), await queue.get()]);
      await sleep(10);
      queue.putNow(1);
      queue.putNow(2);
      return getter;
    });
    expect(outcome).toEqual({ status: 'fulfilled', value: [1, 2] });
    expect(milliseconds).toBe(10);
  });

  it('makes a putter wait for room', async () => {
    const sizes = await valueOf(async () => {
      const queue = new Queue<number>({ maxSize: 1 });
      queue.putNow(1);
      const putter = createTask(() => queue.put(2));
      await sleep(1);
      const waiting = !putter.done;
      const first = await queue.get();
      await putter;
      return [waiting, first, queue.size, queue.getNow()];
    });
    expect(sizes).toEqual([true, 1, 1, 2]);
  });

  it('says so when it is empty or full', () => {
    const queue = new Queue<number>({ maxSize: 1 });
    expect(() => queue.getNow()).toThrow(UsageError);
    queue.putNow(1);
    expect(() => {
      queue.putNow(2);
    }).toThrow(UsageError);
    expect(() => new Queue({ maxSize: 0 })).toThrow(RangeError);
  });

  it('holds undefined as well as anything', async () => {
    expect(
      await valueOf(async () => {
        const queue = new Queue<string | undefined>();
        queue.putNow(undefined);
        const before = queue.size;
        const item = await queue.get();
        return [before, item, queue.size];
      }),
    ).toEqual([1, undefined, 0]);
  });

  it('does not serve getters that have been cancelled, however many', async () => {
    const states = await valueOf(async () => {
      const queue = new Queue<string>();
      const cancelled = Array.from({ length: 10 }, () => createTask(() => queue.get()));
      const last = createTask(() => queue.get());
      await sleep(1);
      for (const getter of cancelled) {
        getter.cancel();
      }
      queue.putNow('item');
      return [await last, cancelled.every(getter => getter.cancelled), queue.size];
    });
    expect(states).toEqual(['item', true, 0]);
  });

  it('loses no item when every one of several woken getters is cancelled', async () => {
    const left = await valueOf(async () => {
      const queue = new Queue<number>();
      const getters = [createTask(() => queue.get()), createTask(() => queue.get())];
      await sleep(1);
      queue.putNow(1);
      queue.putNow(2);
      for (const getter of getters) {
        getter.cancel();
      }
      await wait(getters);
      return queue.size;
    });
    expect(left).toBe(2);
  });

  it('puts nothing for a cancelled putter, and wakes the next', async () => {
    const items = await valueOf(async () => {
      const queue = new Queue<string>({ maxSize: 1 });
      queue.putNow('first');
      const [cancelled, next] = [createTask(() => queue.put('cancelled')), createTask(() => queue.put('next'))];
      await sleep(1);
      const first = await queue.get();
      cancelled.cancel();
      await wait([cancelled, next]);
      return [first, queue.getNow(), queue.size, cancelled.cancelled];
    });
    expect(items).toEqual(['first', 'next', 0, true]);
  });

  it('takes no item for a task with a pending request', async () => {
    const queue = new Queue<number>();
    queue.putNow(1);
    const error = await errorOf(async () => {
      currentTask()?.cancel();
      await queue.get();
    });
    expect(error).toBeInstanceOf(CancelledError);
    expect(queue.size).toBe(1);
  });
});
