/** What a failure that is the user's to mend has to say. */
export interface Remedy {
  /** What was looked for, and that it was not there: a sentence. */
  readonly looked: string;
  /** Where: paths, options, lines. */
  readonly where?: readonly string[];
  /** What to do next: a sentence. */
  readonly next: string;
}

/** The user's mistake, not ours: it is told without a stack, and the process exits with 2. */
export class KnownError extends Error {
  override readonly name = 'KnownError';
  readonly remedy: Remedy;

  constructor(remedy: Remedy, options?: ErrorOptions) {
    super([remedy.looked, ...(remedy.where ?? []).map(line => `  ${line}`), remedy.next].join('\n'), options);
    this.remedy = remedy;
  }
}
