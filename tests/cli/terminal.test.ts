import { readFileSync, readdirSync } from 'node:fs';
import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { describe as describeRule } from '../../src/audit/describe-rules.ts';
import { run } from '../../src/cli/run.ts';
import { folderWith } from '../audit/folder.ts';
import { recorder, runCommand } from './session.ts';

const escape = '\u001B[';

describe('colours', () => {
  const args = ['audit', '--no-progress'];
  const fault = { 'a.js': 'lose();\n' };

  test.each([
    ['a terminal', { isTTY: true }, {}, true],
    ['a pipe', {}, {}, false],
    ['a terminal, NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, false],
    ['a terminal, NO_COLOR without a value', { isTTY: true }, { NO_COLOR: '' }, true],
    ['a pipe, FORCE_COLOR', {}, { FORCE_COLOR: '1' }, true],
    ['a terminal, FORCE_COLOR=0', { isTTY: true }, { FORCE_COLOR: '0' }, false],
    ['a terminal that knows no colours', { isTTY: true }, { TERM: 'dumb' }, false],
  ])('%s', async (_, look, env, expected) => {
    const { stdout } = await runCommand(args, { cwd: folderWith(fault), look, env });
    expect(stdout.includes(escape)).toBe(expected);
    expect(stripVTControlCharacters(stdout)).toContain('no-floating-task');
  });

  test('mistakes are told in colours, too', async () => {
    const { stderr } = await runCommand(['audit', 'absent'], { look: { isTTY: true } });
    expect(stderr).toContain(escape);
    expect(stripVTControlCharacters(stderr)).toMatch(/✖ There is no file or folder absent\.\n/);
  });

  test('a report in a file has none', async () => {
    const cwd = folderWith(fault);
    await runCommand([...args, '--output', 'sub/report.txt'], { cwd, look: { isTTY: true } });
    expect(readFileSync(`${cwd}/sub/report.txt`, 'utf8')).toMatch(/^✖ error {2}no-floating-task/);
    expect(readdirSync(`${cwd}/sub`)).toEqual(['report.txt']);
  });
});

describe('progress', () => {
  const project = { 'a.js': 'lose();\n' };

  test('is shown on stderr, to a person', async () => {
    const { stdout, stderr } = await runCommand(['audit'], { cwd: folderWith(project), look: { isTTY: true } });
    expect(stderr).toContain('Opening the project');
    expect(stdout).not.toContain('Opening');
  });

  test.each([
    ['in a pipe', ['audit'], {}, {}],
    ['in CI', ['audit'], { isTTY: true }, { CI: 'true' }],
    ['if it is not wanted', ['audit', '--no-progress'], { isTTY: true }, {}],
  ])('is not shown %s', async (_, argv, look, env) => {
    const { stderr } = await runCommand(argv, { cwd: folderWith(project), look, env });
    expect(stderr).toBe('');
  });
});

test('--timing tells on stderr what took how long', async () => {
  const { stdout, stderr } = await runCommand(['audit', '--timing'], { cwd: folderWith({ 'a.js': 'lose();\n' }) });
  expect(stderr).toMatch(/^open projects\s+\d+ ms$/m);
  expect(stderr).toMatch(/^rule no-floating-task\s+\d+ ms$/m);
  expect(stdout).not.toContain('open projects');
});

describe('a defect of ours', () => {
  test('ends with 3, a stack, the cause, the version, and what to do', async () => {
    const stderr = recorder();
    const audit = () => Promise.reject(new Error('The analysis of a.ts failed.', { cause: new TypeError('no such event') }));
    const exitCode = await run(['audit'], { stdout: recorder(), stderr, cwd: '/', env: {} }, { audit, rules: () => [] });
    expect(exitCode).toBe(3);
    expect(stderr.text()).toMatch(/defect of eslint-plugin-cancellation, not of your code/);
    expect(stderr.text()).toMatch(/Error: The analysis of a\.ts failed\.\n\s+at [\s\S]*Caused by:\nTypeError: no such event\n\s+at /);
    expect(stderr.text()).toMatch(/eslint-plugin-cancellation \d+\.\d+\.\d+, Node v\d+/);
    expect(stderr.text()).toMatch(/open an issue[\s\S]*`ignores`/);
  });

  test('in a stream that is closed is not hidden', async () => {
    const broken = new Writable({
      write() {
        throw new Error('closed');
      },
    });
    const failing = run(['--version'], { stdout: broken, stderr: recorder(), cwd: '/', env: {} }, { audit: () => Promise.reject(new Error()), rules: () => [] });
    await expect(failing).resolves.toBe(3);
  });
});

describe('explain', () => {
  test.each(rules.map(({ name }) => name))('prints the page of %s for a terminal', async name => {
    const stdout = recorder({ columns: 80 });
    const terminal = { stdout, stderr: recorder(), cwd: '/', env: {} };
    const parts = { audit: () => Promise.reject(new Error()), rules: () => rules.map(describeRule) };
    expect(await run(['explain', `cancellation/${name}`], terminal, parts)).toBe(0);
    const page = stdout.text();
    expect(page).toContain(name);
    expect(page).toMatch(/^Why$/m);
    expect(page).not.toMatch(/^#|```|<!--/m);
    const long = page.split('\n').filter(line => line.length > 80 && !line.startsWith('    ') && !/\S{60}|\|/.test(line));
    expect(long).toEqual([]);
  });
});
