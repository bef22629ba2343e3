import type { Disturbance } from './analysis-host.ts';

/** Decides for one answer to a question whether it is forgotten. */
export type Forgets = (question: string) => boolean;

/**
 * An analysis that does not know everything any more: where `forgets` says so, a proof becomes unknown, a closed set open, and
 * a library's function one that nobody has heard of. Facts, summaries and the catalog ask each other through what is wrapped, so what
 * is forgotten below is missing above, too.
 */
export function forgetful(forgets: Forgets): Disturbance {
  return {
    wrapFacts: facts => wrapped(facts, 'facts', forgets),
    wrapSummaries: summaries => wrapped(summaries, 'summaries', forgets),
    wrapCatalog: catalog => wrapped(catalog, 'catalog', forgets),
  };
}

function wrapped<Answers extends object>(answers: Answers, family: string, forgets: Forgets): Answers {
  return new Proxy(answers, {
    get(target, name) {
      const question: unknown = Reflect.get(target, name, target);
      if (typeof question !== 'function' || typeof name !== 'string') {
        return question;
      }
      return (...operands: unknown[]) => forget(Reflect.apply(question, target, operands), () => forgets(`${family}.${name}`));
    },
  });
}

const kept = ['detaches', 'cheap', 'brief', 'abortsOnlyIf'];

function forget(answer: unknown, forgets: () => boolean): unknown {
  if (answer === 'yes' || answer === 'no') {
    return forgets() ? 'unknown' : answer;
  }
  if (typeof answer !== 'object' || answer === null) {
    return answer;
  }
  if ('members' in answer && 'closed' in answer) {
    return { ...answer, closed: forget(answer.closed, forgets) };
  }
  if ('whenTrue' in answer && 'whenFalse' in answer) {
    return { whenTrue: forget(answer.whenTrue, forgets), whenFalse: forget(answer.whenFalse, forgets) };
  }
  // A catalog's entry, by itself or beside what it took to find it. That a function is there for starting tasks on purpose, or is
  // not worth stopping, here or from afar, is no knowledge of what it does, but the wish of whoever listed it: it cannot be found out, and
  // so not be forgotten. Nor can what only takes back that a signal is there to be aborted.
  if ('of' in answer && 'source' in answer) {
    return !kept.some(claim => claim in answer) && forgets() ? undefined : answer;
  }
  return 'entry' in answer ? { ...answer, entry: forget(answer.entry, forgets) } : answer;
}
