import type { Facts } from '../../src/facts/facts.ts';

/** Decides for one answer to a question whether it is forgotten. */
export type Forgets = (question: string) => boolean;

/**
 * Facts that do not know everything any more: where `forgets` says so, a proof becomes unknown and a closed set open.
 * Facts and summaries ask each other through the wrapped object, so what is forgotten below is missing above, too.
 */
export function forgetful(facts: Facts, forgets: Forgets): Facts {
  return new Proxy(facts, {
    get(target, name, receiver) {
      const question: unknown = Reflect.get(target, name, receiver);
      if (typeof question !== 'function' || typeof name !== 'string') {
        return question;
      }
      return (...operands: unknown[]) => forget(Reflect.apply(question, target, operands), () => forgets(name));
    },
  });
}

function forget(answer: unknown, forgets: () => boolean): unknown {
  if (answer === 'yes' || answer === 'no') {
    return forgets() ? 'unknown' : answer;
  }
  if (typeof answer === 'object' && answer !== null && 'members' in answer && 'closed' in answer) {
    return { ...answer, closed: forget(answer.closed, forgets) };
  }
  return answer;
}
