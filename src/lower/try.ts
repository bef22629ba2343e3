/**
 * `try`, and `using`, which is a `try` whose `finally` disposes.
 */
import type ts from 'typescript';
import type { OpenBlock } from '../flow/builder.ts';
import type { ValueId } from '../flow/graph.ts';
import type { CleanupFrame } from './frames.ts';
import { risk } from './leaving.ts';
import type { Lowering } from './lowering.ts';
import { bind } from './patterns.ts';
import { lowerAwait } from './suspensions.ts';

export function lowerTry(lowering: Lowering, node: ts.TryStatement): void {
  const { finallyBlock } = node;
  if (finallyBlock === undefined) {
    lowerGuarded(lowering, node);
    return;
  }
  const span = lowering.spanOf(finallyBlock);
  const cleanup: CleanupFrame = {
    ...cleanupHere(lowering),
    regionFor: completion => lowering.addRegion('finally', span, { completion }),
    lower: () => {
      lowering.statement(finallyBlock);
    },
  };
  lowering.framed(cleanup, () => {
    lowerGuarded(lowering, node);
  });
  finish(lowering, cleanup);
}

/** The rest of the statements after a `using` declaration has bound its resource. */
export function lowerUsing(
  lowering: Lowering,
  node: ts.Node,
  resource: ValueId,
  isAwait: boolean,
  rest: () => void,
): void {
  const span = lowering.spanOf(node);
  const cleanup: CleanupFrame = {
    ...cleanupHere(lowering),
    regionFor: completion => lowering.addRegion('using', span, { completion }),
    lower: () => {
      const disposed = risk(lowering, 'dispose', node, [resource]);
      if (isAwait) {
        lowerAwait(lowering, node, disposed);
      }
    },
  };
  lowering.framed(cleanup, () => {
    lowering.within(lowering.addRegion('using', span), rest);
  });
  finish(lowering, cleanup);
}

/** A cleanup's standing is that of the statement which it ends. */
export function cleanupHere(lowering: Lowering): Pick<CleanupFrame, 'kind' | 'around' | 'scope' | 'copies'> {
  return { kind: 'cleanup', around: lowering.frame, scope: lowering.scope, copies: new Map() };
}

/** The copy for the way on which nothing special happened. */
function finish(lowering: Lowering, cleanup: CleanupFrame): void {
  if (!lowering.graph.dead) {
    lowering.within(cleanup.regionFor('normal'), () => {
      lowering.graph.current.isPinned = true;
      cleanup.lower('normal');
    });
  }
}

function lowerGuarded(lowering: Lowering, node: ts.TryStatement): void {
  const { catchClause } = node;
  const tries = lowering.addRegion('try', lowering.spanOf(node.tryBlock));
  const lowerBody = (): void => {
    lowering.within(tries, () => {
      lowering.statement(node.tryBlock);
    });
  };
  if (catchClause === undefined) {
    lowerBody();
    return;
  }
  const region = lowering.addRegion('catch', lowering.spanOf(catchClause));
  const entry = lowering.newBlock(region);
  const after = lowering.newBlock();
  lowering.framed({ kind: 'catch', around: lowering.frame, entry }, lowerBody);
  lowering.edge(after, 'normal');
  lowering.graph.begin(entry);
  if (!lowering.graph.dead) {
    const error = lowering.caught(catchClause);
    lowering.graph.addCatch({ region, tries, entry, head: headOf(lowering, catchClause), error });
    lowerHandler(lowering, catchClause, error, region, after);
  }
  lowering.graph.begin(after);
}

function lowerHandler(
  lowering: Lowering,
  node: ts.CatchClause,
  error: ValueId,
  region: number,
  after: OpenBlock,
): void {
  const outside = lowering.region;
  lowering.region = region;
  if (node.variableDeclaration !== undefined) {
    bind(lowering, node.variableDeclaration.name, error, node.variableDeclaration);
  }
  lowering.statement(node.block);
  lowering.edge(after, 'normal');
  lowering.region = outside;
}

/** Up to the parenthesis: the block's full start lies right behind it. */
function headOf(lowering: Lowering, node: ts.CatchClause): { start: number; end: number } {
  return { start: node.getStart(lowering.sourceFile), end: node.block.pos };
}
