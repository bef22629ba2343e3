import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { audit as auditWith, type AuditOptions } from '../../src/audit/audit.ts';
import type { AuditResult } from '../../src/engine/audit-result.ts';
import { fakeAnalysis, fakeRules, libraries, type Seen } from './fake-analysis.ts';
import { folderWith } from './folder.ts';

const fault = 'export function save() { lose(); }\ndeclare function lose(): void;\n';

function audit(options: AuditOptions, seen?: Seen): Promise<AuditResult> {
  return auditWith(options, { createAnalysis: fakeAnalysis(seen), rules: fakeRules, libraries });
}

function filesOf(cwd: string, { findings }: AuditResult): string[] {
  return findings.map(({ file }) => path.relative(cwd, file).replaceAll(path.sep, '/'));
}

function codesOf({ notes }: AuditResult): string[] {
  return notes.map(({ code }) => code);
}

describe('which files are audited', () => {
  test('a folder without a tsconfig is searched for each kind of source', async () => {
    const names = ['a.js', 'b.jsx', 'c.mjs', 'd.cjs', 'e.ts', 'f.tsx', 'g.mts', 'h.cts'];
    const cwd = folderWith(Object.fromEntries(names.map(name => [`src/${name}`, fault.replace(/declare.*\n/, '')])));
    expect(filesOf(cwd, await audit({ cwd }))).toEqual(names.map(name => `src/${name}`));
  });

  test('what tools wrote is skipped: packages, output, declarations, hidden folders', async () => {
    const cwd = folderWith({
      'a.ts': fault,
      'node_modules/x/a.ts': fault,
      'dist/a.js': fault,
      'packages/b/build/a.js': fault,
      'coverage/a.js': fault,
      '.cache/a.js': fault,
      'a.d.ts': fault,
      'a.d.mts': fault,
      'style.d.css.ts': fault,
    });
    expect(filesOf(cwd, await audit({ cwd }))).toEqual(['a.ts']);
  });

  test('what the user names is audited, wherever it lies', async () => {
    const cwd = folderWith({ 'a.ts': fault, 'dist/b.js': fault, 'node_modules/x/c.ts': fault });
    expect(filesOf(cwd, await audit({ cwd, paths: ['dist/b.js', 'node_modules/x'] }))).toEqual(['dist/b.js', 'node_modules/x/c.ts']);
  });

  test('a glob chooses among the sources', async () => {
    const cwd = folderWith({ 'src/a.ts': fault, 'src/b.js': fault, 'lib/c.ts': fault, 'src/readme.md': fault });
    expect(filesOf(cwd, await audit({ cwd, paths: ['src/*'] }))).toEqual(['src/a.ts', 'src/b.js']);
  });

  test('a file that is named twice is told once', async () => {
    const cwd = folderWith({ 'src/a.ts': fault });
    expect(filesOf(cwd, await audit({ cwd, paths: ['src', 'src/a.ts', 'src/*.ts'] }))).toEqual(['src/a.ts']);
  });

  test('links that lead in circles are not followed', async () => {
    const cwd = folderWith({ 'src/a.ts': fault });
    symlinkSync('..', path.join(cwd, 'src', 'loop'));
    symlinkSync('self', path.join(cwd, 'src', 'self'));
    expect(filesOf(cwd, await audit({ cwd }))).toEqual(['src/a.ts']);
  });

  test('the configuration names files to leave alone', async () => {
    const cwd = folderWith({ 'cancellation.config.json': { ignores: ['legacy/**'] }, 'legacy/a.ts': fault, 'src/b.ts': fault });
    expect(filesOf(cwd, await audit({ cwd }))).toEqual(['src/b.ts']);
  });
});

