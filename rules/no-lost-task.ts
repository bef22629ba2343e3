import { defineRule } from '../src/engine/rule.ts';
import type { Facts } from '../src/facts/facts.ts';
import type { HeldTask } from '../src/facts/lifetime/lifetime.ts';
import type { RejectionStep } from '../src/facts/task/task.ts';
import type { Edge, FlowEvent } from '../src/flow/graph.ts';
import { blockOf, eventOf, firstPath, pointAfter } from '../src/flow/reach.ts';

const steps = { throws: 'throwsHere', raises: 'raisesHere', rejects: 'rejectsHere', presumed: 'rejectsHere' } as const satisfies Record<RejectionStep['kind'], string>;

interface Loss {
  readonly message: 'left' | 'overwritten' | 'kept' | 'poisoned';
  readonly because: readonly { readonly at: FlowEvent; readonly message: 'leavesHere' | 'overwrittenHere' }[];
}

interface Options {
  readonly checkDistantErrors: boolean;
  readonly checkUnreadErrors: boolean;
}

export default defineRule({
  name: 'no-lost-task',
  summary: 'Disallow holding a task that nobody joins on some way out, or that is overwritten while it is under way.',
  presets: { recommended: false, strict: { checkDistantErrors: true }, all: { checkDistantErrors: true, checkUnreadErrors: true } },
  needs: { least: 'syntax', best: 'program' },
  shows: ['unhandled'],
  sources: [
    'https://nodejs.org/api/process.html#event-unhandledrejection',
    'https://docs.python.org/3/library/asyncio-task.html#asyncio.create_task',
  ],
  messages: {
    left: 'On some way out of this function nothing joins `{{task}}`, so its rejection is unhandled: join it on each, or start it later.',
    overwritten: '`{{task}}` is given up when `{{holder}}` gets another value before anything has joined it: join it first, or keep both.',
    kept: 'Nothing in this class ever joins `{{task}}`, which it keeps in `{{holder}}`: join it, or handle its error.',
    poisoned: 'When this link rejects, each later link of `{{holder}}` is skipped: end it with a rejection handler.',
    leavesHere: 'The function is left here, and the task is under way.',
    overwrittenHere: 'Here the other value takes its place.',
    throwsHere: '`{{step}}` is thrown here, and nothing on the way handles it.',
    raisesHere: '`{{step}}` can throw here, and nothing on the way handles it.',
    rejectsHere: '`{{step}}` can reject here.',
  },
  schema: {
    checkDistantErrors: { type: 'boolean', description: 'Also report a task whose errors begin far from it: in a `throw` many calls away, or in one of several classes.' },
    checkUnreadErrors: { type: 'boolean', description: 'Also report a task that waits for something of which nobody here has read whether it can fail.' },
  },
  defaults: { checkDistantErrors: false, checkUnreadErrors: false },

  *check({ held, facts }, { checkDistantErrors, checkUnreadErrors }: Options) {
    const how = checkUnreadErrors ? 'unread' : checkDistantErrors ? undefined : 'near';
    for (const task of held) {
      const loss = lossOf(facts, task);
      if (loss === undefined || facts.mayHeldReject(task, how) !== 'yes') {
        continue;
      }
      const { span, words } = facts.heldWords(task);
      const origin = facts.heldRejectionSteps(task).map(({ file, span: at, kind, text }) => ({ at: { file, span: at }, message: steps[kind], data: { step: text } }));
      yield { span, message: loss.message, data: { task: words, holder: facts.holderWords(task) }, because: [...loss.because, ...origin] };
    }
  },
});

function lossOf(facts: Facts, task: HeldTask): Loss | undefined {
  if (facts.endsChain(task) === 'yes') {
    return { message: 'poisoned', because: [] };
  }
  return facts.isNeverTakenOut(task) === 'yes' ? { message: 'kept', because: [] } : lossOnTheWay(facts, task);
}

/** The shortest way that an untroubled program can take on which the task is left alone. */
function lossOnTheWay(facts: Facts, task: HeldTask): Loss | undefined {
  const { graph, start } = task;
  if (start.kind === 'new') {
    // A promise that is settled by hand is not under way before somebody has got hold of it.
    return undefined;
  }
  const path = firstPath(graph, pointAfter(graph, start), {
    visit: event => (facts.overwrites(task, event) === 'yes' ? 'target' : facts.handles(task, event) === 'no' ? 'pass' : 'stop'),
    follow: edge => (edge.kind !== 'throw' || isThrown(task, edge)) && facts.isStillHeld(task, edge) === 'yes',
    target: new Set(['exit', 'raised'] as const),
  });
  if (path === undefined) {
    return undefined;
  }
  const last = typeof path.end === 'object' ? path.end : path.events.at(-1);
  const isLeft = typeof path.end === 'string';
  return { message: isLeft ? 'left' : 'overwritten', because: last === undefined ? [] : [{ at: last, message: isLeft ? 'leavesHere' : 'overwrittenHere' }] };
}

/** Somebody has written `throw`: that a call may throw as well is no reason to speak. */
function isThrown({ graph }: HeldTask, { from }: Edge): boolean {
  const last = blockOf(graph, from).events.at(-1);
  return last !== undefined && eventOf(graph, last).kind === 'throw';
}
