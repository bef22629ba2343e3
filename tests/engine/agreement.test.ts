import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { audit } from '../../src/audit/index.ts';
import { createAuditHost } from '../harness/analysis-host.ts';
import type { Fixture } from '../harness/fixture.ts';
import { reportedOf } from '../harness/reported.ts';
import { fixturesFolder, readStories } from '../harness/stories.ts';

// tests/rules.test.ts asks the analysis directly, with the compiler and the program of the tests, because it has to be quick.
// Here the audit itself opens the project, with the compiler that ts-morph brings along, and must say the same.

// Stories that import the runtime are left out: its declarations are installed for the tests' own program alone.
const stories = readStories().filter(
  ({ settings, files }) => Object.keys(settings).length === 0 && files.every(({ text }) => !text.includes("'eslint-plugin-cancellation/runtime'")),
);
const host = createAuditHost();

describe.each(rules)('the audit says of the stories of $name what the analysis says', rule => {
  const told = stories.filter(story => story.rule === rule.name);
  const variants = [...new Set(told.map(({ options }) => JSON.stringify(options)))];

  it.each(variants)('with the options %s', async options => {
    const group = told.filter(story => JSON.stringify(story.options) === options);
    const { findings } = await audit({
      cwd: fixturesFolder,
      projects: ['tsconfig.json'],
      paths: pathsOf(group),
      rules: { [rule.name]: { severity: 'error', options: { ...rule.defaults, ...group[0]?.options } } },
    });
    const direct = group.flatMap(story => host.findings(story, rule)).map(finding => ({ ...reportedOf(finding), because: finding.because.length }));
    expect(findings.map(({ file, line, column, message, because }) => lineOf(file, line, column, message, because.length)).sort()).toEqual(
      direct.map(({ file, line, column, message, because }) => lineOf(file, line + 1, column + 1, message, because)).sort(),
    );
    expect(direct).not.toEqual([]);
  });
});

function pathsOf(group: readonly Fixture[]): readonly string[] {
  return group.flatMap(({ files }) => files.map(({ path }) => path));
}

function lineOf(file: string, line: number, column: number, message: string, steps: number): string {
  return `${relative(fixturesFolder, file)}:${line}:${column} ${message} (${steps} steps)`;
}
