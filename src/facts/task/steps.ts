import type { Span } from '../../flow/graph.ts';
import type { FactContext } from '../context.ts';
import { spanOf } from '../syntax.ts';
import { bodyFailure } from './body.ts';
import type { Cause } from './failure.ts';
import { assumptionsOf, kindOf } from './failure.ts';
import { createFailing } from './rejection.ts';
import { isFunctionLiteral } from './syntax.ts';
import { wordsFor } from './words.ts';

/** A place on the way from where an error begins to where it is lost, nearest to the loss first. */
export interface RejectionStep {
  readonly file: string;
  readonly span: Span;
  readonly kind: Cause['kind'];
  readonly text: string;
}

const mostSteps = 8;

/** Follows a witness through the functions that let it pass, down to where the error begins. */
export function rejectionSteps(context: FactContext, cause: Cause | undefined): readonly RejectionStep[] {
  const steps: RejectionStep[] = [];
  const seen = new Set<object>();
  for (let at = cause; at !== undefined && steps.length < mostSteps; at = at.from === undefined ? undefined : causeIn(context, at.from)) {
    if (seen.has(at.node)) {
      break;
    }
    seen.add(at.node);
    // A callback that is written where it is given says nothing before one looks inside.
    if (at.from === undefined || !isFunctionLiteral(context.ts, at.node)) {
      steps.push(stepAt(context, at));
    }
  }
  return steps;
}

function stepAt({ ts }: FactContext, { node, kind }: Cause): RejectionStep {
  const shown = ts.isThrowStatement(node) ? node.expression : node;
  return { file: node.getSourceFile().fileName, span: spanOf(node), kind, text: wordsFor(ts, shown) };
}

function causeIn(context: FactContext, { fn, variant }: NonNullable<Cause['from']>): Cause | undefined {
  return bodyFailure(createFailing(context, assumptionsOf(variant), fn), fn, kindOf(variant)).cause;
}
