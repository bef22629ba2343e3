import { describe, expect, it } from 'vitest';
import {
  CancelledError,
  checkpoint,
  createTask,
  currentTask,
  Future,
  gather,
  run,
  shield,
  sleep,
  taskGroup,
  TimeoutError,
  wait,
  withTimeout,
  type Report,
} from '../../src/runtime/index.ts';
import { foreign, virtually } from './kit/virtually.ts';

// Each report, where it is due, and where it is not.

const debug = { debug: true } as const;
const failing = (): Promise<never> => Promise.reject(new Error('boom'));

describe('never-retrieved', () => {
  it('names the task and has the error', async () => {
    const { reports } = await virtually(async () => {
      createTask(failing, { name: 'forgotten' });
      await sleep(1);
    });
    expect(reports).toMatchObject([{ code: 'never-retrieved', task: 'forgotten', error: { message: 'boom' } }]);
  });

  it.each([
    ['await', (task: PromiseLike<unknown>) => task.then(undefined, () => undefined)],
    ['gather', (task: Future<unknown>) => gather([task]).then(undefined, () => undefined)],
    ['a group that is not there to see it', (task: Future<unknown>) => taskGroup(() => task).catch(() => undefined)],
    ['a timeout', (task: Future<unknown>) => withTimeout(50, () => task).catch(() => undefined)],
  ])('is not due for what was awaited through %s', async (_, look) => {
    const { codes } = await virtually(() => look(createTask(failing)));
    expect(codes).toEqual([]);
  });

  it('is not due for result() and exception(), and is for wait() and for reading flags', async () => {
    const silent = await virtually(async () => {
      const tasks = [createTask(failing), createTask(failing)] as const;
      await wait(tasks);
      tasks[0].exception();
      expect(() => tasks[1].result()).toThrow('boom');
    });
    expect(silent.codes).toEqual([]);
    const reported = await virtually(async () => {
      const task = createTask(failing);
      await wait([task]);
      expect([task.done, task.failed, task.cancelled]).toEqual([true, true, false]);
    });
    expect(reported.codes).toEqual(['never-retrieved']);
  });

  it('is not due for a pending future, a successful one and a cancelled one', async () => {
    const { codes } = await virtually(() => {
      const futures = [new Future(), new Future<number>(resolve => { resolve(1); }), new Future()];
      futures[2]?.cancel();
    });
    expect(codes).toEqual([]);
  });

  it('is due for a future too, and for a shielded task whose awaiter had gone', async () => {
    const plain = await virtually(() => {
      new Future((_, reject) => {
        reject(new Error('nobody'));
      });
    });
    expect(plain.codes).toEqual(['never-retrieved']);
    const shielded = await virtually(async () => {
      const outer = createTask(() => shield(() => sleep(20).then(failing)));
      await sleep(5);
      outer.cancel();
      await wait([outer]);
      await sleep(50);
    });
    expect(shielded.codes).toEqual(['never-retrieved']);
  });

  it('makes run() fail if it is told so, but not instead of main’s own error', async () => {
    const forgetful = () => {
      createTask(failing);
      return sleep(1);
    };
    const { outcome } = await virtually(forgetful, { onUnretrieved: 'throw' });
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'AggregateError', errors: [{ message: 'boom' }] } });
    const own = await virtually(() => forgetful().then(() => Promise.reject(new Error('own'))), { onUnretrieved: 'throw' });
    expect(own.outcome).toMatchObject({ reason: { message: 'own' } });
  });
});

