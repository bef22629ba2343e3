import { AsyncLocalStorage } from 'node:async_hooks';
import { allTasks, currentTask, gather, sleep, wait, type Task } from '../../../src/runtime/index.ts';
import { Settable, callLater, ev, me, span, spawn } from '../kit/trace.ts';

/** all_tasks() holds exactly the tasks that are not done yet, the current one included. */
export async function schedAllTasks() {
  async function worker(d: number) {
    await sleep(d);
  }

  function names() {
    return [...allTasks().map(t => t.name)].sort();
  }

  me().name = 'main';
  const a = spawn(() => worker(5), 'a');
  const b = spawn(() => worker(10), 'b');
  ev('step', 'main', 'at creation', names());
  await a;
  ev('step', 'main', 'a done', names());
  b.cancel();
  ev('step', 'main', 'b cancel requested', names());
  await wait([b]);
  ev('step', 'main', 'b cancelled', names());
}

/** awaiting a coroutine makes no task: it runs inline in the caller's task and other ready tasks do not get a turn unless it really suspends. */
export async function schedAwaitCoroutineInline() {
  async function other() {
    ev('start', 'other');
  }

  async function inner(caller: Task<unknown>) {
    ev('step', 'inner', 'same task', me() === caller);
    return 1;
  }

  const t = spawn(() => other(), 'other');
  const v = await inner(me());
  ev('step', 'main', 'inner-return', v, 'tasks', allTasks().length);
  await t;
}

/** awaiting something that is already done does not yield, so a loop over finished futures starves other tasks. */
export async function schedAwaitDoneFutureNoYield() {
  async function other() {
    ev('start', 'other');
  }

  const t = spawn(() => other(), 'other');
  const f = new Settable();
  f.setResult(1);
  for (let i = 0; i < 3; i += 1) {
    await f;
    ev('step', 'main', i);
  }
  await t;
}

/** a task gets a copy of its creator's context at creation: it sees earlier values, later changes do not cross either way. */
export async function schedContextInherited() {
  const store = new AsyncLocalStorage<string>();
  async function child() {
    ev('step', 'child', 'sees', store.getStore());
    store.enterWith('set by child');
    await sleep(2);
    ev('step', 'child', 'still', store.getStore());
  }

  store.enterWith('set before spawn');
  const t = spawn(() => child(), 'child');
  store.enterWith('set after spawn');
  await sleep(1);
  ev('step', 'main', 'sees', store.getStore());
  await t;
}

/** create_task only schedules; tasks start in creation order, not before the creator first yields. */
export async function schedCreateTaskOrder() {
  async function worker(who: string) {
    await span(who, () => Promise.resolve());
  }

  const ts = ['a', 'b', 'c'].map(n => spawn(() => worker(n), n));
  ev('step', 'main', 'created');
  for (const t of ts) {
    await t;
  }
  ev('step', 'main', 'awaited');
}

/** current_task() is the running task inside nested awaits, and None in plain loop callbacks. */
export async function schedCurrentTask() {
  async function deep(who: string) {
    await sleep(1);
    ev('step', who, 'current', me().name);
  }

  async function worker(who: string) {
    await deep(who);
  }

  me().name = 'main';
  const a = spawn(() => worker('a'), 'a');
  const b = spawn(() => worker('b'), 'b');
  // The runtime's own callbacks run for no task. A bare timer would run its callback for the task that set it.
  const due = new Settable();
  due.addDoneCallback(() => { ev('step', 'callback', 'current', currentTask()); });
  callLater(2, () => {
    due.setResult(undefined);
  });
  await gather([a, b]);
  ev('step', 'main', 'current', me().name);
  await sleep(5);
}

/** sleep(0) is a checkpoint that gives every other ready task one turn, in FIFO order. */
export async function schedSleep0RoundRobin() {
  async function worker(who: string) {
    await span(who, async () => {
      for (let i = 0; i < 3; i += 1) {
        ev('step', who, i);
        await sleep(0);
      }
    });
  }

  const a = spawn(() => worker('a'), 'a');
  const b = spawn(() => worker('b'), 'b');
  await a;
  await b;
}

/** sleeps end in order of their deadlines; equal deadlines end in the order in which they were set. */
export async function schedTimerOrder() {
  async function worker(who: string, d: number) {
    await span(who, async () => {
      await sleep(d);
    });
  }

  const deadlines = [['a20', 20], ['b10', 10], ['c10', 10], ['d5', 5]] as const;
  const ts = deadlines.map(([n, d]) => spawn(() => worker(n, d), n));
  for (const t of ts) {
    await t;
  }
}

/** a task that nobody awaits still runs to completion while the loop runs, and leaves all_tasks() when done. */
export async function schedUnawaitedTaskRuns() {
  async function worker() {
    return span('bg', async () => {
      await sleep(5);
      return 7;
    });
  }

  const t = spawn(() => worker(), 'bg');
  ev('step', 'main', 'live', allTasks().includes(t));
  await sleep(10);
  ev('step', 'main', 'live', allTasks().includes(t), 'done', t.done);
}
