import { defineRule } from '../src/engine/rule.ts';
import type { RejectionStep } from '../src/facts/task/task.ts';

interface Options {
  readonly checkPlain: boolean;
  readonly checkUnreadErrors: boolean;
}

const steps = { throws: 'throwsHere', raises: 'raisesHere', rejects: 'rejectsHere', presumed: 'rejectsHere' } as const satisfies Record<RejectionStep['kind'], string>;

export default defineRule({
  name: 'no-orphaned-siblings',
  summary: 'Disallow leaving tasks that were started together under way when one of them is done.',
  presets: { recommended: {}, strict: { checkPlain: true }, all: { checkPlain: true, checkUnreadErrors: true } },
  needs: { least: 'syntax', best: 'program' },
  shows: ['orphaned', 'late-work'],
  sources: ['https://tc39.es/ecma262/#sec-promise.all', 'https://tc39.es/ecma262/#sec-promise.race', 'https://docs.python.org/3/library/asyncio-task.html#task-groups'],
  messages: {
    released: 'When `{{combinator}}` gives up, `{{cleanup}}` runs under the tasks that are left: wait for all of them first, with `Promise.allSettled(…)`.',
    repeated: 'When `{{combinator}}` gives up, the tasks are started once more beside those that are left: wait for all of them first, with `Promise.allSettled(…)`.',
    left: 'When `{{combinator}}` gives up, the tasks that are left run on, and nobody waits for them: wait for all of them, or stop them.',
    togetherHere: 'These tasks are waited for together.',
    begunHere: 'One of them is started here.',
    endedHere: 'This runs while some of them may still be under way.',
    throwsHere: '`{{step}}` is thrown here, and nothing on the way handles it.',
    raisesHere: '`{{step}}` can throw here, and nothing on the way handles it.',
    rejectsHere: '`{{step}}` can reject here.',
  },
  schema: {
    checkPlain: { type: 'boolean', description: 'Also report tasks that are left and change something later, or could be stopped by the signal that they are given.' },
    checkUnreadErrors: { type: 'boolean', description: 'Also report tasks of which nobody here has read whether they fail, or what they do later, and those that are handed to the caller or stand beside others.' },
  },
  defaults: { checkPlain: false, checkUnreadErrors: false },

  *check({ tasks, facts }, { checkPlain, checkUnreadErrors }: Options) {
    const how = checkUnreadErrors ? 'unread' : undefined;
    for (const task of tasks) {
      const siblings = facts.siblingsOf(task, how);
      if (siblings === undefined) {
        continue;
      }
      const ended = facts.endedUnder(siblings);
      const isRepeated = facts.areStartedAnew(siblings) === 'yes';
      const isPlain = ended === undefined && !isRepeated;
      const isTold = checkUnreadErrors || (checkPlain && facts.areOfConsequence(siblings) === 'yes');
      if ((isPlain && !isTold) || facts.areLeft(siblings, how) !== 'yes') {
        continue;
      }
      const { span, words, tasks: together, begun } = facts.siblingWords(siblings);
      yield {
        span,
        message: ended !== undefined ? 'released' : isRepeated ? 'repeated' : 'left',
        data: { combinator: words, cleanup: ended === undefined ? '' : facts.text(ended) },
        because: [
          { at: together, message: 'togetherHere' },
          ...begun.map(at => ({ at, message: 'begunHere' as const })),
          ...(ended === undefined ? [] : [{ at: ended, message: 'endedHere' as const }]),
          ...facts.siblingFailure(siblings).map(({ file, span: at, kind, text }) => ({ at: { file, span: at }, message: steps[kind], data: { step: text } })),
        ],
      };
    }
  },
});
