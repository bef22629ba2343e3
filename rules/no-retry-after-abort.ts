import { defineRule } from '../src/engine/rule.ts';
import type { Facts, Handler } from '../src/facts/facts.ts';
import type { FlowEvent } from '../src/flow/graph.ts';
import type { PathQuery, Point } from '../src/flow/reach.ts';
import { firstPath, pointAfter } from '../src/flow/reach.ts';

export default defineRule({
  name: 'no-retry-after-abort',
  summary: 'Disallow further attempts after a cancellation.',
  presets: { recommended: {}, strict: {} },
  needs: { least: 'syntax', best: 'program' },
  shows: ['swallowed', 'deaf', 'hung'],
  sources: ['https://dom.spec.whatwg.org/#abortsignal-signal-abort', 'https://docs.python.org/3/library/asyncio-task.html#task-cancellation'],
  messages: {
    retried: 'After an abort this handler waits and tries `{{awaited}}` again: let the cancellation through before the next attempt.',
    scheduled: 'After an abort this handler schedules `{{awaited}}` again: let the cancellation through before the next attempt.',
    interruptedHere: 'A cancellation can arrive here.',
    restsHere: 'With the signal already aborted, this is waited for: it does not hear the abort.',
    triedAgainHere: 'With the signal already aborted, this tries again.',
    letThrough: 'Throw the cancellation before the next attempt.',
  },
  schema: {},
  defaults: {},

  *check({ handlers, facts }) {
    for (const handler of handlers) {
      const interrupted = handler.interruptions.find(event => facts.isCancellationPoint(event) === 'yes');
      // A handler that loses the cancellation on another way, too, is left to no-swallowed-cancellation.
      const attempt = interrupted === undefined || facts.losesOtherwise(handler, interrupted) !== 'no' ? undefined : nextAttempt(facts, handler, interrupted);
      if (interrupted === undefined || attempt === undefined) {
        continue;
      }
      const rethrow = facts.rethrowFor(handler, interrupted);
      yield {
        span: handler.head,
        message: attempt.rest === undefined ? 'scheduled' : 'retried',
        data: { awaited: facts.interruptedText(interrupted) },
        because: [
          { at: interrupted, message: 'interruptedHere' },
          ...(attempt.rest === undefined ? [] : [{ at: attempt.rest, message: 'restsHere' as const }]),
          { at: attempt.at, message: 'triedAgainHere' },
        ],
        suggestions: rethrow === undefined ? [] : [{ message: 'letThrough', edits: [{ span: { start: rethrow.at, end: rethrow.at }, text: rethrow.text }] }],
      };
    }
  },
});

interface Attempt {
  readonly at: FlowEvent;
  /** What is waited for in between; undefined where a timer starts the attempt. */
  readonly rest?: FlowEvent;
}

/** A further attempt that the abort does not stop at once: it comes after a wait that is deaf, or by a timer. */
function nextAttempt(facts: Facts, handler: Handler, interrupted: FlowEvent): Attempt | undefined {
  const { graph } = handler.body;
  const startsAnew = (event: FlowEvent): boolean => facts.startsAnew(handler, interrupted, event) === 'yes';
  const isAgain = (event: FlowEvent): boolean => event === interrupted || startsAnew(event);
  const wayTo = (from: Point, goal: (event: FlowEvent) => boolean): FlowEvent | undefined => {
    const path = firstPath(graph, from, withCancellation(facts, handler, goal));
    return typeof path?.end === 'object' ? path.end : undefined;
  };
  const scheduled = wayTo(handler.entry, event => startsAnew(event) && facts.startsLater(handler, interrupted, event) === 'yes');
  if (scheduled !== undefined) {
    return { at: scheduled };
  }
  for (const rest of graph.events.filter(({ kind }) => kind === 'await')) {
    const isDeaf = facts.isInterruptedAgain(handler, rest) === 'no' && wayTo(handler.entry, event => event === rest) !== undefined;
    const at = isDeaf ? wayTo(pointAfter(graph, rest), isAgain) : undefined;
    if (at !== undefined) {
      return { at, rest };
    }
  }
  return undefined;
}

/** Only ways on which the cancellation is certainly still in hand: a guard closes them, one that we cannot read makes us silent. */
function withCancellation(facts: Facts, handler: Handler, goal: (event: FlowEvent) => boolean): PathQuery {
  return {
    visit: event => {
      if (goal(event)) {
        return 'target';
      }
      return facts.isInterruptedAgain(handler, event) === 'no' && facts.keepsGoing(handler, event) === 'yes' ? 'pass' : 'stop';
    },
    follow: edge => edge.kind !== 'throw' && facts.admitsCancellation(handler, edge) === 'yes',
  };
}
