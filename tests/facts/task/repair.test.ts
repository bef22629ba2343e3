import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../rules/index.ts';
import type { Finding, Suggestion } from '../../../src/engine/finding.ts';
import { createAuditHost } from '../../harness/analysis-host.ts';
import type { Fixture, FixtureFile } from '../../harness/fixture.ts';
import { sourceFileOf } from '../../harness/program.ts';
import { programWith } from '../../harness/samples.ts';
import { readStories } from '../../harness/stories.ts';

// A suggestion is a promise: whoever takes it has a program that compiles and no longer has the finding. All findings of
// the stories are mended at once, by the first of their suggestions and by the last.

interface Mended {
  readonly story: Fixture;
  readonly file: FixtureFile;
  readonly text: string;
  /** What was reported and comes with no suggestion. */
  readonly left: number;
}

const [rule] = rules.filter(({ name }) => name === 'no-floating-task');
if (rule === undefined) {
  throw new Error('The rule is gone.');
}
const host = createAuditHost();
const stories = readStories().filter(story => story.rule === rule.name);

describe.each([
  ['first', (suggestions: readonly Suggestion[]) => suggestions.at(0)],
  ['last', (suggestions: readonly Suggestion[]) => suggestions.at(-1)],
] as const)('with the %s suggestion taken everywhere', (_, choose) => {
  const mended = stories.flatMap(story => mend(story, choose));
  const program = programWith(new Map(mended.map(({ file, text }) => [file.path, text])));
  const hostOfMended = createAuditHost({}, program);

  it('there is something to mend', () => {
    expect(mended.length).toBeGreaterThan(stories.length / 2);
  });

  it.each(mended.map(one => [one.file.path.split('/').at(-1), one] as const))('%s compiles', (_name, { file }) => {
    const source = sourceFileOf(program, file.path);
    const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });

  it.each(mended.map(one => [one.file.path.split('/').at(-1), one] as const))('%s has no such finding left', (_name, { story, file, left }) => {
    const found = hostOfMended.findings(story, rule).filter(finding => finding.file === file.path);
    expect(found.map(({ message }) => message)).toHaveLength(left);
  });
});

function mend(story: Fixture, choose: (suggestions: readonly Suggestion[]) => Suggestion | undefined): readonly Mended[] {
  const findings = rule === undefined ? [] : host.findings(story, rule);
  return story.files.flatMap(file => {
    const here = findings.filter(finding => finding.file === file.path);
    const chosen = here.map(({ suggestions }) => choose(suggestions)).filter(suggestion => suggestion !== undefined);
    return chosen.length === 0 ? [] : [{ story, file, text: apply(file.text, chosen), left: here.filter(isWithoutHelp).length }];
  });
}

function isWithoutHelp({ suggestions }: Finding): boolean {
  return suggestions.length === 0;
}

function apply(text: string, suggestions: readonly Suggestion[]): string {
  const edits = suggestions.flatMap(suggestion => suggestion.edits).toSorted((a, b) => b.span.start - a.span.start);
  return edits.reduce((changed, { span, text: inserted }) => changed.slice(0, span.start) + inserted + changed.slice(span.end), text);
}
