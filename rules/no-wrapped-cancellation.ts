import type { Problem } from '../src/engine/rule.ts';
import { defineRule } from '../src/engine/rule.ts';
import type { AbortTest, Facts, Handler } from '../src/facts/facts.ts';
import type { FlowEvent } from '../src/flow/graph.ts';
import { firstPath } from '../src/flow/reach.ts';

interface Options {
  readonly checkReasons: boolean;
}

export default defineRule({
  name: 'no-wrapped-cancellation',
  summary: 'Disallow handlers that throw another error in place of a cancellation.',
  presets: { recommended: false, strict: { checkReasons: false }, all: { checkReasons: true } },
  needs: { least: 'syntax', best: 'program' },
  yieldsTo: ['no-swallowed-cancellation'],
  shows: ['wrapped'],
  unshown: { reasonLost: 'That a reason is lost is seen by nobody but a caller who has given one and asks for it.' },
  sources: ['https://dom.spec.whatwg.org/#abortsignal-signal-abort', 'https://docs.python.org/3/library/asyncio-task.html#task-cancellation'],
  messages: {
    wrapped: 'The cancellation of `{{awaited}}` leaves here as `{{error}}`, by which no caller can tell it: let it through before handling other errors.',
    halfTold: 'A cancellation is told here only together with `{{reason}}`; otherwise `{{error}}` makes a failure of it: answer it in either case.',
    reasonLost: 'When `{{signal}}` is aborted, `{{error}}` takes the place of its reason, by which callers tell a timeout from a cancellation: hand the reason on.',
    interruptedHere: 'A cancellation can arrive here.',
    waitsHere: 'The cancellation arrives in this wait.',
    leavesHere: 'With the cancellation in hand, another error leaves here.',
    letThrough: 'Throw the cancellation before handling other errors.',
  },
  schema: {
    checkReasons: { type: 'boolean', description: 'Also report an abort listener whose own error says that it was an abort, but not why.' },
  },
  defaults: { checkReasons: true },

  *check({ handlers, abortTests, registrations, facts }, { checkReasons }: Options) {
    for (const handler of handlers) {
      const interrupted = handler.interruptions.find(event => facts.isCancellationPoint(event) === 'yes');
      if (interrupted === undefined || facts.isBoundary(handler) !== 'no') {
        continue;
      }
      const replaced = replacementIn(facts, handler);
      if (replaced === undefined) {
        continue;
      }
      const rethrow = facts.rethrowFor(handler, interrupted);
      yield {
        span: handler.head,
        message: 'wrapped',
        data: { awaited: facts.interruptedText(interrupted), error: facts.replacementText(replaced) },
        because: [
          { at: interrupted, message: 'interruptedHere' },
          ...facts.waitsBehind(interrupted).map(at => ({ at, message: 'waitsHere' as const })),
          { at: replaced, message: 'leavesHere' },
        ],
        suggestions: rethrow === undefined ? [] : [{ message: 'letThrough', edits: [{ span: { start: rethrow.at, end: rethrow.at }, text: rethrow.text }] }],
      };
    }
    for (const test of abortTests) {
      yield* halfTold(facts, test);
    }
    for (const site of registrations) {
      for (const { span, isOther, ...data } of facts.lostReasonsOf(site)) {
        if (checkReasons || isOther) {
          yield { span, message: 'reasonLost', data };
        }
      }
    }
  },
});

type Found = Iterable<Problem<'halfTold' | 'interruptedHere' | 'leavesHere'>>;

/** The handler knows of cancellations, and yet throws another error for one, where something else does not hold as well. */
function* halfTold(facts: Facts, test: AbortTest): Found {
  for (const { reason, point } of facts.furtherConditions(test)) {
    const path = firstPath(test.graph, point, {
      visit: event => (facts.isForOtherCase(test, event) === 'yes' ? 'target' : 'pass'),
      follow: edge => facts.isOpenAfterAbort(test, edge) === 'yes',
    });
    if (test.kind === 'error' && typeof path?.end === 'object') {
      const wait = facts.abortedAt(test);
      yield {
        span: test.head,
        message: 'halfTold',
        data: { reason: facts.text(reason), error: facts.text(path.end) },
        because: [...(wait === undefined ? [] : [{ at: wait, message: 'interruptedHere' } as const]), { at: path.end, message: 'leavesHere' }],
      };
    }
  }
}

/** Where another error is made of whatever arrives, on a way on which the cancellation is certainly still in hand. */
function replacementIn(facts: Facts, handler: Handler): FlowEvent | undefined {
  const path = firstPath(handler.body.graph, handler.entry, {
    visit: event => {
      if (facts.leavesWithAnother(handler, event) === 'yes') {
        return 'target';
      }
      return facts.isInterruptedAgain(handler, event) === 'no' && facts.keepsGoing(handler, event) === 'yes' ? 'pass' : 'stop';
    },
    follow: edge => edge.kind !== 'throw' && facts.admitsCancellation(handler, edge) === 'yes',
  });
  return typeof path?.end === 'object' ? path.end : undefined;
}
