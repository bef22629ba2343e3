import ts from 'typescript';
import type { Edge } from '../../../src/flow/graph.ts';
import { oneFileProgram } from '../../../src/engine/one-file-program.ts';
import type { lower as Lower } from '../../../src/lower/lower.ts';
import type { Lowered } from '../../../src/lower/lowered.ts';
import { Disagreement, follow } from './automaton.ts';
import { randomOf } from '../../harness/random.ts';
import { names, runUnder, things, type Run } from './world.ts';

/** Choices beyond this many are the ones that end loops. */
const depth = 60;

export interface Limits {
  /** Runs under which each program is compared, if it has so many. */
  readonly runs: number;
  /** Runs in which an edge that was not taken so far may still be. */
  readonly runsForEdges: number;
}

export interface Explored {
  readonly runs: number;
  /** Every combination of choices up to the depth was tried. */
  readonly exhausted: boolean;
}

export interface Candidate {
  readonly text: string;
  readonly run: () => unknown;
  readonly lowered: Lowered;
}

/** Compiles and lowers many programs at once: making a program of the compiler's costs more than a small text does. */
export function prepare(texts: readonly string[], lower: typeof Lower): Candidate[] {
  const text = texts.map((text, index) => text.replace('run()', `run${index}()`)).join('\n');
  const made = oneFileProgram(ts, { fileName: 'programs.ts', text });
  if (made === undefined) {
    throw new Error('The programs do not parse.');
  }
  const checker = made.program.getTypeChecker();
  const functions = made.sourceFile.statements.filter(statement => ts.isFunctionDeclaration(statement));
  const runs = compile(text, texts.length);
  return functions.map((fn, index) => {
    const lowered = lower(ts, checker, fn);
    const run = runs[index];
    if ('gaveUp' in lowered || run === undefined) {
      throw new Disagreement('a small program was given up');
    }
    return { text: texts[index] ?? '', run, lowered };
  });
}

/** `using` is compiled away where it stands, as not every version of Node reads it. */
function compile(text: string, count: number): (() => unknown)[] {
  const script = ts.transpile(text, { target: ts.ScriptTarget.ES2022, removeComments: true });
  const list = Array.from({ length: count }, (_, index) => `run${index}`).join(', ');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the machine is the oracle
  return new Function(...names, `${script}\nreturn [${list}];`)(...names.map(name => things[name])) as (() => unknown)[];
}

/**
 * Runs a program under its choices, those with the fewest deviations first, then others at random, and follows each run through
 * the graph. What deviates from a run that took a new edge goes first. Throws if the two disagree, or if an edge is left that no
 * run takes.
 */
export async function compare({ text, run, lowered }: Candidate, limits: Limits): Promise<Explored> {
  const untaken = new Set<Edge>(lowered.graph.blocks.flatMap(block => block.successors));
  const queue = new Queue(randomOf(text.length));
  let runs = 0;
  for (let prefix: readonly number[] | undefined = []; prefix !== undefined; prefix = queue.next()) {
    if (runs >= limits.runs && (untaken.size === 0 || runs >= limits.runsForEdges)) {
      break;
    }
    runs++;
    const result = await runUnder(run, prefix);
    const edges = followed(text, lowered, result);
    const isNew = edges.filter(edge => untaken.delete(edge)).length > 0;
    queue.add(deviationsOf(result, prefix.length), isNew);
  }
  const [edge] = untaken;
  if (edge !== undefined) {
    throw new Disagreement(`no run of ${runs} takes the edge ${edge.from} ${edge.kind} ${edge.to} of ${text}`);
  }
  return { runs, exhausted: queue.isEmpty };
}

function followed(text: string, lowered: Lowered, run: Run): Edge[] {
  try {
    return follow(lowered, run);
  } catch (error) {
    if (error instanceof Disagreement) {
      throw new Disagreement(`${error.message}\n${text}\n${JSON.stringify(run.log)} ${run.end}`);
    }
    throw error;
  }
}

/** The runs that differ from this one in one later choice, and from there on do what ends them. */
function deviationsOf({ taken, among }: Run, from: number): number[][] {
  const deviations: number[][] = [];
  for (let position = from; position < Math.min(taken.length, depth); position++) {
    for (let option = 1; option < (among[position] ?? 0); option++) {
      deviations.push([...taken.slice(0, position), option]);
    }
  }
  return deviations;
}

class Queue {
  readonly #random: () => number;
  readonly #promising: number[][] = [];
  readonly #others: number[][] = [];
  #inOrder = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  get isEmpty(): boolean {
    return this.#promising.length + this.#others.length === 0;
  }

  add(prefixes: readonly number[][], isPromising: boolean): void {
    (isPromising ? this.#promising : this.#others).push(...prefixes);
  }

  next(): readonly number[] | undefined {
    const promising = this.#promising.shift();
    if (promising !== undefined || this.#others.length === 0) {
      return promising;
    }
    if (this.#inOrder++ < 100) {
      return this.#others.shift();
    }
    const index = Math.floor(this.#random() * this.#others.length);
    const last = this.#others.pop();
    const chosen = this.#others[index] ?? last;
    if (last !== undefined && index < this.#others.length) {
      this.#others[index] = last;
    }
    return chosen;
  }
}