describe('at the end of run', () => {
  it('a task that does not end in time is named, and run ends all the same', async () => {
    const { reports, milliseconds, outcome } = await virtually(
      async () => {
        createTask(() => foreign(100_000, null), { name: 'stuck' });
        await sleep(1);
        return 'value';
      },
      { shutdownTimeoutMilliseconds: 500 },
    );
    expect(reports).toMatchObject([{ code: 'destroyed-pending', task: 'stuck' }]);
    expect(milliseconds).toBe(501);
    expect(outcome).toEqual({ status: 'fulfilled', value: 'value' });
  });

  it('an error of a task that is being cancelled is reported once', async () => {
    const { codes } = await virtually(async () => {
      createTask(() => sleep(1_000).catch(failing));
      await sleep(1);
    });
    expect(codes).toEqual(['unhandled-at-shutdown']);
  });

  it('a task that starts others while it is being cancelled cannot hold it up for ever', async () => {
    const { codes, milliseconds } = await virtually(
      async () => {
        const hydra = async (): Promise<void> => {
          try {
            await sleep(1_000);
          } finally {
            createTask(hydra);
            await sleep(10);
          }
        };
        createTask(hydra);
        await sleep(1);
      },
      { shutdownTimeoutMilliseconds: 100 },
    );
    expect(codes).toContain('destroyed-pending');
    expect(milliseconds).toBeLessThan(200);
  });

  it('with debug, a task that nobody ever awaited is named, and so is one that came late', async () => {
    const { reports } = await virtually(async () => {
      createTask(
        async () => {
          try {
            await sleep(1_000);
          } finally {
            createTask(() => 1, { name: 'late' });
          }
        },
        { name: 'dropped' },
      );
      await sleep(1);
    }, debug);
    expect(reports.map(({ code, task }) => [code, task])).toEqual([
      ['dropped-pending', 'dropped'],
      ['late-spawn', 'late'],
    ]);
  });

  it('a done callback that throws is reported, and the others are called', async () => {
    let called = false;
    const { reports } = await virtually(() => {
      const task = createTask(() => 1);
      task.addDoneCallback(() => {
        throw new Error('callback');
      });
      task.addDoneCallback(() => {
        called = true;
      });
      return task;
    });
    expect(reports).toMatchObject([{ code: 'callback-exception', error: { message: 'callback' } }]);
    expect(called).toBe(true);
  });

  it('a task may be created in a done callback', async () => {
    const { outcome } = await virtually(async () => {
      const { future, resolve } = Future.withResolvers<string>();
      createTask(() => 1).addDoneCallback(() => {
        createTask(() => {
          resolve('created');
        });
      });
      return future;
    });
    expect(outcome).toEqual({ status: 'fulfilled', value: 'created' });
  });
});

