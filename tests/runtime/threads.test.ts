import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { acceptSubmissions, createTask, run, sleep, ThreadPool, wait, waitFor, type Report, type RunOptions } from '../../src/runtime/index.ts';

// Real threads: no virtual time, so nothing here depends on how long anything takes.

const module = new URL('./kit/in-thread.mjs', import.meta.url);
const pool = new ThreadPool({ threads: 2 });
afterAll(() => pool.close());

function quietly<T>(main: () => Promise<T>, options: RunOptions = {}): Promise<{ readonly outcome: PromiseSettledResult<T>; readonly codes: readonly string[] }> {
  const reports: Report[] = [];
  return Promise.allSettled([run(main, { onReport: report => reports.push(report), ...options })]).then(([outcome]) => ({
    outcome,
    codes: reports.map(({ code }) => code),
  }));
}

describe('work in a thread', () => {
  it('gives the value of the function, and its error', async () => {
    expect(await run(async () => pool.submit<number>({ module, name: 'double', args: [21] }))).toBe(42);
    await expect(run(async () => pool.submit({ module, name: 'fail', args: ['in the thread'] }))).rejects.toMatchObject({ message: 'in the thread' });
  });

  it('runs beside the tasks and beside other work', async () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    await run(async () => {
      // Each waits for the other: they end only if they run at once.
      const first = createTask(() => pool.submit({ module, name: 'waitForChange', args: [cell] }));
      const second = createTask(() => pool.submit({ module, name: 'change', args: [cell] }));
      await wait([first, second]);
      expect([first.result(), second.result()]).toEqual(['changed', 'done']);
    });
  });

  it('that cannot be sent, or has no such function, is an error of the call', async () => {
    await expect(run(async () => pool.submit({ module, name: 'double', args: [() => 1] }))).rejects.toMatchObject({ name: 'DataCloneError' });
    await expect(run(async () => pool.submit({ module, name: 'missing' }))).rejects.toMatchObject({ name: 'TypeError' });
    await expect(run(async () => pool.submit({ module: new URL('./kit/no-such-module.mjs', import.meta.url) }))).rejects.toThrow('no-such-module');
    expect(await run(async () => pool.submit<number>({ module, name: 'double', args: [2] }))).toBe(4);
  });

  it('goes on when its awaiter is cancelled, and its late error is reported', async () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const { codes } = await quietly(async () => {
      const task = createTask(() => pool.submit({ module, name: 'waitAndFail', args: [cell] }));
      await sleep(1);
      task.cancel();
      await wait([task]);
      expect(task.cancelled).toBe(true);
      await pool.submit({ module, name: 'change', args: [cell] });
      while (Atomics.load(cell, 0) !== 2) {
        await sleep(1);
      }
      // The answer of the thread is on its way.
      await sleep(50);
    });
    expect(codes).toEqual(['orphan-failed']);
  });

  it('that is still waiting for a thread is never done when its awaiter is cancelled', async () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const single = new ThreadPool({ threads: 1 });
    await run(async () => {
      const blocked = createTask(() => single.submit({ module, name: 'waitForChange', args: [cell] }));
      const queued = createTask(() => single.submit({ module, name: 'change', args: [cell] }));
      await sleep(1);
      queued.cancel();
      await wait([queued]);
      expect(Atomics.load(cell, 0)).toBe(0);
      await pool.submit({ module, name: 'change', args: [cell] });
      await blocked;
    });
    expect(Atomics.load(cell, 0)).toBe(1);
    await single.close();
  });

  it('can be ended with its thread', async () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const single = new ThreadPool({ threads: 1 });
    const { outcome, codes } = await quietly(async () => {
      await waitFor(single.submit({ module, name: 'waitForChange', args: [cell], terminateOnCancel: true }), 5).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'TimeoutError' });
      });
      return single.submit<number>({ module, name: 'double', args: [3] });
    });
    expect(outcome).toEqual({ status: 'fulfilled', value: 6 });
    expect(codes).toEqual([]);
    await single.close();
  });

  it('ends with an error if its thread does', async () => {
    await expect(run(async () => pool.submit({ module, name: 'exit' }))).rejects.toMatchObject({ name: 'UsageError' });
  });
});

describe('work that a thread submits', () => {
  const submitter = (): Worker => new Worker(new URL('./kit/submitter.mjs', import.meta.url));

  async function answerTo(call: { readonly name: string; readonly args?: readonly unknown[]; readonly abort?: boolean }): Promise<unknown> {
    const worker = submitter();
    try {
      return await run(async () => {
        const port = acceptSubmissions({
          double: async (n: number) => {
            await sleep(1);
            return n * 2;
          },
          fail: () => Promise.reject(new Error('over there')),
          hang: () => sleep(Infinity),
          unsendable: () => () => 1,
        });
        const answer = new Promise(resolve => worker.once('message', resolve));
        worker.postMessage({ port, ...call }, [port]);
        return answer;
      });
    } finally {
      await worker.terminate();
    }
  }

  it('gets the value, the error, or the cancellation', async () => {
    expect(await answerTo({ name: 'double', args: [21] })).toEqual({ value: 42 });
    expect(await answerTo({ name: 'fail' })).toMatchObject({ error: { message: 'over there' } });
    expect(await answerTo({ name: 'hang', abort: true })).toMatchObject({ error: { name: 'CancelledError' } });
  });

  it('gets an error for what does not exist or cannot be sent', async () => {
    expect(await answerTo({ name: 'toString' })).toMatchObject({ error: { message: expect.stringContaining('toString') as unknown } });
    expect(await answerTo({ name: 'unsendable' })).toMatchObject({ error: { message: expect.stringContaining('cannot be sent') as unknown } });
  });

  it('is answered also when run ends first', async () => {
    const worker = submitter();
    const answer = new Promise(resolve => worker.once('message', resolve));
    await run(async () => {
      const port = acceptSubmissions({ hang: () => sleep(Infinity) });
      const started = new Promise(resolve => worker.once('online', resolve));
      worker.postMessage({ port, name: 'hang' }, [port]);
      await started;
      await sleep(20);
    });
    expect(await answer).toMatchObject({ error: { name: expect.stringMatching(/CancelledError|UsageError/) as unknown } });
    await worker.terminate();
  });
});
