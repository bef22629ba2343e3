import { rethrowIfCancelled, sleep, wait, type Task } from '../../../src/runtime/index.ts';
import { ValueError, attempt, callLater, ev, span, spawn, typeName } from '../kit/trace.ts';

/** wait() returns (done, pending) sets of tasks, never raises their errors, and waits for all by default. */
export async function waitAllCompleted() {
  async function w(who: string, d: number, fail = false) {
    await sleep(d);
    if (fail) {
      throw new ValueError(who);
    }
    return who;
  }

  const ts = [spawn(() => w('a', 10), 'a'), spawn(() => w('b', 5, true), 'b')];
  const { done, pending } = await wait(ts);
  ev('result', 'main', done, pending);
}

/** wait() of nothing is a ValueError, wait() of bare coroutines or of one single future is a TypeError. */
export async function waitArgumentErrors() {
  async function refused(label: string, waiting: () => Promise<unknown>) {
    try {
      await waiting();
    } catch (error) {
      rethrowIfCancelled(error);
      ev('caught', 'main', label, typeName(error));
    }
  }

  await refused('empty', () => wait([]));
  // @ts-expect-error -- a promise is no task
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the wrong argument is the point
  await refused('coroutine', () => wait([sleep(0)]));
  const t = spawn(() => sleep(0), 't');
  // @ts-expect-error -- one task is no list
   
  await refused('single task', () => wait(t));
  await t;
}

/** cancelling a task that is in wait() does not cancel the tasks it waits for. */
export async function waitCancelled() {
  async function w() {
    await span('w', async () => {
      await sleep(20);
    });
  }

  async function waiter(t: Task<unknown>) {
    await span('waiter', async () => {
      await wait([t]);
    });
  }

  const t = spawn(() => w(), 'w');
  const x = spawn(() => waiter(t), 'waiter');
  await sleep(5);
  x.cancel();
  await attempt('main', x);
  await attempt('main', t);
}

/** wait(FIRST_COMPLETED) returns at the first completion of any kind; the rest is in pending and keeps running. */
export async function waitFirstCompleted() {
  async function w(who: string, d: number) {
    await span(who, async () => {
      await sleep(d);
    });
  }

  const ts = [spawn(() => w('a', 20), 'a'), spawn(() => w('b', 5), 'b')];
  const { done, pending } = await wait(ts, { until: 'first-completed' });
  ev('result', 'main', done, pending);
  await sleep(50);
}

/** wait(FIRST_EXCEPTION) returns at the first error; a cancelled task is not an error and does not end the wait. */
export async function waitFirstException() {
  async function w(who: string, d: number, fail = false) {
    await span(who, async () => {
      await sleep(d);
      if (fail) {
        throw new ValueError(who);
      }
    });
  }

  const ok = spawn(() => w('ok', 5), 'ok');
  const gone = spawn(() => w('gone', 1000), 'gone');
  const ts = [ok, gone, spawn(() => w('bad', 20, true), 'bad'), spawn(() => w('late', 50), 'late')];
  callLater(10, () => {
    gone.cancel();
  });
  const { done, pending } = await wait(ts, { until: 'first-error' });
  ev('result', 'main', done, pending);
  await wait(pending);
}

/** wait(timeout=...) neither raises nor cancels when the time is up: the unfinished tasks are in pending and keep running. */
export async function waitTimeout() {
  async function w(who: string, d: number) {
    await span(who, async () => {
      await sleep(d);
    });
  }

  const ts = [spawn(() => w('a', 5), 'a'), spawn(() => w('b', 50), 'b')];
  const early = await wait(ts, { timeoutMilliseconds: 10 });
  ev('result', 'main', early.done, early.pending, 'cancelling', [...early.pending].map(t => t.cancelling));
  const late = await wait(ts);
  ev('result', 'main', late.done, late.pending);
}
