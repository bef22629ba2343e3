import type { FactContext } from './context.ts';

/**
 * Remembers an answer per context and node, with what it rests on. Names lead in circles (`this.x = f(this.x)`): a question that comes
 * back to a node whose answer is being worked out gets `whileOpen`.
 */
export function memoised<Key extends object, Answer>(
  whileOpen: Answer,
  compute: (context: FactContext, key: Key) => Answer,
): (context: FactContext, key: Key) => Answer {
  const memos = new WeakMap<FactContext, { readonly open: Set<Key>; readonly answerTo: (key: Key) => Answer }>();
  return (context, key) => {
    let memo = memos.get(context);
    if (memo === undefined) {
      memo = { open: new Set(), answerTo: context.trace.memoise(one => compute(context, one)) };
      memos.set(context, memo);
    }
    if (memo.open.has(key)) {
      return whileOpen;
    }
    memo.open.add(key);
    try {
      return memo.answerTo(key);
    } finally {
      memo.open.delete(key);
    }
  };
}
