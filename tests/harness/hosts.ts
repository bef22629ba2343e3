import type { Rule } from '../../src/engine/rule.ts';
import { createAuditHost } from './analysis-host.ts';
import { annotated, javascript, typed } from './eslint-hosts.ts';
import type { Fixture, HostName } from './fixture.ts';
import { reportedOf } from './reported.ts';
import type { Reported } from './verdict.ts';

/** Every host, by strength: runs the story's rule over the story. */
export function createHosts(): Readonly<Record<HostName, (fixture: Fixture, rule: Rule) => readonly Reported[]>> {
  const audit = createAuditHost();
  return {
    javascript,
    annotated,
    typed,
    audit: (fixture, rule) => audit.findings(fixture, rule).map(finding => reportedOf(finding)),
  };
}
