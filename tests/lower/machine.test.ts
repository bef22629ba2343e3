/**
 * The machine as oracle: JavaScript can be executed, so what a graph claims can be compared with what happens.
 *
 * Each program is run under its choices of what throws, is true, is missing or goes on; the graph, walked under the same choices,
 * must meet the same calls in the same order and leave in the same way. In return, each edge must be taken by some run.
 */
import { describe, expect, it } from 'vitest';
import { lower } from '../../src/lower/lower.ts';
import { randomOf } from '../harness/random.ts';
import { compare, prepare, type Limits } from './machine/explore.ts';
import { programsOfSize, randomProgram } from './machine/generate.ts';
import { allForms, coreForms, textOf } from './machine/grammar.ts';

const isDeep = process.env['DEEP'] !== undefined;
const size = isDeep ? 4 : 2;
const samples = isDeep ? 10_000 : 2_150;
const limits: Limits = isDeep ? { runs: 150, runsForEdges: 50_000 } : { runs: 50, runsForEdges: 50_000 };
const seed = 2;

describe('the graph against the machine', { timeout: 7_200_000 }, () => {
  it(`agrees on every program of up to ${size} core statements`, async () => {
    const count = await compareAll([...enumerated()]);
    expect(count).toBe(isDeep ? 34_197 : 94);
  });

  it(`agrees on ${samples} programs of up to 8 statements of all kinds, drawn with seed ${seed}`, async () => {
    const count = await compareAll([...drawn()]);
    expect(count).toBeGreaterThan(samples * 0.93);
  });
});

/** How many distinct programs these were. */
async function compareAll(texts: readonly string[]): Promise<number> {
  const programs = [...new Set(texts)];
  let runs = 0;
  let exhausted = 0;
  for (let start = 0; start < programs.length; start += 100) {
    for (const candidate of prepare(programs.slice(start, start + 100), lower)) {
      const explored = await compare(candidate, limits);
      runs += explored.runs;
      exhausted += explored.exhausted ? 1 : 0;
    }
  }
  console.log(`${programs.length} programs, ${runs} runs; ${exhausted} of them under all combinations of choices`);
  return programs.length;
}

function* enumerated(): Generator<string> {
  for (let own = 1; own <= size; own++) {
    for (const program of programsOfSize(coreForms, own)) {
      yield textOf(program);
    }
  }
}

function* drawn(): Generator<string> {
  const random = randomOf(seed);
  for (let index = 0; index < samples; index++) {
    yield textOf(randomProgram(allForms, 2 + (index % 7), random));
  }
}
