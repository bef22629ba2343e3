import { defineRule } from '../src/engine/rule.ts';
import type { Loss, RejectionStep, Repair } from '../src/facts/task/task.ts';

interface Options {
  readonly checkVoid: boolean;
  readonly checkIgnoredRejections: boolean;
  readonly checkDistantErrors: boolean;
  readonly checkUnreadErrors: boolean;
  readonly checkTests: boolean;
}

const losses = {
  statement: 'floating',
  void: 'voided',
  unread: 'unread',
  derived: 'derived',
  unhandled: 'unhandled',
  ignored: 'ignored',
  callback: 'dropped',
  collected: 'collected',
} as const satisfies Record<Loss, string>;

const steps = { throws: 'throwsHere', raises: 'raisesHere', rejects: 'rejectsHere', presumed: 'presumedHere' } as const satisfies Record<RejectionStep['kind'], string>;

const repairs = { await: 'awaitIt', return: 'returnIt', tell: 'tellIt', guard: 'guardIt' } as const satisfies Record<Repair['kind'], string>;

export default defineRule({
  name: 'no-floating-task',
  summary: 'Disallow tasks whose rejection nobody can see.',
  presets: { recommended: {}, strict: { checkVoid: true, checkIgnoredRejections: true, checkDistantErrors: true, checkTests: true }, all: { checkVoid: true, checkIgnoredRejections: true, checkDistantErrors: true, checkTests: true, checkUnreadErrors: true } },
  needs: { least: 'syntax', best: 'program' },
  shows: ['unhandled'],
  yieldsTo: ['no-orphaned-task'],
  unshown: { ignored: 'Nothing can be seen from outside of an error that is handled by throwing it away.' },
  sources: [
    'https://nodejs.org/api/process.html#event-unhandledrejection',
    'https://html.spec.whatwg.org/multipage/webappapis.html#unhandled-promise-rejections',
    'https://tc39.es/ecma262/#sec-host-promise-rejection-tracker',
  ],
  messages: {
    floating: 'Nothing waits for `{{task}}`, so its rejection is unhandled: await it, return it, or handle its error.',
    voided: '`void` leaves the rejection of `{{task}}` unhandled: handle its error before letting it run on.',
    unread: 'The promise of `{{task}}` is stored and never read, so its rejection is unhandled: await it or handle its error.',
    derived: '`{{task}}` is a promise of its own: when `{{origin}}` rejects, its rejection is unhandled. Await it or end it with `.catch(…)`.',
    unhandled: '`.catch()` without a handler handles nothing: the rejection of `{{origin}}` passes through it. Give it a handler.',
    ignored: '`{{task}}` throws every error of `{{origin}}` away: handle the errors that are expected and tell the others.',
    dropped: '`{{sink}}` drops the promise of this callback, so its rejection is unhandled: handle errors inside the callback.',
    collected: '`{{sink}}` gathers promises that nothing waits for, so a rejection is unhandled: await them with `Promise.all(…)`.',
    throwsHere: '`{{step}}` is thrown here, and nothing on the way handles it.',
    raisesHere: '`{{step}}` can throw here, and nothing on the way handles it.',
    rejectsHere: '`{{step}}` can reject here.',
    presumedHere: 'Nothing is known of `{{step}}` that keeps it from rejecting.',
    awaitIt: 'Await it.',
    returnIt: 'Return its promise to the caller.',
    tellIt: 'Let it run on and tell its error with `.catch(console.error)`.',
    guardIt: 'Catch errors inside the callback.',
  },
  schema: {
    checkVoid: { type: 'boolean', description: 'Also report `void task()`, if the task is known to reject.' },
    checkIgnoredRejections: { type: 'boolean', description: 'Also report `.catch(() => {})`, if it is the only consumer of a task that is known to reject.' },
    checkDistantErrors: { type: 'boolean', description: 'Also report a task whose errors begin far from it: in a `throw` many calls away, in one of several classes, or behind a declaration.' },
    checkUnreadErrors: { type: 'boolean', description: 'Also report a task that waits for something of which nobody here has read whether it can fail.' },
    checkTests: { type: 'boolean', description: 'Also report tasks in tests, and not only assertions that a test does not wait for.' },
  },
  defaults: { checkVoid: false, checkIgnoredRejections: false, checkDistantErrors: false, checkUnreadErrors: false, checkTests: false },

  *check({ tasks, facts }, { checkVoid, checkIgnoredRejections, checkDistantErrors, checkUnreadErrors, checkTests }: Options) {
    const isLeftAlone: Partial<Record<Loss, boolean>> = { void: !checkVoid, ignored: !checkIgnoredRejections };
    const how = checkUnreadErrors ? 'unread' : checkDistantErrors ? undefined : 'near';
    for (const task of tasks) {
      const loss = facts.lossOf(task);
      if (loss === undefined || isLeftAlone[loss] === true) {
        continue;
      }
      if (facts.isDetached(task) !== 'no' || facts.isLost(task) !== 'yes' || facts.mayReject(task, how) !== 'yes' || (!checkTests && facts.isOfTest(task) !== 'no')) {
        continue;
      }
      yield {
        span: facts.headOf(task),
        message: losses[loss],
        data: facts.wordsFor(task),
        because: facts.rejectionSteps(task).map(({ file, span, kind, text }) => ({ at: { file, span }, message: steps[kind], data: { step: text } })),
        suggestions: facts.repairsOf(task).map(({ kind, edits }) => ({ message: repairs[kind], edits })),
      };
    }
  },
});
