import type { PresumptionId } from './presumptions.ts';

/** What answering needed: presumptions, the checker's types, other functions. */
export interface Used {
  readonly presumed: ReadonlySet<PresumptionId>;
  readonly types: boolean;
  readonly program: boolean;
}

interface Record {
  readonly presumed: Set<PresumptionId>;
  types: boolean;
  program: boolean;
  provisional: boolean;
}

/**
 * Remembers on what answers rest.
 *
 * Answers are memoised, so what the first computation used must also count for everybody who reads the memo. Each
 * memoised computation opens a frame; when it ends, its record is stored beside the answer and added to the frame around it.
 */
export class Trace {
  readonly #frames: Record[] = [emptyRecord()];
  #rule: Record = emptyRecord();

  presume(presumption: PresumptionId): void {
    this.#top().presumed.add(presumption);
  }

  askedTypes(): void {
    this.#top().types = true;
  }

  askedProgram(): void {
    this.#top().program = true;
  }

  /** The answer in work rests on one that a circle of calls has not settled yet: it must not be kept. */
  readProvisional(): void {
    this.#top().provisional = true;
  }

  /** Forgets what the last site used: a rule's next site starts anew. */
  begin(): void {
    this.#rule.types ||= this.#top().types;
    this.#rule.program ||= this.#top().program;
    this.#frames.length = 0;
    this.#frames.push(emptyRecord());
  }

  /** Starts a rule anew, with all its sites. */
  beginRule(): void {
    this.begin();
    this.#rule = emptyRecord();
  }

  /** What all sites of the rule used so far. */
  usedByRule(): Used {
    this.begin();
    return this.#rule;
  }

  used(): Used {
    return this.#top();
  }

  /** Wraps a question so that it is computed once per key, and its record is replayed to each reader. */
  memoise<K extends object, T>(compute: (key: K) => T): (key: K) => T {
    const memo = new WeakMap<K, { answer: T; record: Record }>();
    return key => {
      const known = memo.get(key);
      if (known !== undefined) {
        this.#add(known.record);
        return known.answer;
      }
      this.#frames.push(emptyRecord());
      try {
        const answer = compute(key);
        if (!this.#top().provisional) {
          memo.set(key, { answer, record: this.#top() });
        }
        return answer;
      } finally {
        const record = this.#frames.pop() ?? emptyRecord();
        this.#add(record);
      }
    };
  }

  #top(): Record {
    const top = this.#frames.at(-1);
    if (top === undefined) {
      throw new Error('A trace always has a frame.');
    }
    return top;
  }

  #add(record: Record): void {
    const top = this.#top();
    for (const presumption of record.presumed) {
      top.presumed.add(presumption);
    }
    top.types ||= record.types;
    top.program ||= record.program;
    top.provisional ||= record.provisional;
  }
}

function emptyRecord(): Record {
  return { presumed: new Set(), types: false, program: false, provisional: false };
}
