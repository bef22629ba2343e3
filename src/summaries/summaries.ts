import type { FactContext, Summaries } from '../facts/context.ts';
import type { Question } from './store.ts';
import { SummaryStore } from './store.ts';
import { mayFail } from './may-fail.ts';
import { joinsTask } from './joins.ts';
import { letsCancellationOut } from './lets-cancellation-out.ts';

/** Answers questions about whole functions; each is one file. */
export function createSummaries(context: FactContext, budget: { functions: number; depth: number } | undefined): Summaries {
  const store = new SummaryStore(budget, () => {
    context.trace.readProvisional();
  });
  return {};
}
