import { defineRule } from '../src/engine/rule.ts';
import type { Facts, Handler } from '../src/facts/facts.ts';

const hidings = { empty: 'thrownAway', fallback: 'answered', log: 'onlyLogged' } as const;

const invisible = 'Nothing can be seen from outside of an error that is handled by hiding it.';

export default defineRule({
  name: 'no-catch-all',
  summary: 'Disallow handlers around several steps that hide every error alike.',
  presets: { recommended: false, strict: {} },
  needs: { least: 'syntax', best: 'program' },
  shows: ['swallowed'],
  unshown: { thrownAway: invisible, answered: invisible, onlyLogged: invisible, answeredToNobody: invisible },
  sources: ['https://cwe.mitre.org/data/definitions/396.html', 'https://cwe.mitre.org/data/definitions/390.html'],
  messages: {
    thrownAway: 'This handler throws away whatever goes wrong in `{{first}}` and `{{second}}`: handle the errors that are expected, and let the others through.',
    answered: 'This handler answers `{{answer}}` to whatever goes wrong in `{{first}}` and `{{second}}`: handle the errors that are expected, and let the others through.',
    onlyLogged: 'This handler tells a log of whatever goes wrong in `{{first}}` and `{{second}}`, and the caller of nothing: throw what is not expected.',
    answeredToNobody: '`{{answer}}` is made and answered to nobody: hand the error to whoever waits for the outcome, or throw it.',
    failsHere: 'This can fail.',
  },
  schema: {},
  defaults: {},

  *check({ handlers, facts }) {
    for (const handler of handlers) {
      if (facts.isErrorAnsweredToNobody(handler) === 'yes') {
        yield { span: handler.head, message: 'answeredToNobody', data: { answer: facts.answerText(handler) } };
      }
      const hiding = facts.hidingOf(handler);
      const failing = hiding === undefined ? [] : facts.rejectionsInto(handler);
      const [first, second] = failing;
      if (hiding === undefined || first === undefined || second === undefined || !isToBlame(facts, handler, hiding.kind)) {
        continue;
      }
      yield {
        span: handler.head,
        message: hidings[hiding.kind],
        data: { answer: hiding.answer, first: facts.waitText(first), second: facts.waitText(second) },
        because: [first, second].map(at => ({ at, message: 'failsHere' as const })),
      };
    }
  },
});

/** A log is enough where nobody waits for the outcome, and for one of many. Cancellations are another rule's. */
function isToBlame(facts: Facts, handler: Handler, kind: keyof typeof hidings): boolean {
  if (facts.isExcused(handler) !== 'no' || facts.mayTakeCancellation(handler) !== 'no') {
    return false;
  }
  return kind !== 'log' || (facts.isBoundary(handler) === 'no' && facts.isInLoop(handler) === 'no');
}
