import { describe, expect, it } from 'vitest';
import { comparable, wanted } from './kit/compare.ts';
import { deviations, leftOut } from './kit/deviations.ts';
import { recordings, scenarios } from './kit/scenarios.ts';
import { record } from './kit/trace.ts';

// The scenarios of the oracle, ported, run under virtual time and compared with what CPython's asyncio was recorded to do.

const deviating = new Set(deviations.map(({ name }) => name));
const equal = recordings.filter(({ name }) => scenarios.has(name) && !deviating.has(name));

describe('as recorded from CPython', () => {
  it.each(equal)('$name: $rule', async recorded => {
    const trace = await record(scenarioOf(recorded.name));
    expect(comparable(trace, recorded.compare)).toEqual(comparable(wanted(recorded), recorded.compare));
  });
});

describe('otherwise than recorded, because JavaScript or a decision of ours is otherwise', () => {
  it.each(deviations)('$name: $because', async deviation => {
    const trace = await record(scenarioOf(deviation.name));
    expect(comparable(trace, 'strict')).toEqual(comparable(deviation, 'strict'));
  });

  it.each(deviations)('$name would not pass as recorded', async ({ name }) => {
    const recorded = recordings.find(other => other.name === name);
    if (recorded === undefined) {
      throw new Error(`${name} was never recorded`);
    }
    expect(comparable(await record(scenarioOf(name)), recorded.compare)).not.toEqual(comparable(wanted(recorded), recorded.compare));
  });
});

describe('the counts', () => {
  it('of 98 core scenarios 94 are equal', () => {
    expect(recordings.filter(({ tier }) => tier === 'core')).toHaveLength(98);
    expect(equal.filter(({ tier }) => tier === 'core')).toHaveLength(94);
  });

  it('all seven about things that fall into one turn are equal', () => {
    expect(equal.filter(({ turns }) => turns)).toHaveLength(7);
    expect(recordings.filter(({ turns }) => turns)).toHaveLength(7);
  });

  it('every recording is equal, deviates for a reason, or is left out for one', () => {
    const accounted = [...equal.map(({ name }) => name), ...deviating, ...Object.keys(leftOut)].sort();
    expect(accounted).toEqual(recordings.map(({ name }) => name));
    expect([equal.length, deviating.size, Object.keys(leftOut).length]).toEqual([163, 10, 3]);
  });

  it('every port has a recording', () => {
    expect([...scenarios.keys()].filter(name => !recordings.some(recorded => recorded.name === name))).toEqual([]);
  });
});

function scenarioOf(name: string): () => Promise<unknown> {
  const scenario = scenarios.get(name);
  if (scenario === undefined) {
    throw new Error(`${name} has not been ported`);
  }
  return scenario;
}
