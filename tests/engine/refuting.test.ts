import { describe, expect, it } from 'vitest';
import { presumptions, type PresumptionId } from '../../src/facts/presumptions.ts';
import { findingsByPlace } from '../harness/places.ts';

// The other half of law 4: a presumption only ever carries a finding, so refuting one only ever takes findings away, and
// only those that say that they may rest on it. (Not all of those: a second path may need no presumption.)

const everything = findingsByPlace();
const ids = Object.keys(presumptions) as PresumptionId[];

describe.each(ids)('refuting %s', id => {
  const left = findingsByPlace({ refute: new Set([id]) });

  it('adds no finding', () => {
    expect([...left.keys()].filter(place => !everything.has(place))).toEqual([]);
  });

  it('removes only findings that name it', () => {
    const independent = [...everything].filter(([, { presumed }]) => !presumed.includes(id)).map(([place]) => place);
    expect(independent.filter(place => !left.has(place))).toEqual([]);
  });
});

it('refuting all of them at once adds no finding', () => {
  const left = findingsByPlace({ refute: new Set(ids) });
  expect([...left.keys()].filter(place => !everything.has(place))).toEqual([]);
});

it('there are at most eight presumptions, each a sentence', () => {
  expect(ids.length).toBeLessThanOrEqual(8);
  expect(Object.values(presumptions).filter(text => !/^[A-Z].*\.$/.test(text))).toEqual([]);
});
