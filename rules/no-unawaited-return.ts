import { defineRule } from '../src/engine/rule.ts';
import type { RejectionStep } from '../src/facts/task/task.ts';

interface Options {
  readonly checkUnreadErrors: boolean;
}

const steps = { throws: 'throwsHere', raises: 'raisesHere', rejects: 'rejectsHere', presumed: 'rejectsHere' } as const satisfies Record<RejectionStep['kind'], string>;

export default defineRule({
  name: 'no-unawaited-return',
  summary: 'Disallow tasks that are returned from a `try` without waiting for them, past its handler and its cleanup.',
  presets: { recommended: {}, strict: {}, all: { checkUnreadErrors: true } },
  needs: { least: 'syntax', best: 'program' },
  shows: ['unhandled'],
  sources: [
    'https://tc39.es/ecma262/#sec-return-statement-runtime-semantics-evaluation',
    'https://typescript-eslint.io/rules/return-await/',
    'https://github.com/tc39/proposal-explicit-resource-management',
  ],
  messages: {
    unhandled: 'The rejection of `{{task}}` passes this `try` by, because the promise is returned and not awaited: await it here.',
    released: '`{{task}}` is still under way when the cleanup runs, because the promise is returned and not awaited: await it here.',
    handlerHere: 'This handler never sees the rejection.',
    cleanedUpHere: 'This runs before the task is done.',
    givenHere: 'Whoever calls this gets the promise as it is.',
    throwsHere: '`{{step}}` is thrown here, and nothing on the way handles it.',
    raisesHere: '`{{step}}` can throw here, and nothing on the way handles it.',
    rejectsHere: '`{{step}}` can reject here.',
    awaitIt: 'Await it before returning.',
  },
  schema: {
    checkUnreadErrors: { type: 'boolean', description: 'Also report a task past its handler of which nobody here has read whether it can fail.' },
  },
  defaults: { checkUnreadErrors: false },

  *check({ returns, facts }, { checkUnreadErrors }: Options) {
    const how = checkUnreadErrors ? 'unread' : undefined;
    for (const returned of returns) {
      const { span, words } = facts.returnedTask(returned);
      const edits = facts.awaitingReturned(returned);
      const giver = { at: facts.giverOf(returned), message: 'givenHere' as const };
      const found = { span, data: { task: words }, suggestions: edits.length === 0 ? [] : [{ message: 'awaitIt' as const, edits }] };
      const handler = facts.handlerPassedBy(returned);
      const cleanup = facts.cleanupUnder(returned);
      if (handler?.isMeantForIt === 'yes' && facts.mayReturnedReject(returned, how) === 'yes') {
        const origin = facts.returnedRejectionSteps(returned).map(({ file, span: at, kind, text }) => ({ at: { file, span: at }, message: steps[kind], data: { step: text } }));
        yield { ...found, message: 'unhandled', because: [{ at: handler.head, message: 'handlerHere' }, giver, ...origin] };
      } else if (cleanup !== undefined) {
        yield { ...found, message: 'released', because: [{ at: cleanup, message: 'cleanedUpHere' }, giver] };
      }
    }
  },
});