describe('which project a file belongs to', () => {
  const outside = 'export const x: Missing = 1;\n';

  test('the nearest tsconfig that includes it, and that project supplies what it imports', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const cwd = folderWith({
      'tsconfig.json': { include: ['src'] },
      'src/a.ts': `import { b } from './b.js';\n${fault}`,
      'src/b.ts': 'export const b = 1;',
    });
    const result = await audit({ cwd, paths: ['src/a.ts'] }, seen);
    expect(filesOf(cwd, result)).toEqual(['src/a.ts']);
    expect(result.summary.files).toBe(1);
    expect(seen.hosts).toHaveLength(1);
    expect(seen.hosts[0]?.strength).toBe('program');
    expect(seen.hosts[0]?.program.getSourceFile(`${cwd}/src/b.ts`)).toBeDefined();
  });

  test('through the references of a solution', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const cwd = folderWith({
      'tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }, { path: './tsconfig.test.json' }] },
      'tsconfig.app.json': { extends: './tsconfig.base.json', compilerOptions: { composite: true }, include: ['src'] },
      'tsconfig.test.json': { compilerOptions: { composite: true }, include: ['test'], references: [{ path: './tsconfig.app.json' }] },
      'tsconfig.base.json': { compilerOptions: { noUncheckedIndexedAccess: true } },
      'src/a.ts': fault,
      'test/a.test.ts': fault,
    });
    expect(filesOf(cwd, await audit({ cwd }, seen))).toEqual(['src/a.ts', 'test/a.test.ts']);
    expect(seen.hosts.map(({ program }) => program.getCompilerOptions().noUncheckedIndexedAccess)).toEqual([true, undefined]);
  });

  test('a package of a monorepo sees the sources of the package that it refers to, not its output', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const cwd = folderWith({
      'packages/core/tsconfig.json': { compilerOptions: { composite: true, outDir: 'dist', rootDir: 'src' }, include: ['src'] },
      'packages/core/package.json': { name: '@shop/core', types: './dist/index.d.ts', main: './dist/index.js' },
      'packages/core/src/index.ts': `export const rate = 1;\n${fault}`,
      'packages/web/tsconfig.json': { include: ['src'], references: [{ path: '../core' }] },
      'packages/web/src/index.ts': `import { rate } from '@shop/core';\nexport const twice = rate;\n${fault}`,
      'packages/web/node_modules/.keep': '',
    });
    const scope = path.join(cwd, 'packages/web/node_modules/@shop');
    symlinkSync('../../core', scope.replace('@shop', 'core-link'));
    folderLink(scope, path.join(cwd, 'packages/core'));
    const result = await audit({ cwd }, seen);
    expect(filesOf(cwd, result)).toEqual(['packages/core/src/index.ts', 'packages/web/src/index.ts']);
    expect(seen.hosts[1]?.program.getSourceFile(`${cwd}/packages/core/src/index.ts`)).toBeDefined();
    expect(codesOf(result)).toEqual([]);
  });

  test('files that two projects share are parsed once, and told once', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const cwd = folderWith({
      'a/tsconfig.json': { include: ['.', '../shared'] },
      'b/tsconfig.json': { include: ['.', '../shared'] },
      'a/a.ts': fault,
      'b/b.ts': fault,
      'shared/s.ts': fault,
    });
    const result = await audit({ cwd, projects: ['a', 'b'] }, seen);
    expect(filesOf(cwd, result)).toEqual(['a/a.ts', 'b/b.ts', 'shared/s.ts']);
    const [first, second] = seen.hosts.map(({ program }) => program.getSourceFile(`${cwd}/shared/s.ts`));
    expect(first).toBe(second);
  });

  test('a file that the tsconfig leaves out joins its program', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const cwd = folderWith({
      'tsconfig.json': { compilerOptions: { paths: { '#core': ['./src/core.ts'] } }, include: ['src'] },
      'src/core.ts': fault,
      'scripts/run.js': `import { save } from '#core';\nsave();\nlose();\n`,
    });
    const result = await audit({ cwd }, seen);
    expect(filesOf(cwd, result)).toEqual(['scripts/run.js', 'src/core.ts']);
    expect(seen.hosts).toHaveLength(1);
    expect(codesOf(result)).toEqual([]);
  });

  test('the tsconfig farther up, if the nearer one leaves the file out', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const cwd = folderWith({
      'tsconfig.json': { compilerOptions: { noUncheckedIndexedAccess: true }, include: ['**/*.test.ts'] },
      'app/tsconfig.json': { include: ['src'] },
      'app/test/a.test.ts': fault,
    });
    await audit({ cwd }, seen);
    expect(seen.hosts.map(({ program }) => program.getCompilerOptions().noUncheckedIndexedAccess)).toEqual([true]);
  });

  test('JavaScript under a jsconfig', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const cwd = folderWith({ 'jsconfig.json': { compilerOptions: { jsx: 'react' } }, 'a.js': 'lose();\n' });
    expect(filesOf(cwd, await audit({ cwd }, seen))).toEqual(['a.js']);
    expect(seen.hosts[0]?.program.getCompilerOptions().allowJs).toBe(true);
  });

  test('a folder called build is output, unless the tsconfig names sources in it', async () => {
    const cwd = folderWith({ 'tsconfig.json': { include: ['build'] }, 'build/make.ts': fault, 'build/out.js': 'lose();' });
    expect(filesOf(cwd, await audit({ cwd }))).toEqual(['build/make.ts']);
  });

  test('each script has names of its own where there is no project', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const cwd = folderWith({ 'a.js': 'async function main() {}\n', 'b.js': 'async function main() {}\n' });
    await audit({ cwd }, seen);
    const program = seen.hosts[0]?.program;
    const checker = program?.getTypeChecker();
    const symbols = ['a.js', 'b.js'].map(name => program?.getSourceFile(`${cwd}/${name}`)).map(file => file && checker?.getSymbolAtLocation(file));
    expect(new Set(symbols).size).toBe(2);
  });

  test('the compiler that is handed over is the one that made the trees, whichever else is loaded', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const cwd = folderWith({ 'a.ts': fault });
    await audit({ cwd }, seen);
    const [host] = seen.hosts;
    const constructor = host?.program.getSourceFile(`${cwd}/a.ts`)?.constructor;
    expect(host?.ts.createSourceFile('b.ts', '', host.ts.ScriptTarget.ESNext).constructor).toBe(constructor);
    expect(ts.createSourceFile('b.ts', '', ts.ScriptTarget.ESNext).constructor).not.toBe(constructor);
  });

  test('the defaults of the compiler that the project was written for', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const cwd = folderWith({
      'old/tsconfig.json': {},
      'old/a.ts': fault,
      'old/node_modules/typescript/package.json': { name: 'typescript', version: '5.9.2' },
      'new/tsconfig.json': {},
      'new/a.ts': fault,
      'new/node_modules/typescript/package.json': { name: 'typescript', version: '6.0.1' },
    });
    await audit({ cwd }, seen);
    expect(seen.hosts.map(({ program }) => program.getCompilerOptions().strict)).toEqual([undefined, false]);
  });

  test('--project takes all that belongs to the tsconfig, also by import', async () => {
    const cwd = folderWith({
      'tsconfig.build.json': { files: ['src/index.ts'] },
      'src/index.ts': `export * from './a.js';\n`,
      'src/a.ts': fault,
      'src/unrelated.ts': outside + fault,
    });
    expect(filesOf(cwd, await audit({ cwd, projects: ['tsconfig.build.json'] }))).toEqual(['src/a.ts']);
  });

  test('--project with paths reports on the paths only', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const cwd = folderWith({ 'tsconfig.json': { include: ['src'] }, 'src/a.ts': fault, 'src/b.ts': fault });
    expect(filesOf(cwd, await audit({ cwd, projects: ['.'], paths: ['src/b.ts'] }, seen))).toEqual(['src/b.ts']);
    expect(seen.hosts[0]?.program.getSourceFile(`${cwd}/src/a.ts`)).toBeDefined();
  });
});

