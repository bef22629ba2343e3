import { relative } from 'node:path';
import type { Disturbance } from './analysis-host.ts';
import { createAuditHost } from './analysis-host.ts';
import type { Fixture } from './fixture.ts';
import { reportedOf } from './reported.ts';
import { fixturesFolder, readStories } from './stories.ts';
import { rules } from '../../rules/index.ts';
import type { Finding } from '../../src/engine/finding.ts';

/** Every finding of the strongest host in the stories, told by where and what it is. */
export function findingsByPlace(disturbance: Disturbance = {}, stories: readonly Fixture[] = readStories()): ReadonlyMap<string, Finding> {
  const host = createAuditHost(disturbance);
  const found = new Map<string, Finding>();
  for (const story of stories) {
    const rule = rules.find(candidate => candidate.name === story.rule);
    for (const finding of rule === undefined ? [] : host.findings(story, rule)) {
      found.set(placeOf(finding), finding);
    }
  }
  return found;
}

function placeOf(finding: Finding): string {
  const { line, column } = reportedOf(finding);
  return `${relative(fixturesFolder, finding.file)}:${line + 1}:${column + 1} ${finding.rule} ${finding.messageId}`;
}
