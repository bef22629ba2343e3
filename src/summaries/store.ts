import type ts from 'typescript';
import type { Answer } from '../facts/answer.ts';
import type { FunctionNode } from '../lower/lowered.ts';

/**
 * Answers about whole functions, to the least fixpoint.
 *
 * A question has two monotone booleans that start false: `witness` (a proven source was found) and `possible` (something
 * unknown could be one). Functions call each other in circles, so a question that comes back to a function whose answer is
 * being worked out reads what is known so far, and the whole circle is worked out again, each member once a round, until a round
 * in which nobody has said more. Only then are the answers of its members kept.
 */
export interface Summary {
  readonly witness: boolean;
  readonly possible: boolean;
}

export const nothing: Summary = { witness: false, possible: false };
export const unknownSummary: Summary = { witness: false, possible: true };
export const proven: Summary = { witness: true, possible: true };

export function join(left: Summary, right: Summary): Summary {
  return { witness: left.witness || right.witness, possible: left.possible || right.possible };
}

export function answerFrom(summary: Summary): Answer {
  return summary.witness ? 'yes' : summary.possible ? 'unknown' : 'no';
}

export function summaryOf(answer: Answer): Summary {
  return answer === 'yes' ? proven : answer === 'unknown' ? unknownSummary : nothing;
}

/** A question about functions; `variant` tells questions about different parameters apart. */
export interface Question {
  readonly name: string;
  compute(fn: FunctionNode, variant: number): Summary;
}

/** How many functions may be looked into, and how deep, before unknown is the answer. */
export interface StoreBudget {
  readonly functions: number;
  readonly depth: number;
}

/** Chains of calls that are longer than this would overflow our own stack. */
const deepest = 150;

interface Entry {
  summary: Summary;
  /** Its place in the stack of open questions while it is being worked out. */
  openAt: number | undefined;
  final: boolean;
  /** The round in which it was worked out last, and the lowest open entry that it rested on then. */
  round: number;
  circle: number;
}

export class SummaryStore {
  readonly #entries = new Map<Question, WeakMap<FunctionNode, Map<number, Entry>>>();
  readonly #budget: StoreBudget | undefined;
  readonly #visited = new Set<ts.Node>();
  readonly #stack: Entry[] = [];
  /** The lowest open entry that the answer in work has read: where its circle begins. */
  #circle = Infinity;
  /** In one round each member of a circle is worked out once; whoever asks again reads what it said. */
  #round = 0;
  #lastRound = 0;
  /** Has any member of the circle said more than before, in this round? */
  #hasGrown = false;
  /** What has been worked out and waits for the first of its circle. */
  #waiting: Entry[] = [];
  #depth = 0;

  readonly #onProvisional: () => void;

  /** @param onProvisional Told when an answer is read that its circle has not settled yet. */
  constructor(budget: StoreBudget | undefined, onProvisional: () => void) {
    this.#budget = budget;
    this.#onProvisional = onProvisional;
  }

  ask(question: Question, fn: FunctionNode, variant = 0): Answer {
    return answerFrom(this.#summary(question, fn, variant));
  }

  #summary(question: Question, fn: FunctionNode, variant: number): Summary {
    const entry = this.#entry(question, fn, variant);
    if (entry.final) {
      return entry.summary;
    }
    if (entry.openAt !== undefined || entry.round === this.#round) {
      this.#circle = Math.min(this.#circle, entry.openAt ?? entry.circle);
      this.#onProvisional();
      return entry.summary;
    }
    if (this.#isOverBudget(fn)) {
      return unknownSummary;
    }
    return this.#workOut(question, fn, variant, entry);
  }

  #workOut(question: Question, fn: FunctionNode, variant: number, entry: Entry): Summary {
    const around = { circle: this.#circle, round: this.#round, hasGrown: this.#hasGrown, waiting: this.#waiting };
    const place = this.#stack.length;
    entry.openAt = place;
    this.#stack.push(entry);
    this.#depth += 1;
    if (place === 0) {
      this.#beginRound();
    }
    try {
      for (;;) {
        this.#circle = Infinity;
        this.#hasGrown = false;
        this.#waiting = [];
        const next = join(entry.summary, question.compute(fn, variant));
        this.#hasGrown ||= next.witness !== entry.summary.witness || next.possible !== entry.summary.possible;
        entry.summary = next;
        // Only the first of a circle repeats it; the others are asked again by that repetition.
        if (this.#circle < place || this.#circle === Infinity || !this.#hasGrown) {
          break;
        }
        this.#beginRound();
      }
    } finally {
      this.#depth -= 1;
      this.#stack.pop();
      entry.openAt = undefined;
    }
    entry.final = this.#circle >= place;
    if (entry.final) {
      // Nobody said more in the last round, so what its members said in it is what they have to say.
      for (const member of this.#waiting) {
        member.final ||= member.round === this.#round;
      }
      this.#waiting = around.waiting;
      this.#hasGrown = around.hasGrown;
      this.#round = around.round;
    } else {
      entry.round = this.#round;
      entry.circle = this.#circle;
      this.#waiting = [...around.waiting, ...this.#waiting, entry];
      this.#hasGrown ||= around.hasGrown;
    }
    this.#circle = Math.min(around.circle, entry.final ? Infinity : this.#circle);
    return entry.summary;
  }

  #beginRound(): void {
    this.#lastRound += 1;
    this.#round = this.#lastRound;
  }

  #isOverBudget(fn: FunctionNode): boolean {
    if (this.#budget === undefined) {
      return this.#depth >= deepest;
    }
    if (this.#depth >= this.#budget.depth || (this.#visited.size >= this.#budget.functions && !this.#visited.has(fn))) {
      return true;
    }
    this.#visited.add(fn);
    return false;
  }

  #entry(question: Question, fn: FunctionNode, variant: number): Entry {
    let byFunction = this.#entries.get(question);
    if (byFunction === undefined) {
      byFunction = new WeakMap();
      this.#entries.set(question, byFunction);
    }
    let byVariant = byFunction.get(fn);
    if (byVariant === undefined) {
      byVariant = new Map();
      byFunction.set(fn, byVariant);
    }
    let entry = byVariant.get(variant);
    if (entry === undefined) {
      entry = { summary: nothing, openAt: undefined, final: false, round: -1, circle: Infinity };
      byVariant.set(variant, entry);
    }
    return entry;
  }
}
