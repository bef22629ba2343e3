/**
 * Dominators: which blocks every way to a block (or, turned round, every way out from it) leads through.
 *
 * The algorithm is that of Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001): immediate dominators are
 * moved up the tree until nothing changes. The way out of a function has two ends; post-dominators are taken for a common one
 * behind both, which is no block.
 */
import type { Block, BlockId, FlowGraph } from './graph.ts';

export interface Dominators {
  /** The nearest block, other than itself, that dominates it; undefined for the root, and for what it does not reach. */
  immediate(block: BlockId): BlockId | undefined;
  /** A block dominates itself. */
  dominates(dominator: BlockId, block: BlockId): boolean;
}

/** A block dominates another if every path from the entry to the other leads through it. */
export function dominatorsOf(graph: FlowGraph): Dominators {
  return dominatorsFrom(graph.blocks, [graph.entry], {
    ahead: block => block.successors.map(({ to }) => to),
    behind: block => block.predecessors.map(({ from }) => from),
  });
}

/** A block post-dominates another if every path from the other out of the function leads through it. */
export function postDominatorsOf(graph: FlowGraph): Dominators {
  return dominatorsFrom(graph.blocks, [graph.exit, graph.raised], {
    ahead: block => block.predecessors.map(({ from }) => from),
    behind: block => block.successors.map(({ to }) => to),
  });
}

interface Direction {
  ahead(block: Block): readonly BlockId[];
  behind(block: Block): readonly BlockId[];
}

/** The root of all roots. */
const top = -1;

function dominatorsFrom(blocks: readonly Block[], roots: readonly BlockId[], direction: Direction): Dominators {
  const order = reversePostorder(blocks, roots, direction);
  const rank = new Map<BlockId, number>([[top, -1], ...order.map((id, index) => [id, index] as const)]);
  const rankOf = (id: BlockId): number => rank.get(id) ?? Infinity;
  const parent = new Map<BlockId, BlockId>([[top, top], ...roots.map(id => [id, top] as const)]);
  const parentOf = (id: BlockId): BlockId => parent.get(id) ?? top;
  const meet = (a: BlockId, b: BlockId): BlockId => {
    let [left, right] = [a, b];
    while (left !== right) {
      if (rankOf(left) > rankOf(right)) {
        left = parentOf(left);
      } else {
        right = parentOf(right);
      }
    }
    return left;
  };
  const settle = (id: BlockId): boolean => {
    const block = blocks[id];
    const before = block === undefined ? [] : direction.behind(block).filter(other => parent.has(other));
    const nearest = roots.includes(id) ? top : before.reduce(meet, before[0] ?? top);
    const changed = parent.get(id) !== nearest;
    parent.set(id, nearest);
    return changed;
  };
  let moved: boolean;
  do {
    moved = order.map(settle).includes(true);
  } while (moved);
  return {
    immediate: block => {
      const nearest = parentOf(block);
      return nearest === top ? undefined : nearest;
    },
    dominates: (dominator, block) => {
      let current = parent.has(block) ? block : top;
      while (current !== top && current !== dominator) {
        current = parentOf(current);
      }
      return current === dominator;
    },
  };
}

function reversePostorder(blocks: readonly Block[], roots: readonly BlockId[], direction: Direction): BlockId[] {
  const postorder: BlockId[] = [];
  const seen = new Set<BlockId>();
  for (const root of roots) {
    const stack = [{ id: root, isLeft: false }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { id, isLeft } = next;
      const block = blocks[id];
      if (isLeft) {
        postorder.push(id);
      } else if (!seen.has(id) && block !== undefined) {
        seen.add(id);
        stack.push({ id, isLeft: true }, ...direction.ahead(block).map(ahead => ({ id: ahead, isLeft: false })));
      }
    }
  }
  return postorder.reverse();
}
