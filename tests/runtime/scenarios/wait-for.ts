import { CancelledError, allTasks, shield, sleep, waitFor, type Future, type Task } from '../../../src/runtime/index.ts';
import { Settable, ValueError, attempt, callLater, ev, me, noteState, span, spawn } from '../kit/trace.ts';

/** cancelling the task that is in wait_for cancels the inner task, waits for its clean-up, and raises CancelledError. */
export async function waitforExternalCancel() {
  async function child() {
    await span('child', async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(20);
      }
    });
  }

  async function outer() {
    await span('outer', async () => {
      await waitFor(spawn(() => child(), 'child'), 500);
    });
  }

  const t = spawn(() => outer(), 'outer');
  await sleep(5);
  t.cancel();
  await attempt('main', t);
}

/** cancel from outside in the same turn in which the inner result is ready: the cancellation wins, CancelledError is raised. */
export async function waitforExternalCancelResultReady() {
  async function outer(f: Future<unknown>) {
    await span('outer', async () => {
      const v = await waitFor(f, 500);
      ev('result', 'outer', v);
    });
  }

  const f = new Settable();
  const t = spawn(() => outer(f), 'outer');
  await sleep(5);
  f.setResult('ready');
  t.cancel();
  await attempt('main', t);
}

/** wait_for runs a coroutine argument in the caller's own task (3.12+), so context changes and current_task() are the caller's. */
export async function waitforInCallerTask() {
  async function child(outer: Task<unknown>) {
    ev('step', 'child', 'same task', me() === outer);
  }

  await waitFor(() => child(me()), 10);
}

/** if somebody else cancels the inner task, wait_for raises CancelledError (not TimeoutError) and the waiter's own cancelling() is 0. */
export async function waitforInnerCancelled() {
  async function child() {
    await sleep(1000);
  }

  const t = spawn(() => child(), 'child');
  callLater(5, () => {
    t.cancel();
  });
  await attempt('main', waitFor(t, 100));
  ev('step', 'main', 'cancelling', me().cancelling);
}

/** if the inner task answers the timeout's cancellation with an exception, wait_for raises that exception, not TimeoutError. */
export async function waitforInnerRaises() {
  async function child() {
    await span('child', async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        throw new ValueError('clean-up failed');
      }
    });
  }

  await attempt('main', waitFor(spawn(() => child(), 'child'), 10));
}

/** if the inner task swallows the timeout's cancellation and returns, wait_for returns that value, late, instead of raising TimeoutError. */
export async function waitforInnerSwallows() {
  async function child() {
    return span('child', async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('except', 'child', 'swallowed');
      }
      await sleep(100);
      return 'late';
    });
  }

  const t = spawn(() => child(), 'child');
  await attempt('main', waitFor(t, 10));
}

/** wait_for returns the result if it comes before the timeout; timeout None waits for ever; nothing is left behind. */
export async function waitforOk() {
  async function child(d: number) {
    return span('child', async () => {
      await sleep(d);
      return d;
    });
  }

  ev('result', 'main', await waitFor(() => child(5), 10));
  ev('result', 'main', await waitFor(() => child(500), Infinity));
  await sleep(100);
  ev('step', 'main', 'tasks', allTasks().length);
}

/** result and deadline in the same turn: the deadline wins as with timeout(): TimeoutError is raised and the result stays in the future. */
export async function waitforRaceResultReady() {
  const f = new Settable();
  callLater(10, () => {
    f.setResult('ready');
  });
  await attempt('main', waitFor(f, 10));
}

/** wait_for has timed out and waits for the inner task's clean-up; a cancel from outside now interrupts that clean-up too and comes out as CancelledError, with nothing left running. */
export async function waitforSecondCancel() {
  async function inner() {
    await span('inner', async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(50);
        ev('finally', 'inner', 'clean-up done');
      }
    });
  }

  async function outer(t: Task<unknown>) {
    await span('outer', async () => {
      await waitFor(t, 10);
    });
  }

  const i = spawn(() => inner(), 'inner');
  const o = spawn(() => outer(i), 'outer');
  await sleep(20);
  o.cancel();
  await attempt('main', o);
  noteState('main', i);
  await sleep(100);
}

/** wait_for(shield(t)) gives up waiting at the deadline and leaves t running. */
export async function waitforShield() {
  async function child() {
    return span('child', async () => {
      await sleep(50);
      return 'value';
    });
  }

  const t = spawn(() => child(), 'child');
  await attempt('main', waitFor(shield(t), 10));
  await attempt('main', t);
}

/** on timeout wait_for cancels the inner task and waits until it has really ended before raising TimeoutError. */
export async function waitforTimeoutWaitsCleanup() {
  async function child() {
    await span('child', async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(20);
      }
    });
  }

  const t = spawn(() => child(), 'child');
  await attempt('main', waitFor(t, 10));
}

/** wait_for with timeout <= 0: a done future gives its result, a coroutine never starts, a running task is cancelled and waited for; both raise TimeoutError. */
export async function waitforZero() {
  async function child() {
    return span('child', async () => {
      return 1;
    });
  }

  const f = new Settable();
  f.setResult('done');
  await attempt('main', waitFor(f, 0));
  await attempt('main', waitFor(() => child(), 0));
  const t = spawn(() => sleep(50), 't');
  await sleep(1);
  await attempt('main', waitFor(t, -1));
}
