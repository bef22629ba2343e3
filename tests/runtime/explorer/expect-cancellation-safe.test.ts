import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { expectCancellationSafe } from '../../../src/runtime/explorer/expect-cancellation-safe.ts';

async function messageOf(promise: Promise<unknown>): Promise<string> {
  const [outcome] = await Promise.allSettled([promise]);
  return outcome.status === 'rejected' && outcome.reason instanceof Error ? outcome.reason.message : '';
}

describe('expectCancellationSafe', () => {
  it('says nothing of an operation that is safe', async () => {
    const { runs } = await expectCancellationSafe((signal, kit) => kit.call('put', { signal }));
    expect(runs).toEqual(['undisturbed', 'abort@start', 'abort@before:1', 'abort@after:1', 'abort@end', 'fail@1']);
  });

  it('tells the story of one that is not, in order', async () => {
    const message = await messageOf(
      expectCancellationSafe(async (signal, kit) => {
        await kit.call('charge', { signal, milliseconds: 5 }).catch(() => undefined);
        await kit.call('ship');
      }),
    );
    expect(message.replace(/[^\s(]*[\\/](?=expect-cancellation-safe)/g, '')).toBe(
      [
        'The operation is not safe to cancel. One thing goes wrong.',
        '',
        '1. swallowed: It was cancelled here, and returned undefined after ship.',
        '   at expect-cancellation-safe.test.ts:20:19',
        '   In the run `abort@before:1`:',
        '     0 ms: begins charge, 5 ms (expect-cancellation-safe.test.ts:20:19)',
        '     0 ms: is cancelled',
        '     0 ms: begins ship, 1 ms (expect-cancellation-safe.test.ts:21:19)',
        '     1 ms: ends ship (expect-cancellation-safe.test.ts:21:19)',
        '     1 ms: returns undefined',
        "   To see it again: explore(operation, { replay: 'abort@before:1' })",
      ].join('\n'),
    );
  });

  it('throws the error of an operation that fails by itself', async () => {
    expect(await messageOf(expectCancellationSafe(() => { throw new RangeError('Never works.'); }))).toBe('Never works.');
  });

  it('accepts what is allowed', async () => {
    await expect(
      expectCancellationSafe((_, kit) => { setTimeout(() => { kit.call('late').catch(() => undefined); }, 5); }, { allow: ['leaked-timer', 'late-work'] }),
    ).resolves.toBeDefined();
  });

  it('works under node:test', async () => {
    const program = `
      import test from 'node:test';
      import { build } from 'esbuild';
      const { outputFiles: [{ text }] } = await build({ entryPoints: ['src/runtime/explorer/expect-cancellation-safe.ts'], bundle: true, write: false, format: 'esm', platform: 'node' });
      const { expectCancellationSafe } = await import('data:text/javascript,' + encodeURIComponent(text));
      test('safe', () => expectCancellationSafe((signal, kit) => kit.call('put', { signal })));
      test('unsafe', () => expectCancellationSafe((signal, kit) => kit.call('put', { signal }).catch(() => {})));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--test-reporter=tap', '--input-type=module', '--eval', program]).catch((error: unknown) => error as { stdout: string });
    expect(stdout).toContain('ok 1 - safe');
    expect(stdout).toContain('not ok 2 - unsafe');
    expect(stdout).toContain('1. swallowed: It was cancelled here, and returned undefined.');
  });
});
