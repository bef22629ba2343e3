import { name, version } from './own-package.ts';

/** Where the page of a rule can be read: the one that was published with this very version. */
export function rulePageOf(rule: string): string {
  return `https://unpkg.com/${name}@${version}/docs/rules/${rule}.md`;
}
