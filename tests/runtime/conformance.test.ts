import { describe, expect, it } from 'vitest';
import { comparable, wanted } from './kit/compare.ts';
import { recordings, scenarios } from './kit/scenarios.ts';
import { record } from './kit/trace.ts';

describe('as recorded from CPython', () => {
  it.each(recordings.filter(({ name }) => scenarios.has(name)))('$name: $rule', async recorded => {
    const scenario = scenarios.get(recorded.name) ?? (() => Promise.reject(new Error('not ported')));
    expect(comparable(await record(scenario), recorded.compare)).toEqual(comparable(wanted(recorded), recorded.compare));
  });
});
