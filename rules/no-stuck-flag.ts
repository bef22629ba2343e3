import { defineRule } from '../src/engine/rule.ts';
import type { Facts } from '../src/facts/facts.ts';
import type { RaisedFlag } from '../src/facts/flag.ts';
import type { RejectionStep } from '../src/facts/task/task.ts';
import type { FlowEvent } from '../src/flow/graph.ts';
import { firstPath, pointAfter, pointBefore } from '../src/flow/reach.ts';

interface Options {
  readonly checkUnreadErrors: boolean;
}

const steps = { throws: 'throwsHere', raises: 'raisesHere', rejects: 'rejectsHere', presumed: 'rejectsHere' } as const satisfies Record<RejectionStep['kind'], string>;

export default defineRule({
  name: 'no-stuck-flag',
  summary: 'Disallow flags that stay set when the work fails that they stand for.',
  presets: { recommended: false, strict: {}, all: { checkUnreadErrors: true } },
  needs: { least: 'syntax', best: 'program' },
  shows: ['skipped-cleanup'],
  unshown: { stuck: 'Nothing can be seen of a flag that stays set before somebody comes again and is turned away.' },
  sources: ['https://tc39.es/ecma262/#sec-try-statement-runtime-semantics-evaluation'],
  messages: {
    stuck: '`{{flag}}` stays set when `{{wait}}` rejects, and nothing else ever puts it back: do that in a `finally`.',
    failsHere: 'When this rejects, the flag stays set.',
    loweredHere: 'Only here is it put back.',
    throwsHere: '`{{step}}` is thrown here, and nothing on the way handles it.',
    raisesHere: '`{{step}}` can throw here, and nothing on the way handles it.',
    rejectsHere: '`{{step}}` can reject here.',
  },
  schema: {
    checkUnreadErrors: { type: 'boolean', description: 'Also report a flag that is set while something is waited for of which nobody here has read whether it can fail.' },
  },
  defaults: { checkUnreadErrors: false },

  *check({ flags, facts }, { checkUnreadErrors }: Options) {
    const how = checkUnreadErrors ? 'unread' : undefined;
    for (const flag of flags) {
      const stuck = stuckAt(facts, flag, how);
      if (stuck === undefined) {
        continue;
      }
      const { wait, lowering } = stuck;
      const { span, words } = facts.flagWords(flag);
      yield {
        span,
        message: 'stuck',
        data: { flag: words, wait: facts.waitText(wait) },
        because: [
          { at: wait, message: 'failsHere' },
          ...facts.waitFailure(wait).map(({ file, span: at, kind, text }) => ({ at: { file, span: at }, message: steps[kind], data: { step: text } })),
          { at: lowering, message: 'loweredHere' },
        ],
      };
    }
  },
});

/** The first wait by whose failure the flag stays set, and where it is put back if that succeeds: so that is what it is for. */
function stuckAt(facts: Facts, flag: RaisedFlag, how: 'unread' | undefined): { readonly wait: FlowEvent; readonly lowering: FlowEvent } | undefined {
  const { graph, raise } = flag;
  const toFailure = firstPath(graph, pointAfter(graph, raise), {
    visit: event => (facts.isLowered(flag, event) !== 'no' ? 'stop' : facts.canWaitFail(event, how) === 'yes' && isStuckAfter(facts, flag, event) ? 'target' : 'pass'),
  });
  const wait = toFailure?.end;
  if (typeof wait !== 'object') {
    return undefined;
  }
  const toLowering = firstPath(graph, pointAfter(graph, wait), { visit: event => (facts.isLowered(flag, event) === 'yes' ? 'target' : 'pass') });
  return typeof toLowering?.end === 'object' ? { wait, lowering: toLowering.end } : undefined;
}

/** With the error of the wait, is there a way out of the function on which nothing puts the flag back? */
function isStuckAfter(facts: Facts, flag: RaisedFlag, wait: FlowEvent): boolean {
  const { graph } = flag;
  const way = firstPath(graph, pointBefore(graph, wait), {
    visit: event => (event === wait ? 'raise' : facts.isLowered(flag, event) === 'no' ? 'pass' : 'stop'),
    follow: ({ kind }) => kind !== 'throw',
    target: new Set(['exit', 'raised'] as const),
  });
  return way !== undefined;
}
