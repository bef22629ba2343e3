import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { audit } from '../../src/audit/audit.ts';
import { describe } from '../../src/audit/describe-rules.ts';
import { run } from '../../src/cli/run.ts';
import type { Output, Terminal } from '../../src/cli/terminal.ts';
import { fakeAnalysis, fakeRules, libraries } from '../audit/fake-analysis.ts';

/** A stream that keeps what is written to it. */
export function recorder(look: Partial<Pick<Output, 'isTTY' | 'columns'>> = {}): Output & { text(): string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: unknown, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  // What a terminal can do beside being written to.
  const cursor = { cursorTo: () => true, clearLine: () => true, moveCursor: () => true };
  return Object.assign(stream, look, look.isTTY === true ? cursor : {}, { text: () => chunks.join('') });
}

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Runs the command in this process, with rules that find words. */
export async function runCommand(argv: readonly string[], given: Partial<Omit<Terminal, 'stdout' | 'stderr'>> & { look?: Partial<Pick<Output, 'isTTY' | 'columns'>> } = {}): Promise<Said> {
  const { look = {}, cwd = process.cwd(), env = {} } = given;
  const stdout = recorder(look);
  const stderr = recorder(look);
  const exitCode = await run(argv, { stdout, stderr, cwd, env }, {
    audit: options => audit(options, { createAnalysis: fakeAnalysis(), rules: fakeRules, libraries }),
    rules: () => fakeRules.map(describe),
  });
  return { stdout: stdout.text(), stderr: stderr.text(), exitCode };
}

/** Plays a session in a copy of its folder: after each `$` line comes what the command said, and the exit code. */
export async function play(folder: string, session: string): Promise<string> {
  const cwd = copyOf(folder);
  try {
    const parts: string[] = [];
    for (const line of session.split('\n').filter(text => text.startsWith('$'))) {
      const argv = line.slice(1).trim().split(' ').filter(word => word !== '');
      const { stdout, stderr, exitCode } = await runCommand(argv, { cwd });
      const blocks = [stdout, stderr === '' ? '' : `[stderr]\n${stderr}`].filter(text => text !== '').map(text => text.trimEnd());
      parts.push([line, ...blocks, `[exit code ${String(exitCode)}]`].join('\n'));
    }
    return `${steady(parts.join('\n\n'), cwd)}\n`;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

function copyOf(folder: string): string {
  const cwd = realpathSync(mkdtempSync(path.join(tmpdir(), 'cancellation-')));
  cpSync(folder, cwd, { recursive: true });
  rmSync(path.join(cwd, 'session.txt'));
  // The edge at which the search for tsconfigs ends.
  mkdirSync(path.join(cwd, '.git'));
  return cwd;
}

/** Without what differs from run to run. */
function steady(text: string, cwd: string): string {
  return text
    .replaceAll(cwd, '/shop')
    .replaceAll(/\b\d+(?:\.\d)? m?s$/gm, '0 ms')
    .replaceAll(/"milliseconds": \d+/g, '"milliseconds": 0')
    .replaceAll(/\.\d+\.tmp/g, '.0.tmp');
}
