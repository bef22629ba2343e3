import type { FactContext } from '../facts/context.ts';
import { bodyFailure } from '../facts/task/body.ts';
import { assumptionsOf, kindOf } from '../facts/task/failure.ts';
import { createFailing } from '../facts/task/rejection.ts';
import type { Question } from './store.ts';

/** May a call of the function reject, or throw? The variant says which of the two, and what is taken for granted. */
export function mayFailQuestion(context: FactContext): Question {
  return {
    name: 'may fail',
    compute: (fn, variant) => bodyFailure(createFailing(context, assumptionsOf(variant), fn), fn, kindOf(variant)),
  };
}
