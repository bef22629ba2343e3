import { Effect, Fiber } from 'effect';
import { run as runOperation, spawn, suspend, type Task as Operation } from 'effection';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createTask, run, sleep, taskGroup, wait, type Task } from '../runtime/index.ts';

const spawned = 20_000;
const cancelled = 2_000;
const pending = 20_000;
const rounds = 5;

/** One way to do three things: spawn many tasks that do nothing and join them, cancel a waiting one many times, keep many waiting ones. */
interface Contestant {
  readonly name: string;
  spawnAndJoin(count: number): Promise<unknown>;
  /** Cancels tasks one after the other, each from the request to its end as its canceller sees it. */
  cancelInTurn(count: number): Promise<unknown>;
  /** Calls back while that many tasks are waiting. */
  whilePending(count: number, look: () => void): Promise<unknown>;
}

/** `npm run bench:runtime`: what a task costs here, beside bare promises, effection and Effect, in one run. */
export async function main(): Promise<void> {
  console.info(`${spawned} spawned, ${cancelled} cancelled, ${pending} pending; medians of ${rounds} rounds after one to warm up; Node ${process.version}`);
  console.info('                    spawn and join   cancel to end   heap per pending task');
  for (const contestant of contestants) {
    const { name } = contestant;
    const spawning = await median(() => timed(() => contestant.spawnAndJoin(spawned)));
    const cancelling = await median(() => timed(() => contestant.cancelInTurn(cancelled)));
    const heap = await median(() => heapOf(contestant));
    console.info(`${name.padEnd(20)}${micros(spawning / spawned)}${micros(cancelling / cancelled)}${String(Math.round(heap / pending)).padStart(12)} bytes`);
  }
}

const contestants: readonly Contestant[] = [
  {
    name: 'bare promises',
    spawnAndJoin: count => Promise.all(Array.from({ length: count }, async () => Promise.resolve())),
    async cancelInTurn(count) {
      for (let turn = 0; turn < count; turn += 1) {
        const controller = new AbortController();
        const waiting = delay(1_000_000, undefined, { signal: controller.signal }).catch(() => undefined);
        controller.abort();
        await waiting;
      }
    },
    async whilePending(count, look) {
      const release: ((value: undefined) => void)[] = [];
      const all = Array.from({ length: count }, async () => {
        await new Promise(resolve => release.push(resolve));
      });
      look();
      for (const resolve of release) {
        resolve(undefined);
      }
      await Promise.all(all);
    },
  },
  {
    name: 'this runtime',
    spawnAndJoin: count =>
      run(() =>
        taskGroup(group => {
          for (let turn = 0; turn < count; turn += 1) {
            group.createTask(() => Promise.resolve());
          }
        }),
      ),
    cancelInTurn: count =>
      run(async () => {
        for (let turn = 0; turn < count; turn += 1) {
          const task = createTask(() => sleep(Infinity));
          await sleep(0);
          task.cancel();
          await wait([task]);
        }
      }),
    whilePending: (count, look) =>
      run(async () => {
        const tasks: Task<void>[] = [];
        for (let turn = 0; turn < count; turn += 1) {
          tasks.push(createTask(() => sleep(Infinity)));
        }
        await sleep(0);
        await sleep(0);
        look();
        for (const task of tasks) {
          task.cancel();
        }
        await wait(tasks);
      }),
  },
  {
    name: 'effection',
    spawnAndJoin: count =>
      runOperation(function* () {
        const tasks: Operation<void>[] = [];
        for (let turn = 0; turn < count; turn += 1) {
          tasks.push(yield* spawn(nothing));
        }
        for (const task of tasks) {
          yield* task;
        }
      }),
    cancelInTurn: count =>
      runOperation(function* () {
        for (let turn = 0; turn < count; turn += 1) {
          const task = yield* spawn(suspend);
          yield* task.halt();
        }
      }),
    whilePending: (count, look) =>
      runOperation(function* () {
        for (let turn = 0; turn < count; turn += 1) {
          void (yield* spawn(suspend));
        }
        look();
      }),
  },
  {
    name: 'Effect',
    spawnAndJoin: count =>
      Effect.runPromise(
        Effect.gen(function* () {
          const fibers: Fiber.Fiber<void>[] = [];
          for (let turn = 0; turn < count; turn += 1) {
            fibers.push(yield* Effect.forkChild(Effect.void));
          }
          yield* Fiber.joinAll(fibers);
        }),
      ),
    cancelInTurn: count =>
      Effect.runPromise(
        Effect.gen(function* () {
          for (let turn = 0; turn < count; turn += 1) {
            const fiber = yield* Effect.forkChild(Effect.never);
            yield* Fiber.interrupt(fiber);
          }
        }),
      ),
    whilePending: (count, look) =>
      Effect.runPromise(
        Effect.gen(function* () {
          const fibers: Fiber.Fiber<never>[] = [];
          for (let turn = 0; turn < count; turn += 1) {
            fibers.push(yield* Effect.forkChild(Effect.never));
          }
          yield* Effect.yieldNow;
          look();
          yield* Fiber.interruptAll(fibers);
        }),
      ),
  },
];

 
function* nothing(): Generator<never, void, never> {
  return undefined;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function heapOf(contestant: Contestant): Promise<number> {
  // What the round before has left is only garbage when its last turns are over.
  await delay(20);
  const before = heapUsed();
  let during = before;
  await contestant.whilePending(pending, () => {
    during = heapUsed();
  });
  return during - before;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

async function median(measure: () => Promise<number>): Promise<number> {
  await measure();
  const measured: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    measured.push(await measure());
  }
  return measured.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? NaN;
}

function micros(milliseconds: number): string {
  return `${(milliseconds * 1_000).toFixed(2)} us`.padStart(14);
}
