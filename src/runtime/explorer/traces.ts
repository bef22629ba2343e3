import { Trace } from './place.ts';

type Function = (...given: never[]) => unknown;

interface Noted {
  readonly order: number;
  readonly after: string;
  readonly trace: Trace;
}

/**
 * Where things were made in a run, in order. To look at the stack is most of what a run costs. A run that is known to begin as another did
 * makes the same things at the same places, as long as it makes them in the same order: there it need not look.
 */
export class Traces {
  readonly #noted: Noted[] = [];
  #same: readonly Noted[];

  constructor(same?: Traces) {
    this.#same = same === undefined ? [] : same.#noted;
  }

  /** @param after Frames above this function, and its own, are left out. */
  take(order: number, after: Function): Trace {
    const same = this.#same[this.#noted.length];
    const isSame = same?.order === order && same.after === after.name;
    if (!isSame) {
      this.part();
    }
    const trace = isSame ? same.trace : new Trace(after);
    this.#noted.push({ order, after: after.name, trace });
    return trace;
  }

  /** From here on the run goes its own way. */
  part(): void {
    this.#same = [];
  }
}
