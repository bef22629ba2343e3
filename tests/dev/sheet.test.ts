import { describe, expect, it } from 'vitest';
import type { Labelled } from '../../src/dev/corpus/record.ts';
import { answersOf, readAnswers, sheetOf, type Candidate } from '../../src/dev/corpus/sheet.ts';
import { randomOf } from '../harness/random.ts';

const source = ['await put(order);', 'await charge(order);', 'await ship(order);', 'await tell(order);', 'log(order);'];

function candidate(line: number, label?: Labelled['label']): Candidate {
  return {
    repository: 'shop/orders',
    source,
    finding: {
      rule: 'no-floating-task', preset: 'recommended', path: 'src/orders.ts', line, symbolPath: 'saveOrder', fingerprint: `f${line}`,
      message: `Nothing waits for \`${source[line - 1] ?? ''}\`.`, ...(label && { label, reason: 'Read.' }),
    },
  };
}

describe('a reading sheet', () => {
  const candidates = [candidate(1, 'true'), candidate(2)];
  const { claims, key } = sheetOf(candidates, randomOf(7));

  it('does not say what an earlier reader has said', () => {
    expect(claims.every(claim => !('label' in claim) && !('reason' in claim) && !('fingerprint' in claim))).toBe(true);
  });

  it('has a decoy for every four findings, at a place that looks alike and is no finding', () => {
    const decoys = claims.filter(({ id }) => key[id] === null);
    expect(decoys).toHaveLength(1);
    expect([3, 4]).toContain(decoys[0]?.line);
    expect(decoys[0]?.message).toMatch(/^Nothing waits for `await (ship|tell)\(order\)`\.$/);
  });

  it('gives each label to its finding, and counts the decoys that were believed', () => {
    const answers = readAnswers(claims.map(claim => JSON.stringify({ ...claim, label: 'true', reason: 'A full disk.' })).join('\n'));
    const { labels, decoys, fooled } = answersOf(answers, key);
    expect([...labels.keys()].sort()).toEqual(['f1', 'f2']);
    expect([decoys, fooled]).toEqual([1, 1]);
  });

  it('refuses a line without a label', () => {
    expect(() => readAnswers(JSON.stringify(claims[0]))).toThrow('Line 1 of the sheet');
  });
});
