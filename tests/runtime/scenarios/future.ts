import { rethrowIfCancelled, sleep, wait, type Future } from '../../../src/runtime/index.ts';
import { Settable, ValueError, attempt, ev, noteState, span, spawn, typeName } from '../kit/trace.ts';

/** cancelling a future gives its awaiters CancelledError though nobody cancelled them: such a task ends cancelled with cancelling() 0. */
export async function futureCancelWakesWaiter() {
  async function waiter(f: Future<unknown>) {
    await span('a', async () => {
      await f;
    });
  }

  const f = new Settable();
  const t = spawn(() => waiter(f), 'a');
  await sleep(1);
  f.cancel();
  await attempt('main', t);
  noteState('main', t);
}

/** all tasks awaiting one future are woken when it is settled, in the order in which they began to wait. */
export async function futureMultipleWaiters() {
  async function waiter(who: string, f: Future<unknown>) {
    await span(who, async () => {
      ev('got', who, await f);
    });
  }

  const f = new Settable();
  const ts = ['a', 'b', 'c'].map(n => spawn(() => waiter(n, f), n));
  await sleep(1);
  f.setResult('value');
  ev('step', 'main', 'set_result returned');
  await wait(ts);
}

/** result()/exception() of a future: InvalidStateError while pending, CancelledError if cancelled, else value/error; exception() is None after success. */
export async function futureResultStates() {
  function tried(label: string, fn: () => unknown) {
    try {
      ev('call', 'main', label, fn());
    } catch (error) {
      ev('caught', 'main', label, typeName(error));
    }
  }

  const p = new Settable();
  const ok = new Settable();
  const bad = new Settable();
  const gone = new Settable();
  ok.setResult(1);
  bad.setException(new ValueError('boom'));
  gone.cancel();
  for (const [n, f] of [['pending', p], ['ok', ok], ['bad', bad], ['cancelled', gone]] as const) {
    tried(n + '.result', () => f.result());
    tried(n + '.exception', () => f.exception());
    ev('state', 'main', n, f.done, f.cancelled);
  }
}

/** a future is settled once: set_result/set_exception on a done or cancelled one raises InvalidStateError; cancel() on it returns False. */
export async function futureSetTwice() {
  function tried(label: string, fn: () => unknown) {
    try {
      ev('call', 'main', label, fn());
    } catch (error) {
      rethrowIfCancelled(error);
      ev('caught', 'main', label, typeName(error));
    }
  }

  const f = new Settable();
  tried('set_result', () => { f.setResult(1); });
  tried('set_result again', () => { f.setResult(2); });
  tried('set_exception', () => { f.setException(new ValueError()); });
  tried('cancel', () => f.cancel());
  ev('result', 'main', f.result());
  const g = new Settable();
  tried('cancel', () => g.cancel());
  tried('cancel again', () => g.cancel());
  tried('set_result', () => { g.setResult(1); });
}
