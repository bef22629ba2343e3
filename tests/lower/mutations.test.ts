/**
 * A check that nothing can fail proves nothing: each of these mutants of lowering must be told from the original by the arrows of
 * the fixtures, by the machine, or by crashing on them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type * as Lower from '../../src/lower/lower.ts';
import { arrowsOfFile, marker } from '../flow/arrows.ts';
import { randomOf } from '../harness/random.ts';
import { Disagreement } from './machine/automaton.ts';
import { compare, prepare } from './machine/explore.ts';
import { randomProgram } from './machine/generate.ts';
import { allForms, textOf } from './machine/grammar.ts';
import { load, mutations, type Mutation } from './mutants.ts';

const isDeep = process.env['DEEP'] !== undefined;
const seed = 30;
const count = 30;

/** Mutants that no program can tell from the original, with the reason; and one that only an overflow of the stack can. */
const equivalent: readonly (readonly [file: string, line: string, reason: string])[] = [
  ['lower.ts', "if (error instanceof RangeError && error.message.includes('call stack')) {", 'Whether the stack overflows differs between machines; see lower.test.ts.'],
  ['names.ts', 'if (declaresVariable(this.#ts, identifier)) {', 'Keeps what declarations mean apart from what references mean, too.'],
  ['names.ts', 'this.#symbolsIn.set(scope, known);', 'Asks the checker again.'],
  ['scopes.ts', 'kindsOf.set(ts, this.#kinds);', 'Makes the set again.'],
  ['scopes.ts', 'passed.push(node);', 'Walks up again.'],
  ['scopes.ts', 'scope = this.#known.get(node);', 'Walks up again.'],
  ['scopes.ts', 'this.#known.set(below, scope);', 'Walks up again.'],
  ['try.ts', "cleanup.lower('normal');", 'Only the closing of an iterator asks, and it has no such copy.'],
];

const folder = join(import.meta.dirname, '../../fixtures/flow');
const fixtures = readdirSync(folder).map(name => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
const programs = drawn(150, seed, random => textOf(randomProgram(allForms, 2 + Math.floor(random() * 6), random)));

describe(isDeep ? 'every mutant of lowering' : `${count} mutants of lowering, drawn with seed ${seed}`, { timeout: 3_600_000 }, () => {
  it('leave the original as it is', async () => {
    expect(await toldBy(await load(undefined))).toBe(undefined);
  });

  it('are told from the original', async () => {
    const all = mutations().filter(mutation => !isEquivalent(mutation));
    const chosen = isDeep ? all : drawn(count, seed, random => all.splice(Math.floor(random() * all.length), 1)[0]);
    const survivors: string[] = [];
    const told = new Map<string, number>();
    for (const mutation of chosen) {
      if (mutation !== undefined) {
        const by = (await toldBy(await load(mutation))) ?? 'nothing';
        told.set(by, (told.get(by) ?? 0) + 1);
        if (by === 'nothing') {
          survivors.push(`${mutation.file}:${mutation.line} ${mutation.before} → ${mutation.after}`);
        }
      }
    }
    console.log(`${chosen.length} mutants, told by ${JSON.stringify(Object.fromEntries(told))}`);
    expect(survivors).toEqual([]);
  });
});

function isEquivalent({ file, text }: Mutation): boolean {
  return equivalent.some(([inFile, line]) => inFile === file && line === text);
}

/** What tells a mutant from the original; undefined if nothing does. */
async function toldBy(mutant: typeof Lower): Promise<string | undefined> {
  try {
    for (const candidate of prepare(programs, mutant.lower)) {
      await compare(candidate, { runs: 10, runsForEdges: 3_000 });
    }
    return fixtures.some(fixture => hasOtherArrows(fixture, mutant)) ? 'the arrows' : undefined;
  } catch (error) {
    return error instanceof Disagreement ? 'the machine' : 'a crash';
  }
}

function hasOtherArrows({ name, text }: { name: string; text: string }, mutant: typeof Lower): boolean {
  const [program = ''] = text.split(marker);
  return text !== `${program}${marker}\n${arrowsOfFile(name, program.trimEnd(), mutant)}\n*/\n`;
}

function drawn<T>(length: number, from: number, draw: (random: () => number) => T): T[] {
  const random = randomOf(from);
  return Array.from({ length }, () => draw(random));
}