describe('input that cannot be analysed is told in a note, and the rest is analysed', () => {
  async function notesOn(name: string, text: string, more: Record<string, string> = {}): Promise<AuditResult> {
    const cwd = folderWith({ [name]: text, 'good.ts': fault, ...more });
    const result = await audit({ cwd });
    expect(filesOf(cwd, result)).toContain('good.ts');
    return result;
  }

  test('a syntax error, with its place', async () => {
    const result = await notesOn('broken.ts', 'export function a() {\n  const = 1;\n}\n');
    expect(result.notes).toMatchObject([{ code: 'syntax-error', file: expect.stringMatching(/broken\.ts$/) as string }]);
    expect(result.notes[0]?.message).toMatch(/^Line 2, column 9: /);
  });

  test('JavaScript with types in it is no syntax error', async () => {
    expect(codesOf(await notesOn('typed.js', 'export function a(x: number) { return x; }\n'))).toEqual([]);
  });

  test.each([
    ['in a line comment', '// @flow strict\n'],
    ['in a block comment after a licence', '/* (c) */\n/**\n * @flow\n */\n'],
    ['after a shebang', '#!/usr/bin/env node\n// @flow\n'],
  ])('Flow, with the pragma %s', async (_, head) => {
    expect(codesOf(await notesOn('flow.js', `${head}type A = {| x: ?number |};\n`))).toEqual(['flow-file']);
  });

  test('the word @flow further down is not the pragma', async () => {
    expect(codesOf(await notesOn('plain.js', 'const a = 1;\n// not @flow\n'))).toEqual([]);
  });

  test('a minified bundle of five megabytes', async () => {
    const result = await notesOn('bundle.js', 'const a=1;'.repeat(500_000));
    expect(codesOf(result)).toEqual(['too-large']);
  });

  test('a smaller bundle on one line', async () => {
    expect(codesOf(await notesOn('bundle.js', 'function a(){lose()}'.repeat(2000)))).toEqual(['too-large']);
  });

  test.each([
    ['10,000 nested parentheses', `export const x = ${'(\n'.repeat(10_000)}1${')\n'.repeat(10_000)};`],
    ['10,000 chained calls', `declare const p: Promise<void>;\nexport const x = p${'\n  .then(() => {})'.repeat(10_000)};`],
    ['10,000 nested blocks', `${'{\n'.repeat(10_000)}${'}\n'.repeat(10_000)}`],
    ['10,000 else-ifs', `let a = 1;\n${'if (a) {} else\n'.repeat(10_000)}{}`],
  ])('%s, in a project', async (_, text) => {
    const result = await notesOn('src/deep.ts', text, {
      'tsconfig.json': '{}',
      'importer.ts': `import './src/deep.js';\n${fault}`,
    });
    expect(codesOf(result)).toEqual(['too-deep']);
    expect(result.summary.findings).toBe(2);
  });

  test('10,000 nested parentheses, alone', async () => {
    const cwd = folderWith({ 'deep.js': `x = ${'(\n'.repeat(10_000)}1${')\n'.repeat(10_000)};` });
    const result = await audit({ cwd, paths: ['deep.js'] });
    expect(codesOf(result)).toEqual(['too-deep']);
    expect(result.summary.files).toBe(0);
  });

  test('10,000 chained calls, alone', async () => {
    const cwd = folderWith({ 'deep.js': `p${'\n  .then(f)'.repeat(10_000)};` });
    expect(codesOf(await audit({ cwd, paths: ['deep.js'] }))).toEqual(['too-deep']);
  });

  test('four hundred chained calls are analysed', async () => {
    expect(codesOf(await notesOn('long.ts', `declare const p: Promise<void>;\nexport const x = p${'.then(() => {})'.repeat(400)};`))).toEqual([]);
  });

  test('a file that cannot be read', async () => {
    const cwd = folderWith({ 'good.ts': fault, 'tsconfig.json': { files: ['good.ts', 'gone.ts'] } });
    const result = await audit({ cwd, projects: ['.'] });
    expect(result.notes).toMatchObject([{ code: 'unreadable', message: 'Left out: it cannot be read (ENOENT).' }]);
    expect(result.summary.findings).toBe(1);
  });

  test('an analysis that runs out of stack', async () => {
    const cwd = folderWith({ 'a.ts': fault });
    const createAnalysis = () => {
      throw new RangeError('Maximum call stack size exceeded');
    };
    const failing = auditWith(
      { cwd },
      { libraries, rules: fakeRules, createAnalysis: host => ({ ...fakeAnalysis()(host), unit: createAnalysis }) },
    );
    expect(codesOf(await failing)).toEqual(['too-deep']);
  });

  test('an analysis that fails otherwise is our defect, and names the file', async () => {
    const cwd = folderWith({ 'a.ts': fault });
    const unit = () => {
      throw new TypeError('no such event');
    };
    const failing = auditWith({ cwd }, { libraries, rules: fakeRules, createAnalysis: host => ({ ...fakeAnalysis()(host), unit }) });
    await expect(failing).rejects.toThrow(/a\.ts/);
  });

  test('modules that are missing, once for the whole audit', async () => {
    const result = await notesOn('a.ts', `import 'absent';\nimport x from 'absent/sub';\nimport './style.css';\nimport data from './data.json?raw';\n`, {
      'b.ts': `import 'absent';\nimport './gone.js';\n`,
    });
    expect(result.notes).toHaveLength(1);
    expect(result.notes[0]).toMatchObject({ code: 'missing-module' });
    expect(result.notes[0]?.message).toMatch(/^3 modules are not found.*`absent`, `.\/gone.js`, `absent\/sub`\.$/);
  });

  test('modules without types, once for the whole audit', async () => {
    const result = await notesOn('a.ts', `import 'plain';\nimport fs from 'node:fs';\nimport path from 'path';\n`, {
      'node_modules/plain/package.json': '{"name":"plain","main":"index.js"}',
      'node_modules/plain/index.js': 'module.exports = 1;',
    });
    expect(result.notes.map(({ code, message }) => [code, /: (`.*)$/.exec(message)?.[1]])).toEqual([['untyped', '`node`, `plain`.']]);
  });

  test('modules that the project declares are not missing', async () => {
    expect(codesOf(await notesOn('a.ts', `import 'plain';\nimport './a.vue';\nimport 'virtual:pages';\n`, { 'shims.d.ts': `declare module 'plain';\ndeclare module 'virtual:*';\n`, 'tsconfig.json': '{}' }))).toEqual([]);
  });
});

describe('a tsconfig with mistakes', () => {
  const broken: [string, string | object, RegExp][] = [
    ['is malformed', '{ "compilerOptions": { ', /Line 1, column \d+: /],
    ['extends itself', { extends: './tsconfig.json' }, /Circularity/],
    ['extends a file that is missing', { extends: './base.json' }, /base\.json/],
  ];

  test.each(broken)('that is named and %s is told with the place', async (_, tsconfig, where) => {
    const cwd = folderWith({ 'tsconfig.json': tsconfig, 'a.ts': fault });
    const failing = audit({ cwd, projects: ['tsconfig.json'] });
    await expect(failing).rejects.toMatchObject({ name: 'KnownError', remedy: { looked: 'The tsconfig tsconfig.json cannot be read.' } });
    await expect(failing).rejects.toThrow(where);
  });

  test.each(broken)('that is found and %s is noted, and the rest analysed', async (_, tsconfig, where) => {
    const cwd = folderWith({ 'tsconfig.json': tsconfig, 'a.ts': fault });
    const result = await audit({ cwd });
    expect(codesOf(result)).toEqual(['tsconfig']);
    expect(result.notes[0]?.message).toMatch(where);
    expect(filesOf(cwd, result)).toEqual(['a.ts']);
  });

  test.each([
    ['one', '@shop/tsconfig'],
    ['a file of one', '@shop/tsconfig/base.json'],
    ['one among others', ['./own.json', '@shop/tsconfig']],
  ])('that extends a package that is not installed, %s, is noted, in both cases', async (_, base) => {
    const cwd = folderWith({ 'tsconfig.json': { extends: base, compilerOptions: { noUncheckedIndexedAccess: true } }, 'own.json': {}, 'a.ts': fault });
    for (const projects of [[], ['.']]) {
      const seen: Seen = { hosts: [], options: [] };
      const result = await audit({ cwd, projects }, seen);
      expect(codesOf(result)).toEqual(['tsconfig']);
      expect(result.notes[0]?.message).toMatch(/@shop\/tsconfig/);
      expect(filesOf(cwd, result)).toEqual(['a.ts']);
      expect(seen.hosts.map(({ program }) => program.getCompilerOptions().noUncheckedIndexedAccess)).toEqual([true]);
    }
  });

  test('that has unknown options is noted, in both cases', async () => {
    const cwd = folderWith({ 'tsconfig.json': { compilerOptions: { strikt: true, target: 'es1812' } }, 'a.ts': fault });
    for (const projects of [[], ['.']]) {
      const result = await audit({ cwd, projects });
      expect(codesOf(result)).toEqual(['tsconfig']);
      expect(result.notes[0]?.message).toMatch(/strikt/);
      expect(filesOf(cwd, result)).toEqual(['a.ts']);
    }
  });

  test('that matches no files', async () => {
    const cwd = folderWith({ 'tsconfig.json': { include: ['src'] }, 'a.ts': fault });
    await expect(audit({ cwd, projects: ['.'] })).rejects.toMatchObject({ remedy: { looked: 'The tsconfig matches no source files.' } });
  });

  test('that is missing', async () => {
    const cwd = folderWith({ 'a.ts': fault });
    await expect(audit({ cwd, projects: ['tsconfig.app.json'] })).rejects.toMatchObject({ remedy: { looked: 'There is no tsconfig tsconfig.app.json.' } });
  });

  test('whose references go in circles is read', async () => {
    const cwd = folderWith({
      'tsconfig.json': { files: [], references: [{ path: './a' }] },
      'a/tsconfig.json': { references: [{ path: '../b' }], compilerOptions: { composite: true } },
      'b/tsconfig.json': { references: [{ path: '../a' }], compilerOptions: { composite: true } },
      'a/a.ts': fault,
      'b/b.ts': fault,
    });
    expect(filesOf(cwd, await audit({ cwd }))).toEqual(['a/a.ts', 'b/b.ts']);
    expect(filesOf(cwd, await audit({ cwd, projects: ['.'] }))).toEqual(['a/a.ts', 'b/b.ts']);
  });
});

describe('what the user got wrong is told with a remedy', () => {
  test.each([
    ['a path that does not exist', ['scr'], /Did you mean src\?/],
    ['a glob without a match', ['src/**/*.tsx'], /in quotes/],
    ['a file that is no source', ['src/readme.md'], /\.ts, \.tsx/],
    ['a declaration file', ['src/types.d.ts'], /declaration files have no code/],
    ['a folder without sources', ['empty'], /Give a folder that holds sources/],
  ])('%s', async (_, paths, remedy) => {
    const cwd = folderWith({ 'src/a.ts': fault, 'src/readme.md': '', 'src/types.d.ts': '', 'empty/readme.md': '' });
    const failing = audit({ cwd, paths });
    await expect(failing).rejects.toMatchObject({ name: 'KnownError' });
    await expect(failing).rejects.toThrow(remedy);
  });

  test('an unknown rule', async () => {
    const cwd = folderWith({ 'a.ts': fault });
    await expect(audit({ cwd, rules: { 'no-floating-tasks': {} } })).rejects.toThrow(/Did you mean no-floating-task\?/);
  });

  test('a configuration that is no JSON', async () => {
    const cwd = folderWith({ 'a.ts': fault, 'cancellation.config.json': '{ preset: ' });
    await expect(audit({ cwd })).rejects.toThrow(/cannot be read[\s\S]*cancellation\.config\.json[\s\S]*JSON without comments/);
  });

  test.each([
    ['a key', { presets: 'strict' }, /has no key `presets`.*`preset`/],
    ['a preset', { preset: 'strickt' }, /`preset`.*recommended.*strict.*all/],
    ['a rule', { rules: { 'no-floating-taks': 'off' } }, /Did you mean no-floating-task\?/],
  ])('%s in the configuration', async (_, configuration, remedy) => {
    const cwd = folderWith({ 'a.ts': fault, 'cancellation.config.json': configuration });
    const failing = audit({ cwd });
    await expect(failing).rejects.toMatchObject({ name: 'KnownError' });
    await expect(failing).rejects.toThrow(remedy);
  });
});

describe('which rules run', () => {
  async function rulesOf(options: AuditOptions, configuration: object = {}): Promise<string[]> {
    const cwd = folderWith({ 'a.ts': fault, 'cancellation.config.json': configuration });
    return (await audit({ cwd, ...options })).findings.map(({ rule, severity }) => `${rule}:${severity}`);
  }

  test.each<[string, AuditOptions, object, string[]]>([
    ['recommended, unless something else is said', {}, {}, ['no-floating-task:error']],
    ['what strict adds is a warning', { preset: 'strict' }, {}, ['no-catch-all:warning', 'no-floating-task:error']],
    ['the configuration chooses the preset', {}, { preset: 'strict' }, ['no-catch-all:warning', 'no-floating-task:error']],
    ['the command line goes before it', { preset: 'recommended' }, { preset: 'strict' }, ['no-floating-task:error']],
    ['the configuration sets severities', { preset: 'all' }, { rules: { 'no-catch-all': 'error', 'x/no-floating-task': 'off' } }, ['no-catch-all:error']],
    ['a named rule runs alone', { rules: { 'no-catch-all': {} } }, {}, ['no-catch-all:warning']],
    ['with a severity of its own', { rules: { 'no-catch-all': { severity: 'error' } } }, {}, ['no-catch-all:error']],
    ['even if it is configured to be off', { rules: { 'no-catch-all': {} } }, { rules: { 'no-catch-all': 'off' } }, ['no-catch-all:warning']],
    ['beside a preset that is named too', { preset: 'recommended', rules: { 'no-catch-all': {} } }, {}, ['no-catch-all:warning', 'no-floating-task:error']],
    ['and can be taken out of it', { preset: 'strict', rules: { 'no-floating-task': { severity: 'off' } } }, {}, ['no-catch-all:warning']],
  ])('%s', async (_, options, configuration, expected) => {
    expect(await rulesOf(options, configuration)).toEqual(expected);
  });

  test('options come from the rule, its preset, the configuration and the caller, later ones first', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const cwd = folderWith({ 'a.ts': 'forget();', 'cancellation.config.json': { rules: { 'no-floating-task': ['error', { word: 'forget' }] } } });
    expect((await audit({ cwd }, seen)).findings).toHaveLength(1);
    expect(seen.options).toEqual([{ word: 'forget' }]);
  });

  test('the catalog of the configuration reaches the analysis', async () => {
    const seen: Seen = { hosts: [], options: [] };
    const catalog = [{ of: { from: 'package', package: 'orders', name: 'save' }, source: 'https://orders.example/save', rejects: 'never' }];
    const cwd = folderWith({ 'sub/a.ts': fault, 'cancellation.config.json': { catalog } });
    await audit({ cwd: path.join(cwd, 'sub') }, seen);
    expect(seen.hosts[0]?.catalog).toEqual(catalog);
  });
});

describe('what is told', () => {
  test('a finding with its place, its path and its repair', async () => {
    const cwd = folderWith({ 'src/a.ts': 'export function save() {\n  because();\n  lose();\n}\n' });
    const { findings, root } = await audit({ cwd });
    const file = path.join(cwd, 'src', 'a.ts');
    expect(root).toBe(cwd);
    expect(findings).toEqual([
      {
        rule: 'no-floating-task',
        messageId: 'lost',
        message: 'The task `lose()` is lost: await it.',
        severity: 'error',
        file,
        line: 3,
        column: 3,
        endLine: 3,
        endColumn: 9,
        because: [{ file, line: 2, column: 3, endLine: 2, endColumn: 12, message: 'It is started here.' }],
        suggestions: [{ message: 'Await it.', edits: [{ start: 40, end: 40, text: 'await ' }] }],
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        url: expect.stringMatching(/^https:.*no-floating-task/) as string,
        symbolPath: 'save',
        presumed: [],
      },
    ]);
  });

  test('the same fingerprint after lines have moved, from another folder, under another tsconfig', async () => {
    const cwd = folderWith({ 'src/a.ts': fault, 'tsconfig.other.json': {} });
    const fingerprintOf = async (options: AuditOptions) => (await audit({ cwd, ...options })).findings.map(({ fingerprint }) => fingerprint);
    const before = await fingerprintOf({});
    expect(await fingerprintOf({ cwd: path.join(cwd, 'src') })).toEqual(before);
    expect(await fingerprintOf({ projects: ['tsconfig.other.json'] })).toEqual(before);
    writeFileSync(path.join(cwd, 'src', 'a.ts'), `\n// A line more.\n${fault}`);
    expect(await fingerprintOf({})).toEqual(before);
  });

  test('a folder elsewhere has a root and types of its own', async () => {
    const here = folderWith({ 'a.ts': fault });
    const there = folderWith({
      'src/a.ts': `queue.open();\n${fault}`,
      'node_modules/@types/queue/index.d.ts': 'declare const queue: { open(): void };',
      'node_modules/@types/queue/package.json': { name: '@types/queue', version: '1.0.0' },
    });
    const seen: Seen = { hosts: [], options: [] };
    const fromElsewhere = await audit({ cwd: here, paths: [path.join(there, 'src')] }, seen);
    expect(fromElsewhere.root).toBe(there);
    expect(fromElsewhere.findings.map(({ fingerprint }) => fingerprint)).toEqual((await audit({ cwd: there })).findings.map(({ fingerprint }) => fingerprint));
    expect(seen.hosts[0]?.program.getSourceFile(`${there}/node_modules/@types/queue/index.d.ts`)).toBeDefined();
  });

  test('equal findings have fingerprints of their own, and a suppressed one keeps its number', async () => {
    const both = folderWith({ 'a.ts': 'lose();\nlose();\n' });
    const second = folderWith({ 'a.ts': 'lose(); // eslint-disable-line\nlose();\n' });
    const [, two] = (await audit({ cwd: both })).findings.map(({ fingerprint }) => fingerprint);
    expect((await audit({ cwd: second })).findings.map(({ fingerprint }) => fingerprint)).toEqual([two]);
  });

  test('suppressed findings are not', async () => {
    const cwd = folderWith({ 'a.ts': '// eslint-disable-next-line tasks/no-floating-task -- it cannot fail\nlose();\nlose();\n' });
    expect((await audit({ cwd })).findings.map(({ line }) => line)).toEqual([3]);
  });

  test('that comments which configure ESLint are not read, once', async () => {
    const cwd = folderWith({
      'a.ts': '/* eslint tasks/no-floating-task: off */\nlose();\n',
      'b.ts': '/* eslint tasks/no-floating-task: off */\n',
      'c.ts': '/* eslint no-console: off */\n',
    });
    const result = await audit({ cwd });
    expect(result.notes).toMatchObject([{ code: 'eslint-configuration-ignored', message: expect.stringMatching(/^2 files/) as string }]);
    expect(result.findings).toHaveLength(1);
  });

  test('a summary', async () => {
    const cwd = folderWith({ 'a.ts': fault, 'b.ts': 'export {};' });
    const { summary } = await audit({ cwd, preset: 'strict' });
    expect(summary).toEqual({ files: 2, functions: 2, findings: 2, errors: 1, warnings: 1, milliseconds: expect.any(Number) as number });
  });

  test('how far it is', async () => {
    const cwd = folderWith({ 'a.ts': fault, 'b.ts': fault });
    const seen: string[] = [];
    await audit({ cwd, onProgress: ({ file, done, known }) => seen.push(`${String(done)}/${String(known)} ${path.basename(file ?? '')}`) });
    expect(seen).toEqual(['0/2 a.ts', '1/2 b.ts', '2/2 ']);
  });
});

/** A link to a package under a scope, as a package manager makes it. */
function folderLink(scope: string, target: string): void {
  writeFileSync(path.join(path.dirname(scope), '.keep'), '');
  symlinkSync(path.dirname(target), scope);
}
