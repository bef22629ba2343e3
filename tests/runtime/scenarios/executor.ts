import { WorkQueue } from '../../../src/runtime/work-queue.ts';
import { sleep, wait, waitFor } from '../../../src/runtime/index.ts';
import { ValueError, attempt, ev, span, spawn, work } from '../kit/trace.ts';

/** thread work still queued when its awaiter is cancelled is taken out of the queue and never runs. */
export async function executorCancelQueued() {
  const pool = new WorkQueue(1);
  async function user(who: string) {
    await span(who, async () => {
      ev('result', who, await pool.submit(work('work-' + who, 20, { result: who })));
    });
  }

  const a = spawn(() => user('a'), 'a');
  const b = spawn(() => user('b'), 'b');
  const c = spawn(() => user('c'), 'c');
  await sleep(5);
  b.cancel();
  await wait([a, b, c]);
}

/** cancelling a task that awaits running thread work ends the await at once; the work itself cannot be stopped and its result is dropped. */
export async function executorCancelRunning() {
  const pool = new WorkQueue(1);
  async function user() {
    await span('user', async () => {
      ev('result', 'user', await pool.submit(work('w', 50, { result: 'value' })));
    });
  }

  const t = spawn(() => user(), 'user');
  await sleep(10);
  t.cancel();
  await attempt('main', t);
  await sleep(100);
}

/** thread work that fails after its awaiter was cancelled loses its error without any log. */
export async function executorCancelRunningErrorLost() {
  const pool = new WorkQueue(1);
  async function user() {
    await span('user', async () => {
      await pool.submit(work('w', 50, { error: new ValueError('nobody sees this') }));
    });
  }

  const t = spawn(() => user(), 'user');
  await sleep(10);
  t.cancel();
  await attempt('main', t);
  await sleep(100);
}

/** run_in_executor / to_thread give the function's value or raise its exception at the await; the loop runs on meanwhile. */
export async function executorResultAndError() {
  async function ticker() {
    for (let i = 0; i < 3; i += 1) {
      await sleep(5);
      ev('step', 'ticker', i);
    }
  }

  const pool = new WorkQueue(1);
  const t = spawn(() => ticker(), 'ticker');
  ev('result', 'main', await pool.submit(work('w1', 12, { result: 'value' })));
  await attempt('main', pool.submit(work('w2', 6, { error: new ValueError('in thread') })));
  await t;
}

/** wait_for around thread work raises TimeoutError at the deadline although the work runs on (unlike a coroutine, whose clean-up is waited for). */
export async function executorWaitFor() {
  const pool = new WorkQueue(1);
  await attempt('main', waitFor(pool.submit(work('w', 50, { result: 'value' })), 10));
  await sleep(100);
}
