import { shield, sleep, wait, type Task } from '../../../src/runtime/index.ts';
import { LookupError, ValueError, attempt, ev, me, span, spawn, typeName } from '../kit/trace.ts';

/** a task that awaits itself gets RuntimeError, not a deadlock. */
export async function taskAwaitSelf() {
  async function w() {
    await span('w', async () => {
      await me();
    });
  }

  await attempt('main', spawn(() => w(), 'w'));
}

/** a finished task can be awaited again and again: same value, or the same exception object raised each time. */
export async function taskAwaitTwice() {
  async function ok() {
    return 1;
  }

  async function bad() {
    throw new ValueError('boom');
  }

  const a = spawn(() => ok(), 'ok');
  const b = spawn(() => bad(), 'bad');
  ev('result', 'main', await a, await a);
  const e1 = await attempt('main', b);
  const e2 = await attempt('main', b);
  ev('step', 'main', 'same object', e1 === e2);
}

/** done callbacks also run for cancelled and failed tasks, exactly once. */
export async function taskCallbackOnCancel() {
  async function bad() {
    throw new ValueError('boom');
  }

  const a = spawn(() => sleep(50), 'a');
  const b = spawn(() => bad(), 'b');
  for (const task of [a, b]) {
    task.addDoneCallback(t => { ev('callback', t.name, 'cancelled', t.cancelled); });
  }
  await sleep(1);
  a.cancel();
  a.cancel();
  await wait([a, b]);
  b.exception();
}

/** an exception in a done callback goes to the loop's exception handler; other callbacks and awaiters are not affected. */
export async function taskCallbackRaises() {
  async function w() {
    return 1;
  }

  function broken() {
    throw new LookupError('callback');
  }

  const t = spawn(() => w(), 'w');
  t.addDoneCallback(broken);
  t.addDoneCallback(() => { ev('callback', 'cb2'); });
  ev('result', 'main', await t);
}

/** done callbacks run in the order of registration, one turn after the task is done, before tasks that began to await it later; adding one to a done task schedules it, never calls it at once. */
export async function taskCallbacksOrder() {
  async function w() {
    return span('w', async () => {
      await sleep(1);
      return 1;
    });
  }

  const t = spawn(() => w(), 'w');
  t.addDoneCallback(done => { ev('callback', 'cb1', done.result()); });
  t.addDoneCallback(() => { ev('callback', 'cb2'); });
  const removed = () => { ev('callback', 'removed'); };
  t.addDoneCallback(removed);
  ev('call', 'main', 'remove_done_callback', t.removeDoneCallback(removed));
  await t;
  ev('step', 'main', 'awaited');
  t.addDoneCallback(() => { ev('callback', 'late'); });
  ev('step', 'main', 'added late');
  await sleep(1);
}

/** two tasks that await each other are not detected: both hang until one of them is cancelled. */
export async function taskMutualAwaitDeadlock() {
  async function a() {
    await span('a', async () => {
      await sleep(1);
      await shield(taskB);
    });
  }

  async function b() {
    await span('b', async () => {
      await sleep(1);
      await taskA;
    });
  }

  const taskA: Task<void> = spawn(() => a(), 'a');
  const taskB: Task<void> = spawn(() => b(), 'b');
  const early = await wait([taskA, taskB], { timeoutMilliseconds: 1000 });
  ev('result', 'main', early.done, early.pending);
  taskA.cancel();
  const late = await wait([taskA, taskB], { timeoutMilliseconds: 1000 });
  ev('result', 'main', late.done, late.pending);
}

/** a task cannot be settled from outside: set_result and set_exception raise RuntimeError and the task goes on. */
export async function taskNoExternalSettle() {
  async function w() {
    return span('w', async () => {
      await sleep(5);
      return 'own result';
    });
  }

  const t = spawn(() => w(), 'w');
  // Where Python's methods exist and raise, these do not exist.
  for (const [method, pythonName] of [['setResult', 'set_result'], ['setException', 'set_exception']] as const) {
    if (!(method in t)) {
      ev('caught', 'main', pythonName, 'RuntimeError');
    }
  }
  await attempt('main', t);
}

/** Task.result()/exception(): InvalidStateError while pending, value / error re-raised when done, CancelledError when cancelled; exception() of a success is None. */
export async function taskResultStates() {
  async function ok() {
    return 1;
  }

  async function bad() {
    throw new ValueError('boom');
  }

  function tried(label: string, fn: () => unknown) {
    try {
      ev('call', 'main', label, fn());
    } catch (error) {
      ev('caught', 'main', label, typeName(error));
    }
  }

  const ts = { ok: spawn(() => ok(), 'ok'), bad: spawn(() => bad(), 'bad'), gone: spawn(() => sleep(50), 'gone') };
  tried('pending.result', () => ts.ok.result());
  tried('pending.exception', () => ts.ok.exception());
  await sleep(1);
  ts.gone.cancel();
  await wait(Object.values(ts));
  for (const [n, t] of Object.entries(ts)) {
    tried(n + '.result', () => t.result());
    tried(n + '.exception', () => t.exception());
  }
}
