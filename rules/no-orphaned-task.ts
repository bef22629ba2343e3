import { defineRule } from '../src/engine/rule.ts';
import type { Because } from '../src/engine/rule.ts';
import type { Abandonment } from '../src/facts/children/abandonment.ts';
import type { Facts } from '../src/facts/facts.ts';
import type { HeldTask } from '../src/facts/lifetime/lifetime.ts';
import type { RejectionStep } from '../src/facts/task/task.ts';
import type { Edge, FlowEvent } from '../src/flow/graph.ts';
import { firstPath, pointAfter } from '../src/flow/reach.ts';

interface Options {
  readonly checkPlain: boolean;
}

const steps = { throws: 'throwsHere', raises: 'raisesHere', rejects: 'rejectsHere', presumed: 'rejectsHere' } as const satisfies Record<RejectionStep['kind'], string>;

export default defineRule({
  name: 'no-orphaned-task',
  summary: 'Disallow leaving a task under way that a function has started and that nobody waits for or stops.',
  presets: { recommended: false, strict: { checkPlain: true } },
  needs: { least: 'types', best: 'program' },
  shows: ['orphaned', 'late-work', 'skipped-cleanup'],
  yieldsTo: ['no-lost-task', 'no-late-await'],
  sources: ['https://docs.python.org/3/library/asyncio-task.html#task-groups', 'https://tc39.es/ecma262/#sec-asynciteratorclose'],
  messages: {
    released: 'When the function fails at `{{failure}}`, `{{cleanup}}` runs under `{{task}}`, which is still under way: wait for it first, or stop it.',
    repeated: 'When the function fails at `{{failure}}`, `{{task}}` is started once more beside the one that is still under way: wait for it first, or stop it.',
    left: 'When the function fails at `{{failure}}`, `{{task}}` runs on, and nobody waits for it: wait for it on each way out, or stop it.',
    unstopped: '`{{task}}` goes round and round when `{{signal}}` is aborted, and nobody can stop it: give it the signal.',
    unfinished: '`{{source}}` is left half-way and never told: call `return()` of the iterator on each way out, or use `for await`.',
    failsHere: 'The function fails here, and the task is under way.',
    endedHere: 'This runs while the task may still be under way.',
    drivenHere: 'Here it is asked for more.',
    leftHere: 'From here the function is left before the iterator is done.',
    comesFrom: 'This is the signal that is in reach.',
    throwsHere: '`{{step}}` is thrown here, and nothing on the way handles it.',
    raisesHere: '`{{step}}` can throw here, and nothing on the way handles it.',
    rejectsHere: '`{{step}}` can reject here.',
  },
  schema: {
    checkPlain: { type: 'boolean', description: 'Also report tasks that change something later, or could be given the signal that is in reach.' },
  },
  defaults: { checkPlain: false },

  *check({ held, tasks, facts }, { checkPlain }: Options) {
    for (const child of held) {
      const found = facts.isIterator(child) === 'yes' ? unfinished(facts, child) : abandoned(facts, child, checkPlain);
      if (found !== undefined) {
        yield { span: facts.heldWords(child).span, ...found };
      }
    }
    for (const task of tasks) {
      const loss = facts.lossOf(task);
      const isMeant = loss === 'void' || loss === 'ignored' || facts.mayReject(task) === 'no';
      const signal = isMeant ? facts.signalWithheld(task) : undefined;
      if (signal !== undefined && facts.goesRound(task) === 'yes') {
        yield {
          span: facts.headOf(task),
          message: 'unstopped',
          data: { task: facts.wordsFor(task).task, signal: signal.text },
          because: [{ at: signal.at, message: 'comesFrom' }],
        };
      }
    }
  },
});

interface Found<Message> {
  readonly message: Message;
  readonly data: Readonly<Record<string, string>>;
  readonly because: readonly Because<'failsHere' | 'endedHere' | 'drivenHere' | 'leftHere' | 'throwsHere' | 'raisesHere' | 'rejectsHere'>[];
}

