import { CancelledError, createTask, gather, shield, sleep, type Task } from '../../../src/runtime/index.ts';
import { ValueError, attempt, callLater, ev, me, noteState, span, spawn } from '../kit/trace.ts';

/** cancelling a gather does not reach a shielded member; gather ends when its other members have ended. */
export async function shieldGather() {
  async function w(who: string, d: number) {
    return span(who, async () => {
      await sleep(d);
      return who;
    });
  }

  const key = spawn(() => w('key', 30), 'key');
  const other = spawn(() => w('other', 1000), 'other');
  const g = gather([shield(key), other]);
  await sleep(5);
  g.cancel();
  await attempt('main', g);
  await attempt('main', key);
}

/** shield protects only against cancellation through the await: cancelling the inner task itself ends it, and the awaiter gets CancelledError with its own cancelling() 0. */
export async function shieldInnerCancelled() {
  async function inner() {
    await span('inner', async () => {
      await sleep(1000);
    });
  }

  const i = spawn(() => inner(), 'inner');
  callLater(5, () => {
    i.cancel();
  });
  await attempt('main', shield(i));
  ev('step', 'main', 'cancelling', me().cancelling);
}

/** an error of the shielded task comes out of the await like any other. */
export async function shieldInnerFails() {
  async function inner() {
    await sleep(5);
    throw new ValueError('boom');
  }

  await attempt('main', shield(spawn(() => inner(), 'inner')));
}

/** the awaiter was cancelled, the shielded task fails later and nobody looks: the error is only logged as never retrieved. */
export async function shieldInnerFailsAfterOuterGone() {
  async function inner() {
    await sleep(20);
    throw new ValueError('boom');
  }

  async function outer() {
    await span('outer', async () => {
      await shield(createTask(() => inner(), { name: 'inner' }));
    });
  }

  const o = spawn(() => outer(), 'outer');
  await sleep(5);
  o.cancel();
  await attempt('main', o);
  await sleep(50);
}

/** await shield(t): a cancelled awaiter gets CancelledError at once, t goes on unharmed. */
export async function shieldOuterCancelled() {
  async function inner() {
    return span('inner', async () => {
      await sleep(20);
      return 'value';
    });
  }

  async function outer(t: Task<unknown>) {
    await span('outer', async () => {
      await shield(t);
    });
  }

  const i = spawn(() => inner(), 'inner');
  const o = spawn(() => outer(i), 'outer');
  await sleep(5);
  o.cancel();
  await attempt('main', o);
  noteState('main', i);
  await attempt('main', i);
}

/** shield does not protect against run(): a left-over shielded task is cancelled at shutdown like any other. */
export async function shieldRunShutdown() {
  async function inner() {
    await span('inner', async () => {
      await sleep(1000);
    });
  }

  shield(spawn(() => inner(), 'inner'));
  await sleep(5);
}

/** the pattern for work that must finish: on CancelledError wait for the shielded task and then re-raise; the task finishes and the awaiter is still cancelled. */
export async function shieldWaitThenReraise() {
  async function inner() {
    return span('inner', async () => {
      await sleep(20);
      return 'committed';
    });
  }

  async function outer() {
    await span('outer', async () => {
      const i = spawn(() => inner(), 'inner');
      try {
        await shield(i);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('result', 'outer', await i);
        throw error;
      }
    });
  }

  const o = spawn(() => outer(), 'outer');
  await sleep(5);
  o.cancel();
  await attempt('main', o);
}
