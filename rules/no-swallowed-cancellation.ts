import type { Facts, Handler } from '../src/facts/facts.ts';
import { defineRule } from '../src/engine/rule.ts';
import type { FlowEvent, FlowGraph, Span } from '../src/flow/graph.ts';
import type { Point } from '../src/flow/reach.ts';
import { firstPath, pointAfter } from '../src/flow/reach.ts';

export default defineRule({
  name: 'no-swallowed-cancellation',
  summary: 'Disallow handlers that keep a cancellation from reaching the caller.',
  presets: { recommended: {}, strict: {} },
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
    leavesHere: 'With the cancellation in hand, the function ends here as if nothing had happened.',
    goesOnHere: 'With the cancellation in hand, control goes on here.',
    triedAgainHere: 'With the signal already aborted, this is tried again and fails at once, round after round.',
    letThrough: 'Throw the cancellation before handling other errors.',
  },
  schema: {},
  defaults: {},

  *check({ handlers, facts }) {
    for (const handler of handlers) {
      const interrupted = handler.interruptions.find(event => facts.isCancellationPoint(event) === 'yes');
      if (interrupted === undefined) {
        continue;
      }
      const escape = findEscape(facts, handler, interrupted);
      if (escape === undefined) {
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
          { at: escape.at, message: escape.message },
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

interface Way {
  readonly graph: FlowGraph;
  readonly from: Point;
  readonly mayEnd: boolean;
}

function wayOn(facts: Facts, handler: Handler, { graph, from, mayEnd }: Way): Escape | undefined {
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
        return 'stop';
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
