import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/facts/facts.ts';
import { forgetful } from '../harness/forgetful.ts';
import { findingsByPlace } from '../harness/places.ts';
import { randomOf } from '../harness/random.ts';

// Law 4: a rule reports on evidence. Whoever knows less can only say less, so replacing answers by unknown never adds a
// finding. Where one appears, somebody took a failed search for a proof.

const everything = findingsByPlace();
const seeds = Array.from({ length: process.env['DEEP'] === undefined ? 6 : 200 }, (_, index) => index + 1);

describe('forgetting never adds a finding', () => {
  it.each(seeds.flatMap(seed => [0.02, 0.2, 0.6].map(share => ({ seed, share }))))('with seed $seed and the share $share', ({ seed, share }) => {
    const random = randomOf(seed);
    expect(added(facts => forgetful(facts, () => random() < share))).toEqual([]);
  });

  it.each(questions())('of all answers to %s', question => {
    expect(added(facts => forgetful(facts, asked => asked === question))).toEqual([]);
  });
});

it('there are findings to lose, and whoever forgets everything has lost them', () => {
  expect(everything.size).toBeGreaterThan(0);
  expect([...findingsByPlace({ wrapFacts: facts => forgetful(facts, () => true) }).keys()]).toEqual([]);
});

function added(wrapFacts: (facts: Facts) => Facts): readonly string[] {
  return [...findingsByPlace({ wrapFacts }).keys()].filter(place => !everything.has(place));
}

/** The questions that are asked at all while the stories are read, and answered with a proof. */
function questions(): readonly string[] {
  const asked = new Set<string>();
  findingsByPlace({
    wrapFacts: facts =>
      forgetful(facts, question => {
        asked.add(question);
        return false;
      }),
  });
  return [...asked].sort();
}
