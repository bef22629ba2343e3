import { describe, expect, it } from 'vitest';
import type { Fixture } from '../harness/fixture.ts';
import { forgetful, type Forgets } from '../harness/forgetful.ts';
import { findingsByPlace } from '../harness/places.ts';
import { randomOf } from '../harness/random.ts';
import { readStories } from '../harness/stories.ts';

// Law 4: a rule reports on evidence. Whoever knows less can only say less, so replacing answers by unknown never adds a
// finding. Where one appears, somebody took a failed search for a proof.

const everything = findingsByPlace();
const seeds = Array.from({ length: process.env['DEEP'] === undefined ? 6 : 200 }, (_, index) => index + 1);

describe('forgetting never adds a finding', () => {
  it.each(seeds.flatMap(seed => [0.02, 0.2, 0.6].map(share => ({ seed, share }))))('with seed $seed and the share $share', ({ seed, share }) => {
    const random = randomOf(seed);
    expect(added(() => random() < share)).toEqual([]);
  });

  it.each([...questions()])('of all answers to %s', (question, stories) => {
    expect(added(asked => asked === question, stories)).toEqual([]);
  });
});

it('there are findings to lose, and whoever forgets everything has lost them', () => {
  expect(everything.size).toBeGreaterThan(0);
  expect([...findingsByPlace(forgetful(() => true)).keys()]).toEqual([]);
});

/**
 * The findings that only somebody with less knowledge has. A library that is forgotten is a callee that nobody has resolved,
 * and of such a callee one thing is presumed: that it may reject. What rests on that may appear, and nothing else.
 */
function added(forgets: Forgets, stories?: readonly Fixture[]): readonly string[] {
  return [...findingsByPlace(forgetful(forgets), stories)]
    .filter(([place, { presumed }]) => !everything.has(place) && !presumed.includes('unresolved-async-callee-may-reject'))
    .map(([place]) => place);
}

/**
 * The questions that are asked at all while the stories are read, and answered with a proof, and the stories that they are asked for. Each story is
 * read by itself, since what one has asked the next one is told without asking.
 */
function questions(): ReadonlyMap<string, readonly Fixture[]> {
  const asked = new Map<string, Fixture[]>();
  for (const story of readStories()) {
    const here = new Set<string>();
    findingsByPlace(
      forgetful(question => {
        here.add(question);
        return false;
      }),
      [story],
    );
    for (const question of here) {
      asked.set(question, [...(asked.get(question) ?? []), story]);
    }
  }
  return new Map([...asked].sort(([a], [b]) => (a < b ? -1 : 1)));
}
