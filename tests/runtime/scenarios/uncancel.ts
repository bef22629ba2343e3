import { CancelledError, sleep } from '../../../src/runtime/index.ts';
import { attempt, ev, me, noteState, span, spawn } from '../kit/trace.ts';

/** cancelling() counts cancel() calls, uncancel() takes one off and returns the rest, never below 0; neither touches the delivered error. */
export async function uncancelCounts() {
  async function worker() {
    return span('a', async () => {
      const self = me();
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('step', 'a', 'cancelling', self.cancelling);
        ev('step', 'a', 'uncancel', self.uncancel());
        ev('step', 'a', 'uncancel', self.uncancel());
        ev('step', 'a', 'uncancel', self.uncancel());
      }
      return 'absorbed';
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(1);
  t.cancel();
  t.cancel();
  await attempt('main', t);
  noteState('main', t);
}

/** uncancel() that brings the count to 0 withdraws a request that is not delivered yet. */
export async function uncancelPendingRequest() {
  async function worker() {
    await span('a', async () => {
      const self = me();
      self.cancel();
      ev('step', 'a', 'uncancel', self.uncancel());
      await sleep(5);
      ev('step', 'a', 'sleep finished');
    });
  }

  await attempt('main', spawn(() => worker(), 'a'));
}
