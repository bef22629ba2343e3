import { describe, expect, it } from 'vitest';
import {
  CancelledError,
  createTask,
  currentTask,
  Future,
  sleep,
  taskGroup,
  TaskGroupError,
  TimeoutError,
  UsageError,
  wait,
  waitFor,
  withTimeout,
  type Deadline,
  type TaskGroup,
} from '../../src/runtime/index.ts';
import { errorOf, foreign, valueOf, virtually } from './kit/virtually.ts';

// What CPython's test_taskgroups.py, test_timeouts.py and test_waitfor.py pin and no scenario of the oracle covers.

describe('a task group', () => {
  it('gives what its body returns', async () => {
    expect(await valueOf(() => taskGroup(async group => (await group.createTask(() => 1)) + (await group.createTask(() => 2))))).toBe(3);
  });

  it('ends although its tasks spawn without end, when one fails', async () => {
    const { outcome, milliseconds } = await virtually(() =>
      taskGroup(group => {
        const spawn = async (depth: number): Promise<void> => {
          await sleep(10);
          if (depth === 5) {
            throw new Error('deep enough');
          }
          group.createTask(() => spawn(depth + 1));
          group.createTask(() => sleep(100_000));
        };
        group.createTask(() => spawn(0));
      }),
    );
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'TaskGroupError', errors: [{ message: 'deep enough' }] } });
    expect(milliseconds).toBe(60);
  });

  it('waits for waves of tasks that tasks add', async () => {
    const ended = await valueOf(async () => {
      let count = 0;
      await taskGroup(group => {
        const wave = (left: number) => async (): Promise<void> => {
          await sleep(1);
          count += 1;
          if (left > 0) {
            group.createTask(wave(left - 1));
            group.createTask(wave(left - 1));
          }
        };
        group.createTask(wave(4));
      });
      return count;
    });
    expect(ended).toBe(31);
  });

  it('hands names and the inherited context to its tasks', async () => {
    expect(await valueOf(() => taskGroup(group => group.createTask(() => currentTask()?.name, { name: 'named' })))).toBe('named');
  });

  it('takes no task when it is over, and never calls its function', async () => {
    let called = false;
    let group: TaskGroup | undefined;
    const error = await errorOf(async () => {
      await taskGroup(running => {
        group = running;
      });
      group?.createTask(() => {
        called = true;
      });
    });
    expect(error).toBeInstanceOf(UsageError);
    expect(called).toBe(false);
  });

  it('refuses its tasks to await the task that waits for them', async () => {
    const error = await errorOf(async () => {
      const parent = currentTask();
      await taskGroup(group => {
        group.createTask(async () => {
          await parent;
        });
      });
    });
    expect(error).toMatchObject({ name: 'TaskGroupError', errors: [{ name: 'UsageError' }] });
  });

  it('works only in a task', async () => {
    await expect(taskGroup(() => 1)).rejects.toBeInstanceOf(UsageError);
  });

  it('keeps the error of a child and that of the body’s clean-up, in this order', async () => {
    const error = await errorOf(() =>
      taskGroup(async group => {
        group.createTask(() => sleep(10).then(() => Promise.reject(new Error('child'))));
        try {
          await sleep(1_000);
        } finally {
          await Promise.reject(new Error('body'));
        }
      }),
    );
    expect(error).toMatchObject({ errors: [{ message: 'child' }, { message: 'body' }] });
  });

  it('nests the error of a group inside, also when the outside cancels', async () => {
    const error = await errorOf(async () => {
      const task = createTask(() =>
        taskGroup(async () => {
          await taskGroup(async group => {
            group.createTask(async () => {
              try {
                await sleep(1_000);
              } finally {
                await Promise.reject(new Error('clean-up'));
              }
            });
            await sleep(1_000);
          });
        }),
      );
      await sleep(10);
      task.cancel();
      await task;
    });
    expect(error).toBeInstanceOf(TaskGroupError);
    expect(error).toMatchObject({ errors: [{ name: 'TaskGroupError', errors: [{ message: 'clean-up' }] }] });
  });

  it('cancels a child that has not begun, which then never runs', async () => {
    let began = false;
    const error = await errorOf(() =>
      taskGroup(group => {
        group.createTask(() => {
          began = true;
        });
        throw new Error('body');
      }),
    );
    expect(error).toMatchObject({ errors: [{ message: 'body' }] });
    expect(began).toBe(false);
  });

  it('is cancelled with its parent also without any child', async () => {
    const cancelled = await valueOf(async () => {
      const task = createTask(() => taskGroup(() => sleep(1_000)));
      await sleep(10);
      task.cancel();
      await wait([task]);
      return task.cancelled;
    });
    expect(cancelled).toBe(true);
  });

  it('that fails while its body is in a foreign await, aborts the body’s signal at once', async () => {
    const aborted = await valueOf(async () => {
      let seen: boolean | undefined;
      await taskGroup(async group => {
        group.createTask(() => sleep(10).then(() => Promise.reject(new Error('child'))));
        await foreign(20, null);
        seen = group.signal.aborted;
      }).catch(() => undefined);
      return [seen, currentTask()?.cancelling, currentTask()?.signal.aborted];
    });
    expect(aborted).toEqual([true, 0, false]);
  });

  it('ends two nested groups whose requests hit one parent, and takes both back', async () => {
    const cancelling = await valueOf(async () => {
      const error: unknown = await taskGroup(async outer => {
        outer.createTask(() => sleep(10).then(() => Promise.reject(new Error('outer child'))));
        await taskGroup(inner => {
          inner.createTask(() => sleep(10).then(() => Promise.reject(new Error('inner child'))));
        });
      }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ errors: [{ message: 'outer child' }, { name: 'TaskGroupError', errors: [{ message: 'inner child' }] }] });
      return currentTask()?.cancelling;
    });
    expect(cancelling).toBe(0);
  });
});

