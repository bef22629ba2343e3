import { rules } from '../../../rules/index.ts';
import { disputes, limits } from './limits.ts';
import type { Share, Tally } from './tally.ts';

/** docs/claims.md. */
export function renderClaims({ operations, shown, said, saidOfKind, missed, unexplained }: Tally): string {
  const none = { of: 0, are: 0 };
  const ofRules = rules.map(({ name, shows }) => `| \`${name}\` | ${inWords(shown.get(name) ?? none)} | ${shows.map(kind => `\`${kind}\``).join(', ')} | ${inWords(said.get(name) ?? none)} |`);
  const ofKinds = [...saidOfKind].map(([kind, share]) => `| \`${kind}\` | ${inWords(share)} |`);
  const ofLimits = limits.map(({ kinds, because }) => `| ${kinds.map(kind => `\`${kind}\``).join(', ')} | ${because} | ${missed.get(because) ?? 0} |`);
  return `# What the rules say, and what happens

This page is made by \`npm run update-docs\`. ${operations.toLocaleString('en')} small operations are made up from seeds: the shapes of try, catch and finally, awaits
with and without the signal, guards and narrowing, tasks that are started and joined, raced or left, cleanup, loops, with conditions
that are coin flips. The rules are run over them as the audit runs them, in their \`strict\` preset, and the [explorer](testing.md) runs
each operation. \`npm run test:deep\` does the same with 20,000.

Findings are counted one by one. What is shown is counted by sites: a kind of fault at a line of an operation. Several rules can show
the same kind, each in its own circumstances, so that a rule alone is not expected to say all of its kinds.

| rule | of its findings, shown by a run | kinds | of their sites, said by this rule |
|---|---|---|---|
${ofRules.join('\n')}

| kind | of its sites, said by some rule |
|---|---|
${ofKinds.join('\n')}

\`deaf\` is shown wherever a wait could have been given the signal; whether it should be is a decision.

What is said and not shown is a false alarm, or lies beyond what the explorer sees. What is known:

| rule | reason |
|---|---|
${disputes.map(({ rule, because }) => `| \`${rule}\` | ${because} |`).join('\n')}

## What is not said

| kind | reason | sites |
|---|---|---|
${ofLimits.join('\n')}
| | not looked into | ${unexplained.length} |
`;
}

function inWords({ of, are }: Share): string {
  return of === 0 ? '—' : `${are} of ${of} (${Math.floor((100 * are) / of)} %)`;
}
