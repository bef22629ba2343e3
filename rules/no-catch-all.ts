import type { Problem } from '../src/engine/rule.ts';
import { defineRule } from '../src/engine/rule.ts';
import type { Facts, Handler } from '../src/facts/facts.ts';
import type { FlowEvent } from '../src/flow/graph.ts';

interface Options {
  readonly checkSingle: boolean;
  readonly checkPartly: boolean;
}

const hidings = { empty: 'thrownAway', fallback: 'answered', log: 'onlyLogged' } as const;

const invisible = 'Nothing can be seen from outside of an error that is handled by hiding it.';

export default defineRule({
  name: 'no-catch-all',
  summary: 'Disallow handlers around several steps that hide every error alike.',
  yieldsTo: ['no-swallowed-cancellation', 'no-wrapped-cancellation', 'no-retry-after-abort'],
  presets: { recommended: false, strict: { checkSingle: false, checkPartly: false }, all: { checkSingle: true, checkPartly: true } },
  needs: { least: 'syntax', best: 'program' },
  shows: ['swallowed'],
  unshown: { thrownAway: invisible, answered: invisible, onlyLogged: invisible, answeredToNobody: invisible, withinOne: invisible, ended: invisible, answeredAnyhow: invisible },
  sources: ['https://cwe.mitre.org/data/definitions/396.html', 'https://cwe.mitre.org/data/definitions/390.html'],
  messages: {
    thrownAway: 'This handler throws away whatever goes wrong in `{{first}}` and `{{second}}`: handle the errors that are expected, and let the others through.',
    answered: 'This handler answers `{{answer}}` to whatever goes wrong in `{{first}}` and `{{second}}`: handle the errors that are expected, and let the others through.',
    onlyLogged: 'This handler tells a log of whatever goes wrong in `{{first}}` and `{{second}}`, and the caller of nothing: throw what is not expected.',
    answeredToNobody: '`{{answer}}` is made and answered to nobody: hand the error to whoever waits for the outcome, or throw it.',
    withinOne: 'More than one thing can go wrong in `{{first}}`, and this handler hides all of it: handle the errors that are expected, and let the others through.',
    ended: 'An error of `{{first}}` that is none of those tested for ends in this handler, and so does any of `{{second}}`: throw what is not expected.',
    answeredAnyhow: 'This handler answers `{{answer}}` to whatever goes wrong in `{{first}}`, as if nothing had: handle the errors that are expected, and let the others through.',
    failsHere: 'This can fail.',
  },
  schema: {
    checkSingle: { type: 'boolean', description: 'Also report a handler around a single step in which several things can go wrong, and comments in place of a handler that do not say that an error is meant to be forgotten.' },
    checkPartly: { type: 'boolean', description: 'Also report a handler that tests for some errors and forgets the others, or that does something besides and gives one answer to all.' },
  },
  defaults: { checkSingle: true, checkPartly: true },

  *check({ handlers, facts }, options: Options) {
    for (const handler of handlers) {
      if (facts.isErrorAnsweredToNobody(handler) === 'yes') {
        yield { span: handler.head, message: 'answeredToNobody', data: { answer: facts.answerText(handler) } };
      }
      yield* hidden(facts, handler, options) ?? (options.checkPartly ? partlyHidden(facts, handler) : []);
    }
  },
});

type Found = Iterable<Problem<'thrownAway' | 'answered' | 'onlyLogged' | 'withinOne' | 'ended' | 'answeredAnyhow' | 'failsHere'>>;

/** A handler that does nothing else than to hide the error. */
function hidden(facts: Facts, handler: Handler, { checkSingle }: Options): Found | undefined {
  const hiding = facts.hidingOf(handler);
  if (hiding === undefined) {
    return undefined;
  }
  const [first, second] = facts.rejectionsInto(handler);
  if (first === undefined || !isToBlame(facts, handler, { kind: hiding.kind, checkSingle })) {
    return [];
  }
  if (second === undefined) {
    const ways = checkSingle ? waysInOne(facts, handler) : [];
    return ways.length === 0 ? [] : [problem(facts, handler, { message: 'withinOne', places: [first, ...ways] })];
  }
  return [problem(facts, handler, { message: hidings[hiding.kind], places: [first, second], answer: hiding.answer })];
}

/** One that hides what it does not know, or that does something besides. */
function partlyHidden(facts: Facts, handler: Handler): Found {
  const [first] = facts.rejectionsInto(handler);
  if (first === undefined || facts.isMeant(handler) !== 'no') {
    return [];
  }
  const [other] = facts.stepsInto(handler).filter(step => step !== first);
  if (other !== undefined && facts.forgetsOthers(handler) === 'yes') {
    return [problem(facts, handler, { message: 'ended', places: [first], other })];
  }
  const answer = facts.sameAnswerOf(handler);
  const ways = answer === undefined ? [] : waysInOne(facts, handler);
  return ways.length === 0 && (other === undefined || answer === undefined) ? [] : [problem(facts, handler, { message: 'answeredAnyhow', places: [first, ...ways], ...(answer !== undefined && { answer }) })];
}

/** Two places at which something can go wrong in the one step that there is. */
function waysInOne(facts: Facts, handler: Handler): readonly FlowEvent[] {
  const [step, more] = facts.stepsInto(handler);
  const ways = step === undefined || more !== undefined ? [] : facts.waysToFail(step).slice(0, 2);
  return ways.length < 2 ? [] : ways;
}

interface Told {
  readonly message: 'thrownAway' | 'answered' | 'onlyLogged' | 'withinOne' | 'ended' | 'answeredAnyhow';
  readonly places: readonly [FlowEvent, ...FlowEvent[]];
  readonly other?: FlowEvent;
  readonly answer?: string;
}

function problem(facts: Facts, { head }: Handler, { message, places, other, answer = '' }: Told): Problem<Told['message'] | 'failsHere'> {
  const [first, second = other] = places;
  return {
    span: head,
    message,
    data: { answer, first: facts.waitText(first), ...(second !== undefined && { second: facts.waitText(second) }) },
    because: places.map(at => ({ at, message: 'failsHere' as const })),
  };
}

/** A log is enough where nobody waits for the outcome, and for one of many. Cancellations are another rule's. */
function isToBlame(facts: Facts, handler: Handler, { kind, checkSingle }: { kind: keyof typeof hidings; checkSingle: boolean }): boolean {
  if ((checkSingle ? facts.isMeant(handler) : facts.isExcused(handler)) !== 'no' || facts.mayTakeCancellation(handler) !== 'no') {
    return false;
  }
  return kind !== 'log' || (facts.isBoundary(handler) === 'no' && facts.isInLoop(handler) === 'no');
}