describe('a timeout', () => {
  it('does nothing when its body ends in time, and leaves no timer', async () => {
    const { outcome, milliseconds, timers } = await virtually(() => withTimeout(1_000, () => sleep(5)));
    expect(outcome.status).toBe('fulfilled');
    expect([milliseconds, timers]).toEqual([5, 0]);
  });

  it('passes other errors, before and because of its end', async () => {
    expect(await errorOf(() => withTimeout(10, () => Promise.reject(new Error('own'))))).toMatchObject({ message: 'own' });
    expect(await errorOf(() => withTimeout(10, () => sleep(100).catch(() => Promise.reject(new Error('instead')))))).toMatchObject({ message: 'instead' });
  });

  it('says in its error what it cancelled the body with', async () => {
    expect(await errorOf(() => withTimeout(10, () => sleep(100)))).toMatchObject({ name: 'TimeoutError', cause: { name: 'CancelledError' } });
  });

  it('is a timeout, though another one beside it in the same task has expired too', async () => {
    const names = await valueOf(async () => {
      const ends = await Promise.allSettled([withTimeout(10, () => sleep(1_000)), withTimeout(10, () => sleep(1_000))]);
      return ends.map(end => (end.status === 'rejected' && end.reason instanceof TimeoutError ? 'TimeoutError' : 'other'));
    });
    expect(names).toEqual(['TimeoutError', 'TimeoutError']);
  });

  it('works in the clean-up of a cancelled task, counted from its own start', async () => {
    const { outcome, milliseconds } = await virtually(async () => {
      const task = createTask(async () => {
        try {
          await sleep(1_000);
        } finally {
          await withTimeout(50, () => sleep(1_000)).catch((error: unknown) => {
            expect(error).toBeInstanceOf(TimeoutError);
          });
        }
      });
      await sleep(10);
      task.cancel();
      await wait([task]);
      return task.cancelled;
    });
    expect(outcome).toEqual({ status: 'fulfilled', value: true });
    expect(milliseconds).toBe(60);
  });

  it('lets a cancellation from outside through, that comes in the clean-up of a cancelled task', async () => {
    const cancelling = await valueOf(async () => {
      const task = createTask(async () => {
        try {
          await sleep(1_000);
        } finally {
          await withTimeout(500, () => sleep(1_000));
        }
      });
      await sleep(10);
      task.cancel();
      await sleep(10);
      task.cancel();
      await wait([task]);
      return [task.cancelled, task.cancelling];
    });
    expect(cancelling).toEqual([true, 2]);
  });

  it('may be in the clean-up of a timeout', async () => {
    const error = await errorOf(() =>
      withTimeout(10, async () => {
        try {
          await sleep(1_000);
        } finally {
          await withTimeout(10, () => sleep(1_000)).catch((inner: unknown) => {
            expect(inner).toBeInstanceOf(TimeoutError);
          });
        }
      }),
    );
    expect(error).toBeInstanceOf(TimeoutError);
  });

  it('around a group that fails when it expires lets the group’s error out', async () => {
    const error = await errorOf(() =>
      withTimeout(10, () =>
        taskGroup(group => {
          group.createTask(() => sleep(100).catch(() => Promise.reject(new Error('clean-up'))));
        }),
      ),
    );
    expect(error).toMatchObject({ name: 'TaskGroupError', errors: [{ message: 'clean-up' }] });
  });

  it('expires for the outer one only, when both deadlines have passed in a busy loop', async () => {
    const states = await valueOf(async () => {
      const deadlines: Deadline[] = [];
      const error: unknown = await withTimeout(10, async outer => {
        deadlines.push(outer);
        await withTimeout(20, async inner => {
          deadlines.push(inner);
          await foreign(100, null);
          await sleep(1);
        });
      }).catch((thrown: unknown) => thrown);
      return [error instanceof TimeoutError, ...deadlines.map(({ expired }) => expired), currentTask()?.cancelling];
    });
    expect(states).toEqual([true, true, true, 0]);
  });

  it('cannot be moved when it has passed, and tells when it will', async () => {
    await valueOf(async () => {
      let kept: Deadline | undefined;
      await withTimeout(10, async deadline => {
        kept = deadline;
        expect(deadline.when).toBe(10);
        deadline.reschedule(Infinity);
        expect(deadline.when).toBeUndefined();
        await sleep(100);
        deadline.reschedule(5);
        await sleep(100).catch(() => undefined);
        expect(() => {
          deadline.reschedule(5);
        }).toThrow(UsageError);
      });
      expect(kept?.expired).toBe(true);
    });
  });

  it('of a body in a foreign await comes when that has ended', async () => {
    const { outcome, milliseconds } = await virtually(() =>
      withTimeout(10, async () => {
        await foreign(50, null);
        await sleep(1);
      }),
    );
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'TimeoutError' } });
    expect(milliseconds).toBe(50);
  });

  it('works only in a task', async () => {
    await expect(withTimeout(10, () => 1)).rejects.toBeInstanceOf(UsageError);
  });
});

