import type { FactContext, Summaries } from '../facts/context.ts';
import { createAdmission } from './admission.ts';
import { hasEffectQuestion } from './has-effect.ts';
import { joinsQuestion } from './joins.ts';
import { keepsQuestion } from './keeps.ts';
import { leavesTraceQuestion } from './leaves-trace.ts';
import { cancellationGuardQuestion, createSignalsLetOut, letsCancellationOutQuestion, waitLetOutOf } from './lets-cancellation-out.ts';
import { mayFailQuestion } from './may-fail.ts';
import { neverReturnsQuestion } from './never-returns.ts';
import type { Question, StoreBudget } from './store.ts';
import { SummaryStore } from './store.ts';

/** Answers questions about whole functions; each question is one file. */
export function createSummaries(context: FactContext, budget: StoreBudget | undefined): Summaries {
  const store = new SummaryStore(budget, () => {
    context.trace.readProvisional();
  });
  const mayFail = mayFailQuestion(context);
  const letsOut = letsCancellationOutQuestion(context, false);
  const letsOwnOut = letsCancellationOutQuestion(context, true);
  const guard = cancellationGuardQuestion(context);
  const neverReturns: Question = neverReturnsQuestion(context);
  const joins = joinsQuestion(context);
  const keeps = keepsQuestion(context);
  const hasEffect = hasEffectQuestion(context);
  const leavesTrace = leavesTraceQuestion(context);
  return {
    mayFail: (fn, variant) => store.ask(mayFail, fn, variant),
    letsCancellationOut: fn => store.ask(letsOut, fn),
    letsOwnCancellationOut: fn => store.ask(letsOwnOut, fn),
    signalsLetOutOf: createSignalsLetOut(context),
    waitLetOutOf: fn => waitLetOutOf(context, fn),
    admission: createAdmission(context),
    isCancellationGuard: fn => store.ask(guard, fn),
    neverReturns: (fn, use) => store.ask(neverReturns, fn, use === 'awaited' ? 1 : 0),
    joins: (fn, parameter) => store.ask(joins, fn, parameter),
    keeps: (fn, parameter) => store.ask(keeps, fn, parameter),
    hasEffect: fn => store.ask(hasEffect, fn),
    leavesTrace: (fn, when) => store.ask(leavesTrace, fn, when === 'late' ? 1 : 0),
  };
}
