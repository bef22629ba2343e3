/** A graph in the language of Graphviz. */
import { blockName, describeBlock } from './arrows.ts';
import type { EdgeKind, FlowGraph } from './graph.ts';

const style: Partial<Record<EdgeKind, string>> = {
  throw: 'color=red',
  rethrow: 'color=red style=dashed',
  skip: 'color=gray style=dashed',
};

/** `text` is the file's. */
export function dotOf(graph: FlowGraph, text: string): string {
  const nodes = graph.blocks.map(block => {
    const isEnd = block.id === graph.exit || block.id === graph.raised;
    const label = isEnd ? blockName(graph, block.id) : describeBlock(graph, block, text).replaceAll(', ', ',\n');
    return `  ${block.id} [label=${JSON.stringify(label)} shape=${isEnd ? 'oval' : 'box'}];`;
  });
  const edges = graph.blocks.flatMap(({ successors }) =>
    successors.map(({ from, to, kind }) => {
      const label = kind === 'normal' ? '' : kind;
      return `  ${from} -> ${to} [${[`label="${label}"`, style[kind]].filter(part => part !== undefined).join(' ')}];`;
    }),
  );
  return ['digraph {', '  node [fontname=monospace];', ...nodes, ...edges, '}', ''].join('\n');
}