function abandoned(facts: Facts, child: HeldTask, checkPlain: boolean): Found<'released' | 'repeated' | 'left'> | undefined {
  const abandonment = facts.isUnderWay(child) === 'yes' && facts.isStoppable(child) === 'no' ? abandonmentOf(facts, child) : undefined;
  if (abandonment === undefined) {
    return undefined;
  }
  const ended = facts.endedUnderChild(abandonment);
  const isRepeated = facts.isChildStartedAnew(abandonment) === 'yes';
  if (ended === undefined && !isRepeated && !(checkPlain && facts.isChildOfConsequence(child) === 'yes')) {
    return undefined;
  }
  return {
    message: ended !== undefined ? 'released' : isRepeated ? 'repeated' : 'left',
    data: { task: facts.heldWords(child).words, failure: facts.failureWords(abandonment.at), cleanup: ended === undefined ? '' : facts.text(ended) },
    because: [
      { at: abandonment.at, message: 'failsHere' },
      ...(ended === undefined ? [] : [{ at: ended, message: 'endedHere' as const }]),
      ...facts.failureSteps(abandonment.at).map(({ file, span: at, kind, text }) => ({ at: { file, span: at }, message: steps[kind], data: { step: text } })),
    ],
  };
}

/** The nearest event by whose failure the function leaves the child alone. */
function abandonmentOf(facts: Facts, child: HeldTask): Abandonment | undefined {
  const { graph, start } = child;
  const path = firstPath(graph, pointAfter(graph, start), {
    visit: at => {
      if (facts.isWaitedFor(child, at) !== 'no') {
        return 'stop';
      }
      return facts.canFailAt(at) === 'yes' && facts.isAbandoned({ child, at }) === 'yes' ? 'target' : 'pass';
    },
    follow: edge => edge.kind !== 'throw' && facts.isStillHeld(child, edge) === 'yes',
  });
  return typeof path?.end === 'object' ? { child, at: path.end } : undefined;
}

/** An iterator that has been asked for something, on the nearest way on which nobody tells it that this was all. */
function unfinished(facts: Facts, iterator: HeldTask): Found<'unfinished'> | undefined {
  const { graph, start } = iterator;
  const passes = (event: FlowEvent): boolean => facts.isPassedOn(iterator, event) === 'no';
  const toNext = firstPath(graph, pointAfter(graph, start), { visit: event => (passes(event) ? (facts.drives(iterator, event) === 'yes' ? 'target' : 'pass') : 'stop') });
  if (typeof toNext?.end !== 'object') {
    return undefined;
  }
  const from = pointAfter(graph, toNext.end);
  const follow = (edge: Edge): boolean => edge.kind !== 'throw' && edge.kind !== 'skip' && facts.isThrough(iterator, edge) === 'no';
  const byFailure = firstPath(graph, from, { visit: event => (passes(event) ? (mayLeave(facts, iterator, event) ? 'target' : 'pass') : 'stop'), follow });
  const byReturn = { visit: (event: FlowEvent) => (facts.mayEndSource(iterator, event) === 'no' ? ('pass' as const) : ('stop' as const)), follow, target: new Set(['exit'] as const) };
  const out = byFailure ?? (facts.isOnlyDriven(iterator) === 'yes' ? firstPath(graph, from, byReturn) : undefined);
  const last = typeof out?.end === 'object' ? out.end : out?.events.at(-1);
  if (last === undefined) {
    return undefined;
  }
  return {
    message: 'unfinished',
    data: { source: facts.sourceWords(iterator) },
    because: [{ at: toNext.end, message: 'drivenHere' }, { at: last, message: 'leftHere' }],
  };
}

/** A generator that nobody asks for more is left at its `yield`. */
function mayLeave(facts: Facts, iterator: HeldTask, event: FlowEvent): boolean {
  return (event.kind === 'yield' || facts.canFailAt(event) === 'yes') && facts.isLeftFrom(iterator, event) === 'yes';
}
