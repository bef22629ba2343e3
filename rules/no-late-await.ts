import { defineRule } from '../src/engine/rule.ts';
import type { RejectionStep } from '../src/facts/task/task.ts';
import { firstPath, pointAfter } from '../src/flow/reach.ts';

const steps = { throws: 'throwsHere', raises: 'raisesHere', rejects: 'rejectsHere', presumed: 'rejectsHere' } as const satisfies Record<RejectionStep['kind'], string>;

interface Options {
  readonly checkDistantErrors: boolean;
  readonly checkUnreadErrors: boolean;
}

export default defineRule({
  name: 'no-late-await',
  summary: 'Disallow waiting for something else before anything handles the rejection of a task that has been started.',
  presets: { recommended: false, strict: { checkDistantErrors: true }, all: { checkDistantErrors: true, checkUnreadErrors: true } },
  needs: { least: 'syntax', best: 'program' },
  shows: ['unhandled'],
  yieldsTo: ['no-lost-task'],
  sources: [
    'https://nodejs.org/api/process.html#event-unhandledrejection',
    'https://tc39.es/ecma262/#sec-host-promise-rejection-tracker',
  ],
  messages: {
    late: '`{{task}}` can reject while `{{wait}}` is awaited, and nothing handles it yet: wait for both with `Promise.all(…)`, or handle it at once.',
    waitsHere: 'Control waits here, and a rejection of the task is unhandled.',
    joinedHere: 'Only from here on is it handled.',
    throwsHere: '`{{step}}` is thrown here, and nothing on the way handles it.',
    raisesHere: '`{{step}}` can throw here, and nothing on the way handles it.',
    rejectsHere: '`{{step}}` can reject here.',
    handleEarly: 'Mark it as handled as soon as it is started.',
  },
  schema: {
    checkDistantErrors: { type: 'boolean', description: 'Also report a task whose errors begin far from it: in a `throw` many calls away, or in one of several classes.' },
    checkUnreadErrors: { type: 'boolean', description: 'Also report a task that waits for something of which nobody here has read whether it can fail.' },
  },
  defaults: { checkDistantErrors: false, checkUnreadErrors: false },

  *check({ held, facts }, { checkDistantErrors, checkUnreadErrors }: Options) {
    const how = checkUnreadErrors ? 'unread' : checkDistantErrors ? undefined : 'near';
    for (const task of held) {
      const { graph, start } = task;
      const toWait = firstPath(graph, pointAfter(graph, start), {
        visit: event => (facts.handles(task, event) !== 'no' ? 'stop' : facts.letsOthersRun(event) === 'yes' ? 'target' : 'pass'),
        follow: edge => edge.kind !== 'throw' && facts.isStillHeld(task, edge) === 'yes',
      });
      const wait = toWait?.end;
      if (typeof wait !== 'object') {
        continue;
      }
      const toJoin = firstPath(graph, pointAfter(graph, wait), { visit: event => (facts.handles(task, event) === 'yes' ? 'target' : 'pass') });
      if (typeof toJoin?.end !== 'object' || facts.mayHeldReject(task, how) !== 'yes') {
        continue;
      }
      const { span, words } = facts.heldWords(task);
      const edits = facts.handlingEarly(task);
      yield {
        span,
        message: 'late',
        data: { task: words, wait: facts.waitedWords(wait) },
        because: [
          { at: wait, message: 'waitsHere' },
          { at: toJoin.end, message: 'joinedHere' },
          ...facts.heldRejectionSteps(task).map(({ file, span: at, kind, text }) => ({ at: { file, span: at }, message: steps[kind], data: { step: text } })),
        ],
        suggestions: edits.length === 0 ? [] : [{ message: 'handleEarly', edits }],
      };
    }
  },
});