describe('with debug', () => {
  it('cancel-swallowed: a task that keeps its cancellation and returns', async () => {
    const swallow = () => createTask(() => sleep(1_000).catch(() => 'kept'), { name: 'stubborn' });
    const { reports } = await virtually(async () => {
      const task = swallow();
      await sleep(1);
      task.cancel();
      return task;
    }, debug);
    expect(reports).toMatchObject([{ code: 'cancel-swallowed', task: 'stubborn', createdAt: expect.stringContaining('reports.test.ts') as unknown }]);
  });

  it('cancel-swallowed is not due after uncancel(), nor for a deadline', async () => {
    const { codes } = await virtually(async () => {
      const task = createTask(async () => {
        await sleep(1_000).catch(() => currentTask()?.uncancel());
        await withTimeout(10, () => sleep(100)).catch((error: unknown) => {
          expect(error).toBeInstanceOf(TimeoutError);
        });
      });
      await sleep(1);
      task.cancel();
      await task;
    }, debug);
    expect(codes).toEqual([]);
  });

  it('cancel-converted: a task that answers with another error', async () => {
    const { reports } = await virtually(async () => {
      const task = createTask(() => sleep(1_000).catch(failing));
      await sleep(1);
      task.cancel();
      await task.then(undefined, () => undefined);
    }, debug);
    expect(reports).toMatchObject([{ code: 'cancel-converted', error: { message: 'boom' } }]);
  });

  it('cancel-undelivered: says what type of value was dropped', async () => {
    class Connection {
      readonly open = true;
    }
    const { reports } = await virtually(async () => {
      const task = createTask(() => foreign(10, new Connection()));
      await sleep(1);
      task.cancel();
      await wait([task]);
    }, debug);
    expect(reports).toMatchObject([{ code: 'cancel-undelivered', message: expect.stringContaining('Connection') as unknown }]);
  });

  it('cancel-latency: a request that waits for 250 ms, once', async () => {
    const { codes, milliseconds } = await virtually(async () => {
      const task = createTask(() => foreign(1_000, null).then(() => checkpoint()));
      await sleep(1);
      task.cancel();
      await wait([task]);
    }, debug);
    expect(codes).toEqual(['cancel-latency']);
    expect(milliseconds).toBe(1_000);
  });

  it('cleanup-masked-error: the cancellation of a task that it cancelled itself leaves the task', async () => {
    const { codes } = await virtually(async () => {
      const task = createTask(async () => {
        const child = createTask(() => sleep(1_000));
        await sleep(1);
        try {
          await failing();
        } finally {
          child.cancel();
          await child;
        }
      });
      await wait([task]);
    }, debug);
    expect(codes).toContain('cleanup-masked-error');
  });

  it('gather-left-running: an error leaves gather while a member is running', async () => {
    const { codes } = await virtually(async () => {
      const slow = createTask(() => sleep(50));
      await gather([failing, slow]).then(undefined, () => undefined);
      await slow;
    }, debug);
    expect(codes).toEqual(['gather-left-running']);
  });

  it('shared-task-cancelled: somebody else’s request reached the task that both await', async () => {
    const { reports } = await virtually(async () => {
      const shared = createTask(() => sleep(1_000), { name: 'shared' });
      const first = createTask(() => shared, { name: 'first' });
      const second = createTask(() => shared, { name: 'second' });
      await sleep(1);
      first.cancel();
      await wait([first, second]);
    }, debug);
    expect(reports.map(({ code, task }) => [code, task])).toEqual([['shared-task-cancelled', 'second']]);
  });

  it('is silent about a program without faults', async () => {
    const { codes } = await virtually(async () => {
      await taskGroup(group => {
        group.createTask(() => sleep(10));
        group.createTask(() => withTimeout(5, () => sleep(10)).catch(() => undefined));
      });
      const cancelled = createTask(() => sleep(100));
      await sleep(1);
      cancelled.cancel();
      await wait([cancelled]);
      return gather([() => 1, () => sleep(1)]);
    }, debug);
    expect(codes).toEqual([]);
  });
});

describe('run', () => {
  it('refuses to run in run, and what is not a function', async () => {
    const { outcome } = await virtually(() => run(() => 1));
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'UsageError' } });
    // @ts-expect-error -- a promise has begun already
    await expect(run(foreign(1, null))).rejects.toBeInstanceOf(TypeError);
    await expect(run(() => 1, { shutdownTimeoutMilliseconds: NaN })).rejects.toBeInstanceOf(RangeError);
  });

  it('runs beside another one, and their tasks and reports do not mix', async () => {
    const seen: Record<string, Report[]> = { a: [], b: [] };
    const one = (name: 'a' | 'b') =>
      run(
        async () => {
          createTask(failing, { name });
          await checkpoint();
          await checkpoint();
        },
        { onReport: report => seen[name]?.push(report) },
      );
    await Promise.all([one('a'), one('b')]);
    expect(Object.values(seen).map(reports => reports.map(({ task }) => task))).toEqual([['a'], ['b']]);
  });

  it('gives the CancelledError of a main that ended cancelled', async () => {
    const { outcome } = await virtually(async () => {
      currentTask()?.cancel('from inside');
      await sleep(1);
    });
    expect(outcome).toMatchObject({ reason: { name: 'CancelledError', reason: 'from inside' } });
    expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(CancelledError);
  });

  it('prints its reports to the console if nobody else takes them', async () => {
    const lines: unknown[][] = [];
    const { error } = console;
    console.error = (...line: unknown[]) => lines.push(line);
    try {
      await run(async () => {
        createTask(failing, { name: 'printed' });
        await checkpoint();
        await checkpoint();
      });
    } finally {
      console.error = error;
    }
    expect(lines).toMatchObject([[expect.stringContaining('never-retrieved: Task printed') as unknown, { message: 'boom' }]]);
  });
});
