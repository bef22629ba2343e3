import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { missed } from './missed.ts';
import { run, type Seen } from './run-subject.ts';
import { lineAt, shows } from './shows.ts';
import { subjectsOf, type Subject } from './subjects.ts';
import { createAuditHost } from '../harness/analysis-host.ts';
import { programOfFixtures } from '../harness/program.ts';
import { readStories } from '../harness/stories.ts';

// What a finding says must happen when the program runs, and where nothing is said, nothing of the kind may happen. Each exported
// function of each story is run under the explorer, in every mood of the world, with values for its parameters by their types.
// A silent function is held to what the world does; a fake that stands for code which nobody has read may do anything. What an
// option or a setting leaves out on purpose is no missed alarm.

const program = programOfFixtures();
const host = createAuditHost();

/** Judges every `of`-th rule, so that no process has to hold what the stories of all of them load. */
export function judgeShare(share: number, of: number): void {
  // No spies: these would keep whatever is logged, and with it all that an error holds on to.
  const { info, warn, debug } = console;

  beforeAll(() => {
    for (const name of ['info', 'warn', 'debug'] as const) {
      let calls = 0;
      console[name] = () => {
        calls += 1;
        if (calls > 100_000) {
          calls = 0;
          throw new Error('The log is full.');
        }
      };
    }
  });

  afterAll(() => { Object.assign(console, { info, warn, debug }); });

  for (const rule of rules.filter((_, index) => index % of === share)) {
    const { recommended } = rule.presets;
    if (recommended !== false) {
      it(`${rule.name} shows each of its messages that its recommended preset can give`, () => {
        const stories = readStories().filter(story => story.rule === rule.name).map(story => ({ ...story, options: { ...recommended } }));
        const given = stories.flatMap(story => host.findings(story, rule)).map(({ messageId }) => messageId);
        expect(given.filter(messageId => messageId in (rule.unshown ?? {}))).toEqual([]);
      });
    }

    describe(`the explorer and ${rule.name}`, () => {
      for (const story of readStories().filter(candidate => candidate.rule === rule.name)) {
        const findings = host.findings(story, rule);
        const strictest = { ...story, settings: {}, options: { ...rule.presets.strict } };
        const possible = host.findings(strictest, rule);
        const subjects = story.files.flatMap(file => subjectsOf(program, file));
        describe(story.name, () => {
          for (const subject of subjects) {
            const said = findings.filter(finding => owner(finding, subjects) === subject);
            const couldSay = possible.filter(finding => owner(finding, subjects) === subject);
            it(`${subject.name}: ${said.length}`, async () => {
              const seen = (await run(program, story, subject, rule.shows)).filter(({ sighting }) => rule.shows.includes(sighting.kind));
              const unshown = said.filter(finding => !(finding.messageId in (rule.unshown ?? {})) && !seen.some(({ sighting }) => shows(sighting, finding, textOf)));
              expect(unshown.map(({ span, message }) => `${span.start} ${message}`), tellSeen(seen)).toEqual([]);
              if (said.length === 0 && couldSay.length === 0) {
                const unsaid = seen.filter(({ isOfOthers, sighting }) => !isOfOthers && sighting.kind !== 'deaf');
                const limit = missed.find(one => one.story === story.name && one.subject === subject.name);
                expect(unsaid.length > 0, tellSeen(unsaid)).toBe(limit !== undefined);
              }
            });
          }
        });
      }
    });
  }
}

function owner({ file, span }: Finding, subjects: readonly Subject[]): Subject | undefined {
  const line = lineOf(file, span.start);
  return subjects
    .filter(subject => subject.file === file && subject.lines.from <= line && line <= subject.lines.to)
    .sort((a, b) => a.lines.to - a.lines.from - (b.lines.to - b.lines.from))[0];
}

function tellSeen(seen: readonly Seen[]): string {
  return JSON.stringify(seen.map(({ mood, sighting }) => [mood, sighting.kind, sighting.places.map(({ file, line }) => `${basename(file)}:${line}`)]));
}

function lineOf(file: string, offset: number): number {
  return lineAt(textOf(file), offset);
}

function textOf(file: string): string {
  return readFileSync(file, 'utf8');
}
