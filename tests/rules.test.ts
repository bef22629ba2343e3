import { afterAll, describe, expect, it } from 'vitest';
import { rules } from '../rules/index.ts';
import { babel, Unreadable } from './harness/eslint-hosts.ts';
import { hostNames, type Fixture, type HostName } from './harness/fixture.ts';
import { createHosts } from './harness/hosts.ts';
import { readStories } from './harness/stories.ts';
import { agrees, draw, judge, type Reported } from './harness/verdict.ts';

// The agreement test: each story in each host. What a host reports is exactly what the story's annotations promise to a
// host of its strength, so two hosts can only differ where the story says so, and why.

const hosts = createHosts();
const stories = readStories();
const skipped: string[] = [];

for (const rule of rules) {
  describe(rule.name, () => {
    const told = stories.filter(story => story.rule === rule.name);

    describe.each(hostNames)('in the host %s', name => {
      it.each(told.map(story => [story.name, story] as const))('%s', (_, story) => {
        const reported = readIn(name, story, () => hosts[name](story, rule));
        if (reported !== undefined && !agrees(judge(story, name, reported))) {
          expect.fail(draw(story, name, reported));
        }
      });
    });

    it.each(told.map(story => [story.name, story] as const))("Babel's parser and espree agree on %s", (_, story) => {
      const byEspree = readIn('javascript', story, () => hosts.javascript(story, rule));
      if (byEspree !== undefined) {
        expect(babel(story)).toEqual(byEspree);
      }
    });
  });
}

it('knows a rule for each story', () => {
  const names = new Set(rules.map(rule => rule.name));
  expect(stories.filter(story => !names.has(story.rule)).map(story => story.name)).toEqual([]);
});

function readIn(host: HostName, story: Fixture, read: () => readonly Reported[]): readonly Reported[] | undefined {
  try {
    return read();
  } catch (error) {
    if (host === 'javascript' && error instanceof Unreadable) {
      skipped.push(error.message);
      return undefined;
    }
    throw error;
  }
}

afterAll(() => {
  console.info(`${stories.length} stories; ${new Set(skipped).size} cannot be plain JavaScript.\n${[...new Set(skipped)].join('\n')}`);
});
