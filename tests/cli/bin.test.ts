import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderWith } from '../audit/folder.ts';

// The command as a process of its own. It is bundled as the package is, into the repository, where it finds its package.

const root = path.resolve(import.meta.dirname, '../..');
mkdirSync(path.join(root, '.cache'), { recursive: true });
const outdir = mkdtempSync(path.join(root, '.cache', 'bin-'));

beforeAll(async () => {
  await build({
    entryPoints: [path.join(root, 'src/cli/main.ts')],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
  });
});

afterAll(() => {
  rmSync(outdir, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function command(argv: readonly string[], cwd: string): Promise<Ended> {
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [path.join(outdir, 'main.mjs'), ...argv], { cwd, maxBuffer: 1e8 })) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'stdout' in error && 'stderr' in error) {
      return { code: Number(error.code), stdout: String(error.stdout), stderr: String(error.stderr) };
    }
    throw error;
  }
}

const shop = {
  'tsconfig.json': {},
  'src/orders.ts': `declare function tell(order: string): Promise<void>;
export async function put(order: string, signal: AbortSignal): Promise<void> {
  try {
    await fetch(order, { signal });
  } catch (error) {
    console.error(error);
  }
  await tell(order);
}
`,
};

test('it finds a fault in a project, says so, and ends with 1', async () => {
  const { code, stdout, stderr } = await command(['audit', '--format', 'json'], folderWith(shop));
  expect(stderr).toBe('');
  expect(code).toBe(1);
  const { findings, summary } = JSON.parse(stdout) as { findings: { rule: string; line: number }[]; summary: { files: number } };
  expect(findings.map(({ rule, line }) => [rule, line])).toEqual([['no-swallowed-cancellation', 5]]);
  expect(summary.files).toBe(1);
});

test('a long report arrives whole in a pipe', async () => {
  const functions = Array.from({ length: 150 }, (_, index) => shop['src/orders.ts'].replace('put', `put${String(index)}`));
  const { stdout } = await command(['audit', '--format', 'json'], folderWith({ ...shop, 'src/orders.ts': functions.join('') }));
  expect(stdout.length).toBeGreaterThan(80_000);
  expect((JSON.parse(stdout) as { findings: unknown[] }).findings).toHaveLength(150);
});

test('a mistake ends with 2, without a stack', async () => {
  const { code, stdout, stderr } = await command(['audit', 'scr'], folderWith(shop));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^✖ There is no file or folder scr\.\n.*\n {2}Did you mean src\?\n$/);
});

test('help does not load a compiler, an audit does', async () => {
  const { code, stdout } = await command(['--help'], root);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Usage: eslint-plugin-cancellation /);
  expect(await compilersLoadedBy(['--help'], root)).toEqual([]);
  expect(await compilersLoadedBy(['audit', '--output', 'report.txt'], folderWith(shop))).not.toEqual([]);
});

/** Both compilers are CommonJS modules, which Node lists. */
async function compilersLoadedBy(argv: readonly string[], cwd: string): Promise<string[]> {
  const bin = path.join(outdir, 'main.mjs');
  const program = `process.argv = ${JSON.stringify([process.execPath, bin, ...argv])};
process.exitCode = 0;
await import(${JSON.stringify(bin)});
process.exitCode = 0;
const { createRequire } = await import('node:module');
console.error(Object.keys(createRequire(${JSON.stringify(bin)}).cache).join('\\n'));`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd });
  return stderr.split('\n').filter(name => /ts-morph|[\\/]typescript[\\/]/.test(name));
}
