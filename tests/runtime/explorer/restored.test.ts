import { readFile } from 'node:fs/promises';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { explore } from '../../../src/runtime/explorer/explore.ts';

const names = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate', 'Date', 'AbortController'];

function platform() {
  return {
    globals: names.map(name => Object.getOwnPropertyDescriptor(globalThis, name)),
    timers: names.map(name => Object.getOwnPropertyDescriptor(timers, name)),
    promises: ['setTimeout', 'setInterval', 'setImmediate'].map(name => Object.getOwnPropertyDescriptor(timersPromises, name)),
    scheduler: Object.getOwnPropertyDescriptors(timersPromises.scheduler),
    signal: Object.getOwnPropertyDescriptors(AbortSignal),
    now: Object.getOwnPropertyDescriptor(performance, 'now'),
    rejections: process.rawListeners('unhandledRejection'),
    exceptions: process.rawListeners('uncaughtException'),
  };
}

describe('everything is put back as it was', () => {
  it.each<[string, () => unknown]>([
    ['after an operation that returns', () => undefined],
    ['after one that throws', () => { throw new RangeError('No.'); }],
    ['after one that rejects', () => Promise.reject(new RangeError('No.'))],
    ['after one that hangs', () => new Promise(() => undefined)],
  ])('%s', async (_, operation) => {
    const before = platform();
    await explore(operation, { foreignMilliseconds: 1 });
    expect(platform()).toEqual(before);
    const { setTimeout: imported } = await import('node:timers/promises');
    expect(imported).toBe(timersPromises.setTimeout);
  });

  it('also for a key that is none', async () => {
    const before = platform();
    await expect(explore(() => undefined, { replay: 'abort@noon' })).rejects.toThrow('is no replay key');
    expect(platform()).toEqual(before);
  });
});

describe('time', () => {
  it('is virtual in a run, and the same in each', async () => {
    const seen: unknown[] = [];
    await explore(
      async () => {
        const began = [new Date().toISOString(), Date.now(), performance.now()];
        await new Promise(resolve => setTimeout(resolve, 3_600_000));
        seen.push(JSON.stringify([began, new Date().toISOString(), performance.now(), new Date() instanceof Date]));
      },
      { replay: 'abort@end' },
    );
    expect(seen).toEqual([seen[0], seen[0]]);
    expect(seen[0]).toBe('[["2024-01-01T00:00:00.000Z",1704067200000,0],"2024-01-01T01:00:00.000Z",3600000,true]');
  });

  it('is the real one outside of it, also meanwhile', async () => {
    const exploring = explore(() => new Promise(resolve => setTimeout(resolve, 5)));
    const real = await new Promise(resolve => setTimeout(() => { resolve(Date.now()); }, 1));
    await exploring;
    expect(real).toBeGreaterThan(1_704_067_200_000 + 86_400_000);
  });

  it('lets a deadline pass', async () => {
    const { outcome } = await explore(() => new Promise((_, reject) => {
      const signal = AbortSignal.timeout(60_000);
      signal.addEventListener('abort', () => { reject(signal.reason as Error); });
    }));
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'TimeoutError' } });
  });

  it('gives intervals their rounds', async () => {
    const { outcome } = await explore(() => new Promise(resolve => {
      let rounds = 0;
      const interval = setInterval(() => {
        rounds += 1;
        if (rounds === 3) {
          clearInterval(interval);
          resolve(performance.now());
        }
      }, 10);
    }));
    expect(outcome).toEqual({ status: 'fulfilled', value: 30 });
  });
});

it('the same operation gives the same report', async () => {
  const operation = async (signal: AbortSignal, kit: { call(name: string, options?: object): Promise<void> }) => {
    await Promise.race([kit.call('put', { signal }), new Promise(resolve => setTimeout(resolve, 50))]).catch(() => undefined);
    await kit.call('ship');
  };
  const first = await explore(operation, { pairs: true });
  expect(first.sightings.length).toBeGreaterThan(0);
  expect(await explore(operation, { pairs: true })).toEqual(first);
});

describe('an operation that is said to do the same each time', () => {
  it('is reported as it is when each run is looked at', async () => {
    const operation = async (signal: AbortSignal, kit: { call(name: string, options?: object): Promise<void> }) => {
      const task = kit.call('put', { signal }).then(() => kit.call('count'));
      await Promise.race([task, new Promise(resolve => setTimeout(resolve, 50))]).catch(() => undefined);
      await kit.call('ship');
    };
    const each = await explore(operation, { pairs: true });
    expect(each.sightings.length).toBeGreaterThan(0);
    expect(await explore(operation, { pairs: true, isRepeatable: true })).toEqual(each);
  });

  it('is looked at again from where it does something else', async () => {
    let runs = 0;
    const { sightings } = await explore(
      async (signal, kit) => {
        runs += 1;
        if (runs > 1) {
          await Promise.resolve();
          await kit.call('put once more', { signal }).catch(() => undefined);
        } else {
          await kit.call('put', { signal });
        }
      },
      { isRepeatable: true },
    );
    const swallowed = sightings.find(({ kind }) => kind === 'swallowed');
    const lines = (await readFile(new URL(import.meta.url), 'utf8')).split('\n');
    expect(lines[(swallowed?.place?.line ?? 0) - 1]).toContain('put once more');
  });
});

it('a replay key shows the same again, and nothing else', async () => {
  const operation = (signal: AbortSignal, kit: { call(name: string, options?: object): Promise<void> }) =>
    kit.call('put', { signal }).catch(() => undefined);
  const { sightings: [seen] } = await explore(operation);
  expect(seen?.replay).toBe('abort@before:1');
  const again = await explore(operation, { replay: 'abort@before:1' });
  expect(again.sightings.map(({ kind, replay }) => [kind, replay])).toEqual([['swallowed', 'abort@before:1']]);
});

it('what is not virtual is waited for, and said', async () => {
  const { outcome, isForeign } = await explore(() => readFile(new URL(import.meta.url), 'utf8').then(text => text.length > 0), { foreignMilliseconds: 5_000 });
  expect([outcome, isForeign]).toEqual([{ status: 'fulfilled', value: true }, true]);
});

it('an operation cannot explore', async () => {
  const { outcome } = await explore(() => explore(() => undefined));
  expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'An operation that is being explored cannot explore.' } });
});
