import { relative } from 'node:path';
import { expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { audit } from '../../src/audit/index.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { withoutYielded } from '../../src/engine/precedence.ts';
import type { Rule } from '../../src/engine/rule.ts';
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

/** A rule with one way of setting it up, and the stories that are told of that. */
interface Told {
  readonly rule: Rule;
  readonly options: Fixture['options'];
  readonly stories: readonly Fixture[];
}

// To open the project takes longer than to run all rules on it: of each rule one way is asked at a time.
const rounds = roundsOf(rules.map(toldOf));

it('asks of each rule what it says of its stories', () => {
  expect(new Set(rounds.flat().map(({ rule }) => rule.name))).toEqual(new Set(rules.map(({ name }) => name)));
});

it.each(rounds.map((round, index) => ({ round, name: `${index + 1}, of ${round.length} rules` })))('the audit says what the analysis says: options $name', async ({ round }) => {
  const { findings } = await audit({
    cwd: fixturesFolder,
    projects: ['tsconfig.json'],
    paths: round.flatMap(told => pathsOf(told.stories)),
    rules: Object.fromEntries(round.map(({ rule, options }) => [rule.name, { severity: 'error', options: { ...rule.defaults, ...options } }])),
  });
  for (const { rule, stories: own } of round) {
    const files = new Set(pathsOf(own));
    const direct = own.flatMap(story => directly(story, rule, round)).map(finding => ({ ...reportedOf(finding), because: finding.because.length }));
    const audited = findings.filter(finding => finding.rule === rule.name && files.has(finding.file));
    expect(audited.map(({ file, line, column, message, because }) => lineOf(file, line, column, message, because.length)).sort(), rule.name).toEqual(
      direct.map(({ file, line, column, message, because }) => lineOf(file, line + 1, column + 1, message, because)).sort(),
    );
    expect(direct, rule.name).not.toEqual([]);
  }
});

function toldOf(rule: Rule): readonly Told[] {
  const told = stories.filter(story => story.rule === rule.name);
  const variants = [...new Set(told.map(({ options }) => JSON.stringify(options)))];
  return variants.map(options => {
    const own = told.filter(story => JSON.stringify(story.options) === options);
    return { rule, options: own[0]?.options ?? {}, stories: own };
  });
}

/** The first of each, then the second of each that has one, and so on. */
function roundsOf(all: readonly (readonly Told[])[]): readonly (readonly Told[])[] {
  const most = Math.max(...all.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) => all.flatMap(told => told.slice(index, index + 1)));
}

/** A rule is silent where one speaks that it yields to, if that runs too. */
function directly(story: Fixture, rule: Rule, round: readonly Told[]): readonly Finding[] {
  return withoutYielded(rule, host.findings(story, rule), name => round.filter(told => told.rule.name === name).flatMap(told => host.findings({ ...story, options: told.options }, told.rule)));
}

function pathsOf(group: readonly Fixture[]): readonly string[] {
  return group.flatMap(({ files }) => files.map(({ path }) => path));
}

function lineOf(file: string, line: number, column: number, message: string, steps: number): string {
  return `${relative(fixturesFolder, file)}:${line}:${column} ${message} (${steps} steps)`;
}
