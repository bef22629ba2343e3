import { defineRule } from '../src/engine/rule.ts';
import type { Cleanup, Facts } from '../src/facts/facts.ts';
import type { RejectionStep } from '../src/facts/task/task.ts';
import type { FlowEvent } from '../src/flow/graph.ts';

const steps = { throws: 'throwsHere', raises: 'failsHere', rejects: 'failsHere', presumed: 'failsHere' } as const satisfies Record<RejectionStep['kind'], string>;

interface Options {
  readonly checkUnreadErrors: boolean;
}

/** Of what is skipped, a message names the first few. */
const mostNames = 3;

export default defineRule({
  name: 'no-await-in-finally',
  summary: 'Disallow waits in cleanup whose failure hides the error at hand or skips the rest of the cleanup.',
  presets: { recommended: false, strict: {}, all: { checkUnreadErrors: true } },
  needs: { least: 'syntax', best: 'program' },
  shows: ['masked', 'skipped-cleanup', 'hung'],
  sources: [
    'https://tc39.es/ecma262/#sec-try-statement-runtime-semantics-evaluation',
    'https://tc39.es/ecma262/#sec-promise.prototype.finally',
  ],
  messages: {
    breaksOff: 'When `{{wait}}` rejects, this cleanup ends there and loses `{{lost}}`: handle the error where it arises.',
    waitsForEver: 'This cleanup waits for `{{wait}}`, which never ends by itself: tell it to stop before waiting for it.',
    rejectsHere: 'This ends the cleanup when it rejects.',
    throwsHere: '`{{step}}` is thrown here.',
    failsHere: '`{{step}}` can fail here.',
    waitsHere: 'It waits here.',
    skippedHere: 'This is skipped then.',
    failsFirst: 'The error that is lost comes from here.',
  },
  schema: {
    checkUnreadErrors: { type: 'boolean', description: 'Also report a wait that is given up with the rest of the cleanup if something fails which nobody here has read, and the methods by which an object is closed.' },
  },
  defaults: { checkUnreadErrors: false },

  *check({ cleanups, facts }, { checkUnreadErrors }: Options) {
    for (const cleanup of cleanups) {
      if (cleanup.kind === 'closer' && !checkUnreadErrors) {
        continue;
      }
      const stuck = cleanup.waits.find(wait => facts.waitsForEver(cleanup, wait) === 'yes');
      if (stuck !== undefined) {
        yield { span: cleanup.handler.head, message: 'waitsForEver', data: { wait: facts.waitText(stuck) }, because: [{ at: stuck, message: 'waitsHere' }] };
      }
      const failing = cleanup.waits.find(wait => harms(facts, cleanup, wait));
      const skipping = failing === undefined && checkUnreadErrors ? cleanup.waits.find(wait => skips(facts, cleanup, wait)) : undefined;
      if (failing !== undefined) {
        yield problemAt(facts, cleanup, failing);
      } else if (skipping !== undefined) {
        yield { ...problemAt(facts, cleanup, skipping, 'unread'), span: facts.spanOfWait(skipping) };
      }
    }
  },
});

/** What is given the aborted signal refuses in any case, and is another rule's. */
function harms(facts: Facts, cleanup: Cleanup, wait: FlowEvent): boolean {
  return (
    facts.breaksOff(cleanup, wait) === 'yes' &&
    facts.isJoinOfStopped(cleanup, wait) === 'no' &&
    facts.isRefused(cleanup, wait) === 'no' &&
    (facts.skippedBehind(cleanup, wait).length > 0 || facts.failsBefore(cleanup, wait) !== undefined)
  );
}

/** As far as anybody has read it. Whether it hides another error is not asked then. */
function skips(facts: Facts, cleanup: Cleanup, wait: FlowEvent): boolean {
  return facts.breaksOff(cleanup, wait, 'unread') === 'yes' && facts.skippedBehind(cleanup, wait, 'unread').length > 0;
}

function problemAt(facts: Facts, cleanup: Cleanup, wait: FlowEvent, how?: 'unread') {
  const skipped = facts.skippedBehind(cleanup, wait, how);
  const first = facts.failsBefore(cleanup, wait);
  const origin = facts.breakingSteps(cleanup, wait).map(({ file, span, kind, text }) => ({ at: { file, span }, message: steps[kind], data: { step: text } }));
  return {
    span: cleanup.handler.head,
    message: 'breaksOff' as const,
    data: { wait: facts.waitText(wait), lost: lostBy(facts, skipped, first) },
    because: [
      { at: facts.spanOfWait(wait), message: 'rejectsHere' as const },
      ...origin,
      ...skipped.slice(0, 1).map(at => ({ at, message: 'skippedHere' as const })),
      ...(first === undefined ? [] : [{ at: first, message: 'failsFirst' as const }]),
    ],
  };
}

function lostBy(facts: Facts, skipped: readonly FlowEvent[], first: FlowEvent | undefined): string {
  const names = skipped.slice(0, mostNames).map(event => facts.waitText(event));
  const more = skipped.length > mostNames ? ['…'] : [];
  return [...(first === undefined ? [] : [`the error of ${facts.waitText(first)}`]), ...names, ...more].join(', ');
}
