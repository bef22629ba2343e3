import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/engine/finding.ts';
import { lineAt, unshown } from '../shows.ts';
import { disputes } from './limits.ts';
import { operationOf, type Operation } from './operation.ts';
import { renderClaims } from './render.ts';
import { judge, type Judged } from './run-operations.ts';
import { tallyOf } from './tally.ts';
import { watchWorld, type WatchedWorld } from '../world.ts';
import { expectGenerated } from '../../harness/generated.ts';

// What the rules say of small operations that a seed makes up, and what the explorer shows of them. Each finding must be shown;
// how much of what is shown the rules say stands in docs/claims.md, which is made from this run.

const isDeep = process.env['DEEP'] !== undefined;
const count = isDeep ? 20_000 : 1_000;
const inOneProgram = 500;

// No spies: they would remember each call, and the errors that it was given, of which there are millions.
const { info, debug } = console;
const silently = (): void => undefined;
beforeAll(() => { Object.assign(console, { info: silently, debug: silently }); });
afterAll(() => { Object.assign(console, { info, debug }); });

describe(`of ${count} operations`, () => {
  const operations = distinct(count);
  const judged: Judged[] = [];
  let watched: WatchedWorld | undefined;

  it.each(Array.from({ length: count / inOneProgram }, (_, index) => index * inOneProgram))('what the rules say from %i on is shown', { timeout: 1_800_000 }, async from => {
    watched ??= watchWorld(await import('#world'));
    const part = await judge(operations.slice(from, from + inOneProgram), watched);
    // Nobody counts what a deep run says, and the programs that it is about would fill the memory.
    judged.push(...(isDeep ? [] : part));
    expect(part.map(disagreement).filter(text => text !== '')).toEqual([]);
  });

  it.skipIf(isDeep)('docs/claims.md says how much of what is shown is said', () => {
    expectGenerated('docs/claims.md', () => renderClaims(tallyOf(judged)));
  });
});

/** The first operations that differ in more than their names. */
function distinct(wanted: number): readonly Operation[] {
  const found = new Map<string, Operation>();
  for (let seed = 1; found.size < wanted; seed += 1) {
    const operation = operationOf(seed);
    const text = operation.lines.slice(1).join('\n');
    if (!found.has(text)) {
      found.set(text, operation);
    }
  }
  return [...found.values()];
}

function disagreement(one: Judged): string {
  const { operation, findings, seen, text, lines } = one;
  const isKnown = (finding: Finding): boolean => disputes.some(({ rule, holds }) => rule === finding.rule && holds(finding, one));
  const wrong = unshown(findings, seen, text).filter(finding => !isKnown(finding)).map(({ rule, message, span }) => `${rule}, line ${lineAt(text, span.start) - lines.from + 1}: ${message}`);
  return wrong.length === 0 ? '' : [...wrong, ...operation.lines].join('\n');
}
