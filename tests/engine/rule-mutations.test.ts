import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import type { Rule } from '../../src/engine/rule.ts';
import { createAuditHost } from '../harness/analysis-host.ts';
import { loadMutant, mutationsOf } from '../harness/mutate-rule.ts';
import { reportedOf } from '../harness/reported.ts';
import { readStories } from '../harness/stories.ts';
import { agrees, judge } from '../harness/verdict.ts';

// Each premise of a rule is there for a story. Without it some story turns out differently; a premise that nobody misses is
// either superfluous or untold.

const host = createAuditHost();
const stories = readStories();

describe.each(rules.map(({ name }) => name))('%s', name => {
  it('holds in all its stories as it is', async () => {
    expect(disappointed(name, await loadMutant(name, undefined))).toEqual([]);
  });

  it('misses each of its premises', async () => {
    const survivors: string[] = [];
    for (const mutation of mutationsOf(name)) {
      if (disappointed(name, await loadMutant(name, mutation)).length === 0) {
        survivors.push(`line ${mutation.line}: \`${mutation.was}\` → \`${mutation.is}\``);
      }
    }
    expect(survivors).toEqual([]);
  });
});

function disappointed(name: string, rule: Rule): readonly string[] {
  return stories.filter(story => story.rule === name && !isAsPromised(story, rule)).map(story => story.name);
}

function isAsPromised(story: (typeof stories)[number], rule: Rule): boolean {
  try {
    return agrees(judge(story, 'audit', host.findings(story, rule).map(finding => reportedOf(finding))));
  } catch {
    // A rule that breaks down without a premise needs it.
    return false;
  }
}
