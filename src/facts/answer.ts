/**
 * Yes, no, or unknown: the only three answers that a fact gives.
 *
 * A rule compares with `=== 'yes'` or `=== 'no'`; both are proofs. Negation swaps them and leaves
 * unknown alone, so that what we failed to understand can never turn into evidence.
 */
export type Answer = 'yes' | 'no' | 'unknown';

/** Members that were found, and whether they are certainly all. */
export interface Members<T> {
  readonly members: readonly T[];
  readonly closed: Answer;
}

export function answerOf(condition: boolean): Answer {
  return condition ? 'yes' : 'no';
}

export function not(answer: Answer): Answer {
  return answer === 'unknown' ? 'unknown' : answerOf(answer === 'no');
}

/** Yes if all are yes, no if one is no. */
export function and(answers: Iterable<Answer>): Answer {
  let result: Answer = 'yes';
  for (const answer of answers) {
    if (answer === 'no') {
      return 'no';
    }
    if (answer === 'unknown') {
      result = 'unknown';
    }
  }
  return result;
}

/** Yes if one is yes, no if all are no. */
export function or(answers: Iterable<Answer>): Answer {
  let result: Answer = 'no';
  for (const answer of answers) {
    if (answer === 'yes') {
      return 'yes';
    }
    if (answer === 'unknown') {
      result = 'unknown';
    }
  }
  return result;
}

/** Does the question hold for one of the members? No only if the set is closed. */
export function some<T>(set: Members<T>, question: (member: T) => Answer): Answer {
  const found = or(set.members.map(question));
  return found === 'no' && set.closed !== 'yes' ? 'unknown' : found;
}

/** Does the question hold for each member? Yes only if the set is closed and not empty. */
export function every<T>(set: Members<T>, question: (member: T) => Answer): Answer {
  const found = and(set.members.map(question));
  return found === 'yes' && (set.closed !== 'yes' || set.members.length === 0) ? 'unknown' : found;
}

/** Does the question hold for no member? Yes only if the set is closed. */
export function none<T>(set: Members<T>, question: (member: T) => Answer): Answer {
  return not(some(set, question));
}