describe('waitFor', () => {
  it('gives the value of a promise, and gives the promise up when the time is up', async () => {
    expect(await valueOf(() => waitFor(foreign(5, 'in time'), 10))).toBe('in time');
    const { outcome, codes, milliseconds } = await virtually(() => waitFor(foreign(50, 'late'), 10));
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'TimeoutError' } });
    expect([milliseconds, codes]).toEqual([10, ['orphan-pending']]);
  });

  it('without a limit is cancelled with what it waits for', async () => {
    const states = await valueOf(async () => {
      const inner = createTask(() => sleep(1_000));
      const outer = createTask(() => waitFor(inner, Infinity));
      await sleep(1);
      outer.cancel();
      await wait([outer]);
      return [inner.cancelled, outer.cancelled];
    });
    expect(states).toEqual([true, true]);
  });

  it('with no time at all gives a future that is done', async () => {
    const done = new Future<number>(resolve => {
      resolve(1);
    });
    expect(await valueOf(() => waitFor(done, 0))).toBe(1);
  });

  it('with no time at all lets the error of the clean-up out', async () => {
    const error = await errorOf(async () => {
      const task = createTask(() => sleep(50).catch(() => Promise.reject(new Error('clean-up'))));
      await sleep(1);
      await waitFor(task, 0);
    });
    expect(error).toMatchObject({ message: 'clean-up' });
  });
});

it('a swallowed cancellation of a group’s body does not keep the group from failing', async () => {
  const error = await errorOf(() =>
    taskGroup(async group => {
      group.createTask(() => sleep(10).then(() => Promise.reject(new Error('child'))));
      await sleep(100).catch((caught: unknown) => {
        expect(caught).toBeInstanceOf(CancelledError);
      });
      return 'went on';
    }),
  );
  expect(error).toMatchObject({ errors: [{ message: 'child' }] });
});
