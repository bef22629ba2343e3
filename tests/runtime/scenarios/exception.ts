import { allTasks, createTask, gather, sleep, wait } from '../../../src/runtime/index.ts';
import { Settable, ValueError, attempt, ev, span, spawn, typeName } from '../kit/trace.ts';

/** a cancelled task that nobody awaits is not logged; one whose clean-up raised is. */
export async function excCancelledNotLogged() {
  async function plain() {
    await sleep(1000);
  }

  async function messy() {
    try {
      await sleep(1000);
    } finally {
      throw new ValueError('clean-up failed');
    }
  }

  for (const [c, n] of [[plain, 'plain'], [messy, 'messy']] as const) {
    const t = createTask<unknown>(c, { name: n });
    await sleep(1);
    t.cancel();
    await sleep(1);
  }
  ev('step', 'main', 'end');
}

/** a pending task that becomes unreachable is destroyed: its finally blocks run with GeneratorExit and 'destroyed but pending' is logged. */
export async function excDestroyedPending() {
  async function lost() {
    const f = new Settable();
    try {
      await f;
    } catch (error) {
      ev('except', 'lost', typeName(error));
      throw error;
    } finally {
      ev('finally', 'lost');
    }
  }

  createTask(() => lost(), { name: 'lost' });
  await sleep(1);
  ev('step', 'main', 'tasks', allTasks().length);
}

/** a failed task whose result, exception or await nobody ever asked for is logged as never retrieved when the task object goes away. */
export async function excNeverRetrieved() {
  async function bad() {
    throw new ValueError('boom');
  }

  createTask(() => bad(), { name: 'bad' });
  await sleep(1);
  ev('step', 'main', 'still referenced: no log yet');
  ev('step', 'main', 'after collection');
}

/** a task's exception does not interrupt anybody: it surfaces where the task is awaited, however late. */
export async function excOnlyAtAwait() {
  async function bad() {
    await span('bad', async () => {
      throw new ValueError('boom');
    });
  }

  const t = spawn(() => bad(), 'bad');
  await sleep(50);
  ev('step', 'main', 'undisturbed');
  await attempt('main', t);
}

/** await, result() or exception() each count as retrieving; so does gather, even for the errors it drops. */
export async function excRetrievedSilences() {
  async function bad() {
    throw new ValueError('boom');
  }

  const a = createTask(() => bad(), { name: 'a' });
  const b = createTask(() => bad(), { name: 'b' });
  const c = createTask(() => bad(), { name: 'c' });
  await attempt('main', a);
  b.exception();
  try {
    c.result();
  } catch (error) {
    if (!(error instanceof ValueError)) {
      throw error;
    }
    ev('caught', 'main', 'result()');
  }
  await attempt('main', gather([() => bad(), () => bad()]));
  ev('step', 'main', 'no log above');
}

/** waiting with wait() (ALL_COMPLETED or FIRST_COMPLETED) does not count as retrieving the error. */
export async function excWaitDoesNotRetrieve() {
  async function bad() {
    throw new ValueError('boom');
  }

  const t = createTask(() => bad(), { name: 'bad' });
  await wait([t]);
  ev('step', 'main', 'after collection');
}
