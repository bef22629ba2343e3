import { expect, it } from 'vitest';
import { dominatorsOf, postDominatorsOf, type Dominators } from '../../src/flow/dominate.ts';
import type { BlockId, FlowGraph } from '../../src/flow/graph.ts';
import { blockOf, firstPath } from '../../src/flow/reach.ts';
import { randomOf } from '../harness/random.ts';
import { randomProgram } from '../lower/machine/generate.ts';
import { allForms, textOf } from '../lower/machine/grammar.ts';
import { eventAt, loweredFrom } from './lowered.ts';

const programs = Array.from({ length: 40 }, (_, seed) => textOf(randomProgram(allForms, 6, randomOf(seed))));

/** Without the block, is the other still reached? */
function reaches(graph: FlowGraph, from: BlockId, to: readonly BlockId[], without: BlockId): boolean {
  const seen = new Set<BlockId>(from === without ? [] : [from]);
  for (const id of seen) {
    for (const edge of blockOf(graph, id).successors) {
      if (edge.to !== without) {
        seen.add(edge.to);
      }
    }
  }
  return to.some(id => seen.has(id));
}

it.each(programs)('dominators are what no way leads past: %s', text => {
  const { graph } = loweredFrom(text);
  const dominators = dominatorsOf(graph);
  for (const { id } of graph.blocks.filter(block => reaches(graph, graph.entry, [block.id], -1))) {
    for (const { id: other } of graph.blocks) {
      const expected = other === id || !reaches(graph, graph.entry, [id], other);
      expect([other, id, dominators.dominates(other, id)]).toEqual([other, id, expected]);
    }
  }
});

it.each(programs)('post-dominators are what no way out leads past: %s', text => {
  const { graph } = loweredFrom(text);
  const ends = [graph.exit, graph.raised];
  const dominators = postDominatorsOf(graph);
  for (const { id } of graph.blocks.filter(block => reaches(graph, block.id, ends, -1))) {
    for (const { id: other } of graph.blocks) {
      const expected = other === id || !reaches(graph, id, ends, other);
      expect([other, id, dominators.dominates(other, id)]).toEqual([other, id, expected]);
    }
  }
});

it('the immediate dominator is the nearest', () => {
  const story = loweredFrom('function f() { if (a()) { b(); } c(); }');
  const dominators: Dominators = dominatorsOf(story.graph);
  const [a, b, c] = ['a()', 'b()', 'c()'].map(text => eventAt(story, 'call', text).block);
  expect(dominators.dominates(a ?? -1, b ?? -1)).toBe(true);
  expect(dominators.dominates(b ?? -1, c ?? -1)).toBe(false);
  expect(dominators.immediate(a ?? -1)).toBe(undefined);
  expect(firstPath(story.graph, { block: dominators.immediate(c ?? -1) ?? -1, index: 0 }, { visit: () => 'pass', target: new Set(['exit'] as const) })).toBeDefined();
});
