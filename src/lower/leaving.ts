/**
 * The ways out of nested statements.
 *
 * A jump or an error travels outwards through the frames around it. A cleanup that it passes is copied for it: one copy per
 * completion and destination, made when it is first needed, lowered as if it stood outside its `try`.
 */
import type { OpenBlock } from '../flow/builder.ts';
import type { EdgeKind, EventKind, ValueId } from '../flow/graph.ts';
import type ts from 'typescript';
import type { CleanupFrame, Completion, Frame } from './frames.ts';
import type { Lowering } from './lowering.ts';

interface Way {
  readonly completion: Completion;
  readonly edge: EdgeKind;
  readonly block: OpenBlock;
  /** The frame that holds the destination; undefined if it is outside of all. */
  readonly until: Frame | undefined;
}

/** Something happens that may throw; its value is what it gives if it does not. */
export function risk(lowering: Lowering, kind: EventKind, node: ts.Node, operands: readonly ValueId[]): ValueId {
  const result = lowering.produce(kind, node, operands);
  if (!lowering.graph.dead) {
    const next = lowering.newBlock();
    lowering.edge(next, 'normal');
    lowering.edge(throwTarget(lowering), 'throw');
    lowering.graph.begin(next);
  }
  return result;
}

export function leaveByThrow(lowering: Lowering): void {
  if (!lowering.graph.dead) {
    lowering.edge(throwTarget(lowering), 'throw');
  }
  lowering.end();
}

/** Where an error goes that is thrown here. */
export function throwTarget(lowering: Lowering, from = lowering.frame): OpenBlock {
  for (let frame = from; frame !== undefined; frame = frame.around) {
    if (frame.kind === 'catch') {
      return frame.entry;
    }
    if (frame.kind === 'cleanup') {
      const { around } = frame;
      return copyOf(lowering, frame, 'error', 'throw', () => {
        lowering.edge(throwTarget(lowering, around), 'rethrow');
      });
    }
  }
  return lowering.graph.raised;
}

export function leaveByReturn(lowering: Lowering): void {
  addWay(lowering, { completion: 'return', edge: 'return', block: lowering.graph.exit, until: undefined });
  lowering.end();
}

/** What `generator.return()` does to a suspended `yield`. Control may still stay. */
export function maySkip(lowering: Lowering): void {
  addWay(lowering, { completion: 'skip', edge: 'skip', block: lowering.graph.exit, until: undefined });
}

/** A jump to nowhere is a syntax error, and falls through. */
export function leaveByJump(lowering: Lowering, kind: 'break' | 'continue', label: string | undefined): void {
  for (let frame = lowering.frame; frame !== undefined; frame = frame.around) {
    if (frame.kind === kind && (label === undefined ? !frame.onlyLabel : frame.labels.includes(label))) {
      addWay(lowering, { completion: kind, edge: kind, block: frame.block, until: frame });
      lowering.end();
      return;
    }
  }
}

function addWay(lowering: Lowering, way: Way): void {
  // Dead code must not make copies: they would be made dead, and found so by those who need them alive.
  if (!lowering.graph.dead) {
    lowering.edge(firstStop(lowering, lowering.frame, way), way.edge);
  }
}

/** The first cleanup on the way, or the destination. */
function firstStop(lowering: Lowering, from: Frame | undefined, way: Way): OpenBlock {
  for (let frame = from; frame !== undefined && frame !== way.until; frame = frame.around) {
    if (frame.kind === 'cleanup') {
      const { around } = frame;
      return copyOf(lowering, frame, `${way.completion} ${way.block.serial}`, way.completion, () => {
        lowering.edge(firstStop(lowering, around, way), way.edge);
      });
    }
  }
  return way.block;
}

function copyOf(
  lowering: Lowering,
  cleanup: CleanupFrame,
  key: string,
  completion: Completion,
  leaveCopy: () => void,
): OpenBlock {
  const known = cleanup.copies.get(key);
  if (known !== undefined) {
    return known;
  }
  const here = lowering.position();
  lowering.resume({ frame: cleanup.around, scope: cleanup.scope, region: cleanup.regionFor(completion) });
  const entry = lowering.newBlock();
  entry.isPinned = true;
  cleanup.copies.set(key, entry);
  lowering.graph.beginReached(entry);
  cleanup.lower(completion);
  if (!lowering.graph.dead) {
    leaveCopy();
  }
  lowering.resume(here);
  return entry;
}
