import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { currentTask, type Task } from '../../src/runtime/index.ts';
import { programs, World, type Program } from './kit/random-program.ts';
import { virtually, type VirtualRun } from './kit/virtually.ts';

// Whatever a program does with tasks, these things hold in the end.

const numRuns = process.env['DEEP'] === undefined ? 1_500 : 40_000;
const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};

beforeAll(() => {
  process.on('unhandledRejection', note);
});

afterAll(() => {
  process.off('unhandledRejection', note);
});

it(`${numRuns} random programs lose no task, request, error, lock, permit or item, and skip no finally`, { timeout: 1_800_000 }, async () => {
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(programs, async program => {
      ran += 1;
      const { world, result } = await execute(program);
      expect(violations(world, result, JSON.stringify(program).includes('"all"'))).toEqual([]);
    }),
    { seed: 5, numRuns, endOnFailure: process.env['SHRINK'] === undefined },
  );
  expect(ran).toBe(numRuns);
});

it('a program runs the same way every time', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(programs, async program => {
      const [first, second] = [await execute(program), await execute(program)];
      expect(second.world.log).toEqual(first.world.log);
      expect(second.result.codes).toEqual(first.result.codes);
    }),
    { seed: 6, numRuns: 200 },
  );
});

async function execute(program: Program): Promise<{ readonly world: World; readonly result: VirtualRun<void> }> {
  const world = new World();
  const result = await virtually(
    async () => {
      const main = currentTask();
      if (main !== undefined) {
        world.tasks.push(main);
        world.asked.add(main);
        endWhatHangs(main);
      }
      await world.perform(program);
    },
    { debug: true, shutdownTimeoutMilliseconds: 1_000 },
  );
  // A turn for the platform to find rejections that nobody has handled.
  await new Promise(resolve => setImmediate(resolve));
  return { world, result };
}

/** A program may wait for ever, for an item that nobody puts; and it may swallow a request to stop that. */
function endWhatHangs(main: Task<unknown>): void {
  setTimeout(() => {
    if (main.cancel()) {
      endWhatHangs(main);
    }
  }, 1_000);
}

/**
 * A branch of a Promise.all that its task has left behind when another failed belongs to nobody any more: its timeout may still count as a
 * request to the task, and what it holds it holds as long as it likes.
 */
function violations(world: World, { codes, reports }: VirtualRun<void>, leavesBranches: boolean): readonly string[] {
  const found = [...world.violations, ...unhandled.splice(0).map(reason => `unhandled rejection: ${String(reason)}`)];
  const reported = (name: string, allowed: readonly string[]): boolean => reports.some(({ code, task }) => task === name && allowed.includes(code));
  for (const task of world.tasks) {
    const { name } = task;
    if (!task.done && !reported(name, ['destroyed-pending'])) {
      found.push(`${name} is lost`);
    }
    if (!leavesBranches && task.done && !task.cancelled && task.cancelling > 0 && !reported(name, ['cancel-swallowed', 'cancel-converted'])) {
      found.push(`a request to ${name} was neither delivered, nor withdrawn, nor reported`);
    }
    if (task.failed && !world.asked.has(task) && !reported(name, ['never-retrieved', 'unhandled-at-shutdown'])) {
      found.push(`the error of ${name} is lost`);
    }
  }
  const allEnded = !leavesBranches && world.tasks.every(task => task.done) && !codes.includes('destroyed-pending');
  if (allEnded && world.foreignPending === 0) {
    const { finallyEntered, finallyLeft, itemsPut, itemsGot } = world;
    found.push(
      ...(finallyEntered === finallyLeft ? [] : [`${finallyEntered - finallyLeft} finally blocks did not run`]),
      ...(world.lock.locked ? ['the lock is lost'] : []),
      ...(world.permits.size === 2 ? [] : ['a permit is lost']),
      ...(itemsPut - itemsGot === world.queue.size ? [] : ['an item is lost']),
    );
  }
  return found;
}
