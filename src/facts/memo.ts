import type { FactContext } from './context.ts';

/**
 * Remembers an answer per context and node. Names lead in circles (`this.x = f(this.x)`): a question that comes back to
 * a node whose answer is being worked out gets `whileOpen`.
 */
export function memoised<Key extends object, Answer>(
  whileOpen: Answer,
  compute: (context: FactContext, key: Key) => Answer,
): (context: FactContext, key: Key) => Answer {
  const memos = new WeakMap<FactContext, WeakMap<Key, { answer: Answer }>>();
  return (context, key) => {
    let memo = memos.get(context);
    if (memo === undefined) {
      memo = new WeakMap();
      memos.set(context, memo);
    }
    const known = memo.get(key);
    if (known !== undefined) {
      return known.answer;
    }
    const entry = { answer: whileOpen };
    memo.set(key, entry);
    entry.answer = compute(context, key);
    return entry.answer;
  };
}
