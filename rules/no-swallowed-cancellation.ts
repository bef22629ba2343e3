import type { Facts, Handler } from '../src/facts/facts.ts';
import { defineRule } from '../src/engine/rule.ts';
import type { FlowEvent, FlowGraph, Span } from '../src/flow/graph.ts';
import type { Point } from '../src/flow/reach.ts';
import { firstPath, pointAfter } from '../src/flow/reach.ts';

interface Options {
  readonly checkAnswers: boolean;
}

export default defineRule({
  name: 'no-swallowed-cancellation',
  summary: 'Disallow handlers that keep a cancellation from reaching the caller.',
  presets: { recommended: { checkAnswers: false }, strict: {} },
  needs: { least: 'syntax', best: 'program' },
  shows: ['swallowed'],
  sources: [
    'https://dom.spec.whatwg.org/#abortsignal-signal-abort',
    'https://docs.python.org/3/library/asyncio-task.html#task-cancellation',
  ],
  messages: {
    swallowed: 'This handler swallows the cancellation of `{{awaited}}`: let it through before handling other errors.',
    settled: 'Behind `Promise.allSettled` the cancellation of `{{awaited}}` looks like a failure: test the signal before the outcomes.',
    discarded: 'Leaving `finally` here discards the cancellation of `{{awaited}}`: let it pass.',
    interruptedHere: 'A cancellation can arrive here.',
    waitsHere: 'It comes from this wait.',
    begunHere: 'What is interrupted is begun here.',
    leavesHere: 'With the cancellation in hand, the function ends here as if nothing had happened.',
    goesOnHere: 'With the cancellation in hand, control goes on here.',
    triedAgainHere: 'With the signal already aborted, this is tried again and fails at once, round after round.',
    letThrough: 'Throw the cancellation before handling other errors.',
  },
  schema: {
    checkAnswers: { type: 'boolean', description: 'Also report a handler with which the function ends, where nobody is found who goes on with what it answers.' },
  },
  defaults: { checkAnswers: true },

  *check({ handlers, facts }, { checkAnswers }: Options) {
    for (const handler of handlers) {
      const interrupted = handler.interruptions.find(event => facts.isCancellationPoint(event) === 'yes');
      if (interrupted === undefined) {
        continue;
      }
      const escape = findEscape(facts, handler, interrupted);
      if (escape === undefined) {
        continue;
      }
      const missed = checkAnswers || escape.message !== 'leavesHere' ? [] : missedBy(facts, handler, interrupted);
      if (missed === undefined) {
        continue;
      }
      const rethrow = facts.rethrowFor(handler, interrupted);
      yield {
        span: handler.head,
        message: handler.kind === 'finally' ? 'discarded' : handler.kind === 'settled' ? 'settled' : 'swallowed',
        data: { awaited: facts.interruptedText(interrupted) },
        because: [
          { at: interrupted, message: 'interruptedHere' },
          ...facts.waitsBehind(interrupted).map(at => ({ at, message: 'waitsHere' as const })),
          ...facts.begunBefore(interrupted).map(at => ({ at, message: 'begunHere' as const })),
          { at: escape.at, message: escape.message },
          ...missed,
        ],
        suggestions: rethrow === undefined ? [] : [{ message: 'letThrough', edits: [{ span: { start: rethrow.at, end: rethrow.at }, text: rethrow.text }] }],
      };
    }
  },
});

interface Escape {
  readonly at: FlowEvent | Span;
  readonly message: 'leavesHere' | 'goesOnHere' | 'triedAgainHere';
}

/** The shortest way on which the cancellation is lost. Where ending quietly is right, only going on with the work loses it. */
function findEscape(facts: Facts, handler: Handler, interrupted: FlowEvent): Escape | undefined {
  const mayEnd = facts.mayEndQuietly(handler, interrupted) === 'yes';
  const mustReachCaller = facts.isAbortedByOwnClass(interrupted) === 'no' && facts.isBoundary(handler) === 'no';
  if (!mayEnd && !mustReachCaller) {
    return undefined;
  }
  if (handler.kind !== 'callback') {
    return wayOn(facts, handler, { graph: handler.body.graph, from: handler.entry, mayEnd });
  }
  // What a rejection handler answers is what the function around it goes on with.
  const answered = wayOn(facts, handler, { graph: handler.body.graph, from: handler.entry, mayEnd: false });
  if (answered === undefined || handler.resumes === undefined) {
    return undefined;
  }
  return wayOn(facts, handler, { graph: handler.home.graph, from: pointAfter(handler.home.graph, handler.resumes), mayEnd });
}

/** How far up callers are asked. */
const highest = 3;

/** Where a caller goes on with the work, not knowing of the cancellation; or a caller of theirs, if they only pass the answer on. */
function missedBy(facts: Facts, handler: Handler, interrupted: FlowEvent, height = 0): readonly Escape[] | undefined {
  for (const next of height < highest ? facts.continuationsOf(handler, interrupted) : []) {
    const way = { graph: next.body.graph, from: next.entry };
    const goesOn = wayOn(facts, next, { ...way, mayEnd: true, begins: event => begun(facts, event) });
    if (goesOn !== undefined) {
      return [goesOn];
    }
    const isPassedOn = wayOn(facts, next, { ...way, mayEnd: false }) !== undefined;
    const missed = isPassedOn ? missedBy(facts, next, next.wait, height + 1) : undefined;
    if (missed !== undefined) {
      return missed;
    }
  }
  return undefined;
}

/** A call that is given the aborted signal is interrupted, but not before it has started other work. */
function begun(facts: Facts, event: FlowEvent): boolean {
  return facts.beginningsOf(event).some(beginning => wayOn(facts, beginning, { graph: beginning.body.graph, from: beginning.entry, mayEnd: true }) !== undefined);
}

interface Way {
  readonly graph: FlowGraph;
  readonly from: Point;
  readonly mayEnd: boolean;
  readonly begins?: (event: FlowEvent) => boolean;
}

function wayOn(facts: Facts, handler: Handler, { graph, from, mayEnd, begins }: Way): Escape | undefined {
  const met: { wayOut: boolean; again?: FlowEvent } = { wayOut: false };
  const path = firstPath(graph, from, {
    visit: event => {
      const interruptedAgain = facts.isInterruptedAgain(handler, event);
      if (interruptedAgain === 'yes' && handler.interruptions.includes(event)) {
        met.again ??= event;
        return 'raise';
      }
      if (interruptedAgain !== 'no' || facts.keepsGoing(handler, event) !== 'yes') {
        met.wayOut = true;
        return begins?.(event) === true ? 'target' : 'stop';
      }
      return facts.isMoreWork(handler, event) === 'yes' ? 'target' : 'pass';
    },
    // Only edges on which a cancellation is certainly still in hand: a guard closes its path, one that we cannot read makes us silent.
    follow: edge => {
      const admits = edge.kind !== 'throw' && facts.admitsCancellation(handler, edge) === 'yes';
      met.wayOut ||= !admits && edge.kind !== 'throw';
      return admits;
    },
    target: new Set(mayEnd ? [] : (['exit'] as const)),
  });
  if (path === undefined) {
    return met.again === undefined || met.wayOut ? undefined : { at: met.again, message: 'triedAgainHere' };
  }
  if (typeof path.end !== 'string') {
    return { at: path.end, message: 'goesOnHere' };
  }
  return { at: path.events.at(-1) ?? handler.head, message: 'leavesHere' };
}
