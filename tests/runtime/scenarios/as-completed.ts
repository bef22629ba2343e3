import { asCompleted, sleep, wait, type Task } from '../../../src/runtime/index.ts';
import { ValueError, attempt, ev, noteState, span, spawn } from '../kit/trace.ts';

/** cancelling the consumer of as_completed leaves the tasks running. */
export async function asCompletedCancelled() {
  async function w(who: string, d: number) {
    await span(who, async () => {
      await sleep(d);
    });
  }

  async function consumer(ts: readonly Task<unknown>[]) {
    await span('consumer', async () => {
      for (const c of asCompleted(ts)) {
        await c;
        ev('got', 'consumer');
      }
    });
  }

  const ts = [spawn(() => w('a', 5), 'a'), spawn(() => w('b', 30), 'b')];
  const x = spawn(() => consumer(ts), 'consumer');
  await sleep(10);
  x.cancel();
  await attempt('main', x);
  await wait(ts);
}

/** as_completed gives results in order of completion, each error when its turn is awaited. */
export async function asCompletedOrder() {
  async function w(who: string, d: number, fail = false) {
    await sleep(d);
    if (fail) {
      throw new ValueError(who);
    }
    return who;
  }

  const ts = [spawn(() => w('slow', 30), 'slow'), spawn(() => w('bad', 20, true), 'bad'), spawn(() => w('fast', 10), 'fast')];
  for (const c of asCompleted(ts)) {
    await attempt('main', c);
  }
  ev('result', 'main', [...asCompleted([])]);
}

/** as_completed(timeout=...) raises TimeoutError from the next await once the time is up, and does not cancel the tasks. */
export async function asCompletedTimeout() {
  async function w(who: string, d: number) {
    return span(who, async () => {
      await sleep(d);
      return who;
    });
  }

  const ts = [spawn(() => w('fast', 5), 'fast'), spawn(() => w('slow', 50), 'slow')];
  for (const c of asCompleted(ts, { timeoutMilliseconds: 10 })) {
    await attempt('main', c);
  }
  for (const t of ts.slice(1)) {
    noteState('main', t);
  }
  await wait(ts);
}
