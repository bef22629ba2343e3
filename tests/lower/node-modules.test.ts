/**
 * Real code: every script of every installed package is lowered, or a seeded sample of them. None may crash; what is given up is
 * listed; and from each block there is a way out, unless it is in a loop that has none.
 */
import { readFileSync } from 'node:fs';
import { glob } from 'tinyglobby';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { oneFileProgram } from '../../src/engine/one-file-program.ts';
import type { Block, FlowGraph, RegionId, Span } from '../../src/flow/graph.ts';
import { blockOf } from '../../src/flow/reach.ts';
import { functionsOf, lower } from '../../src/lower/lower.ts';
import { randomOf } from '../harness/random.ts';

const isDeep = process.env['DEEP'] !== undefined;
const sample = 300;

it('lowers what is in node_modules', { timeout: 3_600_000 }, async () => {
  const all = await glob(['node_modules/**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}', '!**/*.d.{ts,mts,cts}'], { dot: true, expandDirectories: false });
  const files = isDeep ? all.sort() : drawn(all.sort());
  const seen = { functions: 0, unparsed: 0, gaveUp: [] as string[], trapped: [] as string[] };
  for (const file of files) {
    lowerFile(file, seen);
  }
  console.log(
    `${files.length} of ${all.length} files, ${seen.functions} functions; ${seen.unparsed} files not parsed; given up: ${JSON.stringify(seen.gaveUp)}`,
  );
  expect(seen.functions).toBeGreaterThan(files.length);
  expect(seen.trapped).toEqual([]);
  expect(seen.gaveUp.length).toBeLessThanOrEqual(seen.functions / 1000);
});

function drawn(files: readonly string[]): string[] {
  const random = randomOf(7);
  return Array.from({ length: sample }, () => files[Math.floor(random() * files.length)] ?? '');
}

function lowerFile(
  file: string,
  seen: { functions: number; unparsed: number; gaveUp: string[]; trapped: string[] },
): void {
  const made = oneFileProgram(ts, { fileName: file, text: readFileSync(file, 'utf8') });
  if (made === undefined) {
    seen.unparsed++;
    return;
  }
  const checker = made.program.getTypeChecker();
  for (const fn of functionsOf(ts, made.sourceFile)) {
    seen.functions++;
    const lowered = lower(ts, checker, fn);
    const at = (): string => `${file}:${made.sourceFile.getLineAndCharacterOfPosition(fn.getStart()).line + 1}`;
    if ('gaveUp' in lowered) {
      seen.gaveUp.push(`${at()}: ${lowered.gaveUp}`);
    } else if (trappedIn(lowered.graph).some(block => !isEndless(lowered.graph, block, made.sourceFile.text))) {
      seen.trapped.push(at());
    }
  }
}

/** The blocks from which neither exit nor raised is reached. */
function trappedIn(graph: FlowGraph): Block[] {
  const leaving = new Set([graph.exit, graph.raised]);
  for (const id of leaving) {
    for (const { from } of blockOf(graph, id).predecessors) {
      leaving.add(from);
    }
  }
  return graph.blocks.filter(({ id }) => !leaving.has(id));
}

/** From here control comes into a loop whose condition is always true. */
function isEndless(graph: FlowGraph, block: Block, text: string): boolean {
  const ahead = new Set([block.id]);
  for (const id of ahead) {
    for (const { to } of blockOf(graph, id).successors) {
      ahead.add(to);
    }
  }
  return [...ahead].some(id => loopsAround(graph, blockOf(graph, id).region).some(({ start, end }) => endless.test(text.slice(start, end))));
}

const endless = /^(?:while\s*\(\s*(?:true|1|!0)\s*\)|for\s*\([^;]*;\s*(?:true|1|!0)?\s*;|do\b.*while\s*\(\s*(?:true|1|!0)\s*\);?$)/su;

function loopsAround(graph: FlowGraph, id: RegionId): Span[] {
  const spans: Span[] = [];
  for (let region = graph.regions[id]; region !== undefined; region = graph.regions[region.parent ?? -1]) {
    if (region.kind === 'loop') {
      spans.push(region.span);
    }
  }
  return spans;
}
