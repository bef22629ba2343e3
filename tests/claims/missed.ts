/** A fault that the explorer shows and the rule does not see. The list must be exact: what is no longer missed must leave it. */
interface Missed {
  readonly story: string;
  readonly subject: string;
  readonly because: string;
}

export const missed: readonly Missed[] = [
];
