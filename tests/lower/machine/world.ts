/**
 * What the programs call, and how they are run. Whenever something could throw, be true, be missing or end, the world asks the
 * choices; it writes down what it was asked and what it answered.
 */
export type Happening = 'call' | 'await' | 'yield' | 'next' | 'close' | 'dispose';

export interface Entry {
  readonly what: Happening;
  readonly site: number;
  readonly outcome: 'ok' | 'throw' | 'skip';
  /** What it gave, where the program can branch on it. */
  readonly value?: unknown;
}

export interface Run {
  readonly log: readonly Entry[];
  readonly end: 'exit' | 'raised';
  /** The choices that were made, and how many there were to choose from. */
  readonly taken: readonly number[];
  readonly among: readonly number[];
}

/** The names of what is called; a program is a function of them. */
export const names = ['c', 't', 'z', 'n', 'd', 'o', 'xs', 'ks', 'axs', 'ys', 'ays', 'r', 'ar', 'p', 'b', 'C', 'g'] as const;

/** Set before each run: the programs are compiled once. */
let world = worldUnder([]);

function worldUnder(prefix: readonly number[]): { log: Entry[]; taken: number[]; among: number[]; prefix: readonly number[] } {
  return { log: [], taken: [], among: [], prefix };
}

class Thrown extends Error {
  static override stackTraceLimit = 0;
}

/** The first option is the one that ends loops, and is taken when the prefix has nothing to say. */
function choose(options: number): number {
  const chosen = world.prefix[world.taken.length] ?? 0;
  world.taken.push(chosen);
  world.among.push(options);
  return chosen;
}

/** One of the values, or an error. */
function happens<T>(what: Happening, site: number, values: readonly T[]): T {
  const chosen = choose(values.length + 1);
  if (chosen === values.length) {
    world.log.push({ what, site, outcome: 'throw' });
    throw new Thrown();
  }
  const value = values[chosen] as T; // The index is below the length.
  world.log.push({ what, site, outcome: 'ok', value });
  return value;
}

function thenable(site: number, values: readonly unknown[]): PromiseLike<unknown> {
  const then = (resolve: (value: unknown) => void, reject: (error: unknown) => void): void => {
    let value: unknown;
    try {
      value = happens('await', site, values);
    } catch (error) {
      reject(error);
      return;
    }
    resolve(value);
  };
  return { then } as PromiseLike<unknown>; // Nobody but `await` calls it.
}

const chained = {
  m: (site: number): unknown => happens('call', site, [null, chained]),
  q: (site: number): unknown => happens('call', site, [chained]),
};

function item(site: number, k?: number): object {
  return {
    k,
    [Symbol.dispose]: () => {
      happens('dispose', site, [undefined]);
    },
  };
}

interface Step {
  readonly done: boolean;
  readonly value?: unknown;
}

const done: Step = { done: true };

function more(site: number, k?: number): Step {
  return { done: false, value: item(site, k) };
}

export const things: Record<(typeof names)[number], unknown> = {
  c: (site: number) => happens('call', site, [chained]),
  t: (site: number) => happens('call', site, [false, true]),
  z: (site: number) => happens('call', site, [null, 0, 1]),
  n: (site: number) => happens('call', site, [null, chained]),
  d: (site: number) => happens('call', site, [0, 1]),
  o: (site: number) => happens('call', site, [{}, { k: 1 }]),
  xs: (site: number) => happens('call', site, [iterable(site, [done, more(site)])]),
  ks: (site: number) => happens('call', site, [iterable(site, [done, more(site), more(site, 1)])]),
  axs: (site: number) => happens('call', site, [asyncIterable(site, [done, more(site)])]),
  ys: (site: number) => happens('call', site, [iterable(site, [done, { done: false, value: site }])]),
  ays: (site: number) => happens('call', site, [asyncIterable(site, [done, { done: false, value: site }])]),
  r: (site: number) => happens('call', site, [item(site)]),
  ar: (site: number) =>
    happens('call', site, [{ [Symbol.asyncDispose]: () => happens('dispose', site, [thenable(site, [undefined])]) }]),
  p: (site: number) => happens('call', site, [thenable(site, [site])]),
  b: (site: number) => happens('call', site, [thenable(site, [false, true])]),
  C: function C(site: number) {
    happens('call', site, [undefined]);
  },
  g: (_: unknown, site: number) => {
    happens('call', site, [undefined]);
  },
};

function iterable(site: number, steps: readonly Step[]): object {
  return {
    [Symbol.iterator]: () => ({
      next: () => happens('next', site, steps),
      return: () => happens('close', site, [done]),
      throw: letOut,
    }),
  };
}

/** What a delegate does with an error that it does not handle. */
function letOut(error: unknown): never {
  throw error;
}

function asyncIterable(site: number, steps: readonly Step[]): object {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => happens('next', site, [thenable(site, steps)]),
      return: () => happens('close', site, [thenable(site, [done])]),
      throw: letOut,
    }),
  };
}

/** Runs a compiled program under these choices. */
export async function runUnder(program: () => unknown, prefix: readonly number[]): Promise<Run> {
  world = worldUnder(prefix);
  const { log, taken, among } = world;
  let end: Run['end'] = 'exit';
  try {
    const result = program();
    await (isGenerator(result) ? drive(result) : result);
  } catch (error) {
    if (!(error instanceof Thrown || typeof error === 'number' || isSuppressed(error) || error === chained)) {
      throw error;
    }
    end = 'raised';
  }
  return { log, end, taken, among };
}

function isSuppressed(error: unknown): boolean {
  return error instanceof Error && error.name === 'SuppressedError';
}

type AnyGenerator = Generator | AsyncGenerator;

function isGenerator(result: unknown): result is AnyGenerator {
  return typeof result === 'object' && result !== null && 'next' in result;
}

async function drive(generator: AnyGenerator): Promise<void> {
  let step = await generator.next();
  while (step.done !== true) {
    const site = step.value as number; // What programs yield are sites.
    const chosen = choose(3);
    if (chosen === 0) {
      world.log.push({ what: 'yield', site, outcome: 'ok' });
      step = await generator.next();
    } else if (chosen === 1) {
      world.log.push({ what: 'yield', site, outcome: 'throw' });
      step = await generator.throw(new Thrown());
    } else {
      world.log.push({ what: 'yield', site, outcome: 'skip' });
      step = await generator.return(undefined);
    }
  }
}
