// Installs the packed package into empty projects and compares what they are told with what they must be told.
//
//     node tests/package/use.mjs <tarball> [part of a consumer's name]
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { consumers } from './consumers.mjs';

const [tarball, only = ''] = process.argv.slice(2);
if (tarball === undefined) {
  throw new Error('Which package? `npm pack` makes one: node tests/package/use.mjs <tarball>');
}
const lock = JSON.parse(await readFile(fileURLToPath(new URL('../../package-lock.json', import.meta.url)), 'utf8'));
const chosen = consumers.filter(({ name }) => name.includes(only));
if (chosen.length === 0) {
  throw new Error(`No consumer is called \`${only}\`.`);
}

const waiting = [...chosen];
let failures = 0;
// Two at a time: installing waits for the disk, linting for the processor.
await Promise.all([worker(), worker()]);
console.log(`${chosen.length - failures} of ${chosen.length} projects are told what they must be told.`);
process.exitCode = failures === 0 ? 0 : 1;

async function worker() {
  for (let consumer = waiting.shift(); consumer !== undefined; consumer = waiting.shift()) {
    const start = performance.now();
    const problems = await problemsOf(consumer);
    failures += problems.length > 0 ? 1 : 0;
    console.log(`${problems.length > 0 ? 'FAIL' : 'ok  '} ${consumer.name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    for (const problem of problems) {
      console.log(`     ${problem.replaceAll('\n', '\n     ')}`);
    }
  }
}

async function problemsOf({ installs, files, lints, oxlints, audits, runs = [], typechecks = [] }) {
  const folder = await mkdtemp(join(tmpdir(), 'consumer-'));
  try {
    await install(folder, installs, files);
    for (const script of runs) {
      await run(folder, process.execPath, [script]);
    }
    return [
      ...(lints === undefined ? [] : difference('ESLint', await lint(folder), lints)),
      ...(oxlints === undefined ? [] : difference('oxlint', await oxlint(folder, Object.keys(files)), oxlints)),
      ...(audits === undefined ? [] : difference('the audit', await audit(folder), audits)),
      ...(await Promise.all(typechecks.map(options => typecheck(folder, options)))).flat(),
    ];
  } catch (error) {
    return [error instanceof Error ? `${error.stack}\n${error.stdout ?? ''}\n${error.stderr ?? ''}` : String(error)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function install(folder, installs, files) {
  const devDependencies = { 'eslint-plugin-cancellation': `file:${resolve(tarball)}` };
  for (const wanted of installs) {
    Object.assign(devDependencies, dependencyOf(wanted));
  }
  const all = { ...files, 'package.json': JSON.stringify({ name: 'shop', private: true, type: 'module', devDependencies }) };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await run(folder, 'npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** `eslint-9` is ESLint in the version that our lock file has under this name; `typescript@7.0.2` names its version itself. */
function dependencyOf(wanted) {
  const [, name, given] = /^(.[^@]*)(?:@(.+))?$/.exec(wanted);
  if (given !== undefined) {
    return { [name]: given };
  }
  const locked = lock.packages[`node_modules/${name}`];
  return { [locked.name ?? name]: locked.version };
}

async function lint(folder) {
  const { stdout } = await run(folder, process.execPath, ['node_modules/eslint/bin/eslint.js', '.', '--format', 'json'], [0, 1]);
  return JSON.parse(stdout).flatMap(({ filePath, messages }) =>
    messages.map(({ line, column, ruleId, message }) => {
      const rule = ruleId?.replace('cancellation/', '');
      return `${relative(folder, filePath)}:${line}:${column} ${rule} ${message}`;
    }),
  );
}

async function oxlint(folder, files) {
  const { stdout } = await run(folder, join(folder, 'node_modules/.bin/oxlint'), ['--format', 'json', ...files], [0, 1]);
  return JSON.parse(stdout).diagnostics.map(({ filename, labels: [{ span }], code, message }) => {
    const rule = /\((.*)\)/.exec(code)?.[1];
    return `${filename}:${span.line}:${span.column} ${rule} ${message}`;
  });
}

async function audit(folder) {
  const bin = join(folder, 'node_modules/.bin/eslint-plugin-cancellation');
  const { stdout } = await run(folder, bin, ['audit', '--format', 'json'], [0, 1]);
  return JSON.parse(stdout).findings.map(
    ({ file, line, column, rule, message }) => `${relative(folder, file)}:${line}:${column} ${rule} ${message}`,
  );
}

async function typecheck(folder, options) {
  const strictly = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--types', 'node'];
  const { stdout } = await run(folder, process.execPath, ['node_modules/typescript/bin/tsc', ...strictly, ...options, 'declarations.ts'], [0, 1, 2]);
  return stdout === '' ? [] : [`tsc ${options.join(' ')}:\n${stdout}`];
}

/** Two lists without what they share: each finding that was told takes one that was expected. */
function difference(who, told, expected) {
  const missing = [...expected];
  const tooMuch = told.filter(line => {
    const place = missing.findIndex(text => isAsExpected(line, text));
    return place === -1 || missing.splice(place, 1).length === 0;
  });
  return [...missing.map(text => `${who} does not say: ${text}`), ...tooMuch.map(line => `${who} says: ${line}`)];
}

/** The same place and rule, and a message that quotes the same code. */
function isAsExpected(line, text) {
  const [, head, code] = /^(\S+ \S+) (.*)$/.exec(text);
  return line.startsWith(`${head} `) && line.includes(code, head.length);
}

async function run(cwd, command, args, exitCodes = [0]) {
  try {
    return await promisify(execFile)(command, args, { cwd, maxBuffer: 2 ** 26 });
  } catch (error) {
    if (exitCodes.includes(error.code)) {
      return error;
    }
    throw error;
  }
}
