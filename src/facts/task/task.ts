import type { Span } from '../../flow/graph.ts';
import type { Answer } from '../answer.ts';
import type { FactContext } from '../context.ts';
import type { Sureness } from './distance.ts';
import type { Loss } from './loss.ts';
import { isLost, lossOf } from './loss.ts';
import { isOfTest } from './of-test.ts';
import { causeOf, isDetached, outcomeOf } from './outcome.ts';
import type { Repair } from './repair.ts';
import { repairsOf } from './repair.ts';
import type { TaskSite } from './site.ts';
import { nodeOfSite } from './site.ts';
import type { RejectionStep } from './steps.ts';
import { rejectionSteps } from './steps.ts';
import { rootOf } from './loss.ts';
import { headOf, wordsFor, wordsForSink } from './words.ts';

export type { Loss, Repair, RejectionStep, TaskSite };
export { tasksIn } from './site.ts';

/** The questions about tasks whose outcome may be lost. */
export interface TaskFacts {
  /** How the outcome is thrown away, as far as the place shows; undefined where something takes it. */
  lossOf(site: TaskSite): Loss | undefined;
  /** Is it certain that nothing else takes the outcome? */
  isLost(site: TaskSite): Answer;
  /** Is it started on purpose without waiting, by a function that is for that? */
  isDetached(site: TaskSite): Answer;
  /** May what is lost be a rejection? Of one that is `near` the error begins not far from here; `unread`, it may come out of what nobody here has read. */
  mayReject(site: TaskSite, how?: Sureness): Answer;
  /** Does it stand in a test, where whatever fails is the test's own failure, and is it no assertion, which is what the test is about? */
  isOfTest(site: TaskSite): Answer;
  /** From the loss to where the error begins. */
  rejectionSteps(site: TaskSite): readonly RejectionStep[];
  repairsOf(site: TaskSite): readonly Repair[];
  /** Where a finding points. */
  headOf(site: TaskSite): Span;
  /** What a message calls the task, what it is derived from, and who was given the callback. */
  wordsFor(site: TaskSite): { readonly task: string; readonly origin: string; readonly sink: string };
}

export function createTaskFacts(context: FactContext): TaskFacts {
  const { ts } = context;
  const nodeOf = (site: TaskSite): ReturnType<typeof nodeOfSite> => nodeOfSite(context, site);
  const known = new WeakMap<TaskSite, Loss>();
  const lossAt = (site: TaskSite): Loss | undefined => {
    const loss = known.get(site) ?? lossOf(context, nodeOf(site));
    if (loss !== undefined) {
      known.set(site, loss);
    }
    return loss;
  };
  return {
    lossOf: lossAt,
    isLost: site => {
      const loss = lossAt(site);
      return loss === undefined ? 'unknown' : isLost(context, nodeOf(site), loss);
    },
    isDetached: site => isDetached(context, nodeOf(site)),
    mayReject: (site, how) => {
      const loss = lossAt(site);
      return loss === undefined ? 'unknown' : outcomeOf(context, nodeOf(site), loss, how).answer;
    },
    isOfTest: site => isOfTest(context, nodeOf(site)),
    rejectionSteps: site => {
      const loss = lossAt(site);
      const node = nodeOf(site);
      const cause = loss === undefined ? undefined : causeOf(context, node, loss);
      // The site itself needs no step.
      return rejectionSteps(context, cause).filter(step => step.span.start !== (node.callback ?? node.call).getStart() || step.span.end !== (node.callback ?? node.call).end);
    },
    repairsOf: site => {
      const loss = lossAt(site);
      return loss === undefined ? [] : repairsOf(context, nodeOf(site), loss);
    },
    headOf: site => headOf(ts, nodeOf(site)),
    wordsFor: site => {
      const node = nodeOf(site);
      const root = rootOf(ts, node.call);
      return { task: wordsFor(ts, node.call), origin: wordsFor(ts, root ?? node.call), sink: wordsForSink(ts, node) };
    },
  };
}
