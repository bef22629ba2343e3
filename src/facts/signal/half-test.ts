import type { FlowEvent } from '../../flow/graph.ts';
import type { Point } from '../../flow/reach.ts';
import { blockOf } from '../../flow/reach.ts';
import { isSpannedBy } from '../../flow/within.ts';
import type { FactContext } from '../context.ts';
import { admissionOf } from '../handler/guard.ts';
import type { AbortTest } from './abort-test.ts';
import { errorsOfTest } from './abort-test.ts';

/**
 * Tests for an abort that ask for something else besides: `if (isAbortError(error) && text !== '')`.
 *
 * Where that does not hold, the abort has been told and is forgotten again.
 */
export interface FurtherCondition {
  readonly reason: FlowEvent;
  /** Where control goes on if it does not hold. */
  readonly point: Point;
}

export interface HalfTestFacts {
  /** What a test asks besides for the abort, and what says nothing of it. */
  furtherConditions(test: AbortTest): readonly FurtherCondition[];
}

export function createHalfTestFacts(context: FactContext): HalfTestFacts {
  const { ts } = context;
  return {
    furtherConditions: test => {
      const { graph, branch, head } = test;
      const leaves = graph.events.filter(({ kind, span }) => kind === 'test' && isSpannedBy(head, span));
      const inside = new Set(graph.events.filter(event => branch.includes(event) || isSpannedBy(head, event.span)).map(({ block }) => block));
      return leaves.flatMap(reason => {
        const leaf = context.homeOf(reason).nodeOfEvent(reason.id);
        const { whenTrue, whenFalse } = ts.isExpression(leaf) ? admissionOf(context, leaf, errorsOfTest(test)) : { whenTrue: 'unknown', whenFalse: 'unknown' };
        const away = blockOf(graph, reason.block).successors.find(({ to, kind }) => kind !== 'throw' && !inside.has(to));
        return whenTrue === 'yes' && whenFalse === 'yes' && away !== undefined ? [{ reason, point: { block: away.to, index: 0 } }] : [];
      });
    },
  };
}
