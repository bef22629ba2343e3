import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { explore } from '../../../src/runtime/explorer/explore.ts';
import type { Operation } from '../../../src/runtime/explorer/run-once.ts';
import { checkpoint, createTask, currentTask, rethrowIfCancelled, sleep as rest, taskGroup } from '../../../src/runtime/index.ts';

async function kindsOf(operation: Operation, options = {}): Promise<readonly string[]> {
  const { sightings } = await explore(operation, options);
  return [...new Set(sightings.map(({ kind }) => kind))].sort();
}

/** As many calls of the platform are written. */
function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}

describe('an operation that lets its cancellation through', () => {
  it.each<[string, Operation]>([
    ['from a call of the kit', (signal, kit) => kit.call('put', { signal })],
    ['from a promise of its own', signal => delay(5, signal)],
    ['that it has waited for', async signal => {
      signal.throwIfAborted();
      await new Promise<void>((_, reject) => { signal.addEventListener('abort', () => { reject(signal.reason as Error); }); });
    }],
    ['from the platform', signal => sleep(5, undefined, { signal })],
    [
      'after a handler',
      async (signal, kit) => {
        try {
          await kit.call('put', { signal });
        } catch (error) {
          await kit.call('undo');
          throw error;
        }
      },
    ],
    [
      'and keeps its failures',
      async (signal, kit) => {
        await kit.call('put', { signal }).catch((error: unknown) => {
          signal.throwIfAborted();
          return error;
        });
      },
    ],
  ])('%s shows nothing', async (_, operation) => {
    expect(await kindsOf(operation)).toEqual([]);
  });
});

describe('the explorer sees', () => {
  it.each<[string, string[], Operation]>([
    ['a cancellation that is kept', ['swallowed'], (signal, kit) => kit.call('put', { signal }).catch(() => undefined)],
    ['a cancellation of a promise of its own that is kept', ['swallowed'], signal => delay(5, signal).catch(() => undefined)],
    [
      'work that goes on after a cancellation',
      ['swallowed'],
      async (signal, kit) => {
        await delay(5, signal).catch(() => undefined);
        await kit.call('save');
        await delay(5, signal);
      },
    ],
    [
      'a loop that is refused for ever',
      ['hung', 'swallowed'],
      async signal => {
        for (;;) {
          try {
            await delay(5, signal);
            return;
          } catch {
            continue;
          }
        }
      },
    ],
    [
      'a cancellation under another name',
      ['wrapped'],
      async (signal, kit) => {
        try {
          await kit.call('put', { signal });
        } catch (error) {
          throw new RangeError('Not put.', { cause: error });
        }
      },
    ],
    [
      'a promise that nobody handles',
      ['late-work', 'orphaned', 'unhandled'],
      (_, kit) => {
        void (async () => {
          await kit.call('put');
          await kit.call('ship');
        })();
      },
    ],
    [
      'siblings that nobody stops',
      ['orphaned'],
      async (_, kit) => {
        const put = async () => { await kit.call('put', { milliseconds: 1 }); };
        const ship = async () => { await kit.call('ship', { milliseconds: 5 }); };
        await Promise.all([put(), ship()]);
      },
    ],
    [
      'a timer that is not cleared',
      ['leaked-timer'],
      async (_, kit) => {
        const late = new Promise<void>((_resolve, reject) => setTimeout(() => { reject(new Error('late')); }, 100));
        await Promise.race([kit.call('put'), late]);
      },
    ],
    ['an interval that is not cleared', ['leaked-timer'], () => void setInterval(() => undefined, 5)],
    [
      'a listener that is not removed',
      ['leaked-listener'],
      async (signal, kit) => {
        signal.addEventListener('abort', () => undefined, { once: true });
        await kit.call('put', { signal });
      },
    ],
    [
      'a listener on an emitter',
      ['leaked-listener'],
      async (_, kit) => {
        kit.emitter('socket').on('message', () => undefined);
        await kit.call('put');
      },
    ],
    [
      'a resource that is not closed',
      ['skipped-cleanup'],
      async (signal, kit) => {
        const connection = await kit.open('connection', { signal });
        await kit.call('put', { signal });
        await connection.close();
      },
    ],
    ['a call that never ends', ['hung'], () => new Promise<void>(() => undefined)],
  ])('%s', async (_, kinds, operation) => {
    expect(await kindsOf(operation)).toEqual(kinds);
  });

  it('in pairs, an error that is lost behind another', async () => {
    const operation: Operation = async (signal, kit) => {
      try {
        await kit.call('put', { signal });
      } finally {
        await kit.call('tidy');
      }
    };
    expect(await kindsOf(operation)).toEqual([]);
    expect(await kindsOf(operation, { pairs: true })).toEqual(['masked']);
  });
});

describe('a task of the runtime', () => {
  const keepsIt = async (): Promise<void> => {
    try {
      await rest(10);
    } catch {
      await rest(10);
    }
  };

  it.each<[string, () => Promise<unknown>, readonly string[]]>([
    ['lets its cancellation through', () => rest(10), []],
    ['keeps its cancellation', keepsIt, ['swallowed']],
    ['keeps it without end', async () => { for (;;) { await keepsIt(); } }, ['hung', 'swallowed']],
    [
      'throws it again before it handles a failure',
      async () => {
        try {
          await rest(10);
        } catch (error) {
          rethrowIfCancelled(error);
        }
      },
      [],
    ],
    [
      'takes the request back',
      async () => {
        try {
          await rest(10);
        } catch {
          currentTask()?.uncancel();
        }
      },
      [],
    ],
    ['looks in time', async () => { await rest(5); await checkpoint(); }, []],
    [
      'leaves an error of a task to nobody',
      async () => {
        createTask(() => Promise.reject(new Error('nobody looks')));
        await rest(10);
      },
      ['unhandled'],
    ],
    ['waits in a group', () => taskGroup(group => { group.createTask(() => rest(10)); }), []],
    ['has a child in a group that keeps it', () => taskGroup(group => { group.createTask(keepsIt); }), ['swallowed']],
  ])('that %s', async (_, body, kinds) => {
    expect(await kindsOf((_signal, kit) => kit.run(body), { steps: 20 })).toEqual(kinds);
  });
});
