import { AsyncResource } from 'node:async_hooks';
import type { Disturbance } from './disturbance.ts';
import type { Report } from '../report.ts';
import { makerOf, placesIn, type Trace } from './place.ts';
import { Traces } from './traces.ts';
import type { Holding, Line, Listening, Look, Made, Record, Rejection, Reported, Step, Unhandled } from './record.ts';

/** A step that has not ended, and how to end it. */
interface Due extends Step {
  readonly end: (failure?: Error) => void;
  /** A signal's own timer: the platform does not wait for it, and nobody can clear it. */
  readonly isQuiet: boolean;
  /** An interval comes again after this time. */
  readonly every: number | undefined;
  readonly slot: Slot;
}

/** A wait for something that takes a signal and was given none. */
interface Wait {
  readonly trace: Trace;
  settled?: number;
}

/** Where the round of an interval that is due can be found. */
interface Slot {
  due: Due | undefined;
  /** Those since the operation has ended. */
  rounds: number;
}

export interface StepOptions {
  readonly name: string;
  readonly sort: Step['sort'];
  readonly milliseconds: number;
  readonly canFail?: boolean;
  readonly isPoint?: boolean;
  readonly failure?: (() => Error) | undefined;
  readonly isQuiet?: boolean;
  readonly every?: number;
}

/** How the operation is cancelled, if not by the signal. */
export interface Canceller {
  readonly cancel: () => void;
  readonly mayEndHere: boolean;
  readonly isTask: boolean;
}

export type OwnCode = (file: string) => boolean;

// A turn in which a signal was looked at this often will not end by itself: somebody asks, is refused, and asks again.
const looksInOneTurn = 5_000;
const roundsAfterTheEnd = 3;

/**
 * One run of an operation: its time, what waits for it, and what was seen.
 *
 * Time stands still while anything is ready. Then the step that is due next ends, and everything that it wakes has its turn
 * before the next one; steps that are due at the same moment end in the order in which they began.
 */
export class Run {
  readonly controller: AbortController;
  readonly traces: Traces;
  readonly #isOwnCode: OwnCode;
  readonly #due = new Set<Due>();
  readonly #steps: Step[] = [];
  readonly #story: Line[] = [];
  readonly #unhandled: Unhandled[] = [];
  readonly #reports: Reported[] = [];
  readonly #made = new Map<number, Made>();
  readonly #listening = new Set<Listening>();
  readonly #held: Holding[] = [];
  readonly #ownLooks: Look[] = [];
  readonly #foreignLooks: Look[] = [];
  readonly #promises: { readonly made: Made; readonly promise: object }[] = [];
  readonly #rejections: Rejection[] = [];
  readonly #waits = new Set<Wait>();
  #isTouched = false;
  #unheard: readonly Wait[] = [];
  /** Listeners for an abort that had come before. */
  readonly #tooLate: Trace[] = [];
  /** When time went on after the abort. */
  #moved: number | undefined;
  #abortedAt = Number.POSITIVE_INFINITY;
  #settledAt = 0;
  readonly #blamed = new Map<unknown, Trace>();
  readonly #failures: Record['failures'][number][] = [];
  // Of the run's steps, each that ends is one more settlement.
  #settlements = 0;
  #order = 0;
  #now = 0;
  #looks = 0;
  #cause: Step | undefined;
  #outcome: PromiseSettledResult<unknown> | undefined;
  #settled: number | undefined;
  #left: Pick<Record, 'pendingFunctions' | 'timersLeft' | 'listenersLeft' | 'held'> | undefined;
  #abort: Record['abort'];
  #told: Made[] | undefined;
  /** A request to a task arrives turn by turn: until time goes on, what settles was told of it. */
  #passedOn: Made[] | undefined;
  #cancel: Canceller | undefined;
  isOver = false;
  isSpinning = false;
  isForeign = false;
  /** While calls are told that they fail, this is what they read as the reason. */
  failing: Error | undefined;

  /** @param same Those of a run that begins as this one does. */
  constructor(controller: AbortController, isOwnCode: OwnCode, same?: Traces) {
    this.controller = controller;
    this.traces = new Traces(same);
    this.#isOwnCode = isOwnCode;
  }

  get now(): number {
    return this.#now;
  }

  get hasSettled(): boolean {
    return this.#outcome !== undefined;
  }

  get settlements(): number {
    return this.#settlements;
  }

  get next(): Due | undefined {
    return [...this.#due].sort((a, b) => a.at - b.at || a.started - b.started)[0];
  }

  /** Begins a step; the result takes it back, whichever of its rounds is due. */
  begin(options: StepOptions, end: (failure?: Error) => void, trace: Trace): () => boolean {
    // What the end wakes runs for whoever began the step, as the platform does it.
    const resource = new AsyncResource('VirtualStep');
    const slot: Slot = { due: undefined, rounds: 0 };
    this.#await(slot, {
      name: options.name,
      sort: options.sort,
      canFail: options.canFail ?? false,
      isPoint: options.isPoint ?? true,
      failure: options.failure,
      isQuiet: options.isQuiet ?? false,
      started: this.tick(),
      at: this.#now + options.milliseconds,
      trace,
      slot,
      end: failure => { resource.runInAsyncScope(end, undefined, failure); },
      every: options.every,
    });
    this.say(`begins ${options.name}, ${options.milliseconds} ms`, trace);
    return () => this.#takeBack(slot);
  }

  /** Ends the step that is due. An error that its callback throws has nobody to go to. */
  end(step: Due, failure?: Error): void {
    if (this.#abort !== undefined) {
      this.#moved ??= this.tick();
    }
    this.#now = Math.max(this.#now, step.at);
    this.#settlements += 1;
    this.#due.delete(step);
    if (step.name !== 'setImmediate') {
      this.#passedOn = undefined;
    }
    step.settlement = this.#settlements;
    step.ended = this.tick();
    this.#cause = step;
    this.say(`${failure === undefined ? 'ends' : 'fails'} ${step.name}`, step.trace);
    step.slot.due = undefined;
    if (step.every !== undefined && !this.#isWornOut(step.slot)) {
      const { settlement: _settlement, ended: _ended, ...again } = step;
      this.#await(step.slot, { ...again, started: this.tick(), at: this.#now + step.every });
    }
    try {
      step.end(failure);
    } catch (error) {
      this.unhandled(error, undefined, step.trace);
    }
  }

  /** An interval that is left when the operation has ended shows in a few rounds what it does. */
  #isWornOut(slot: Slot): boolean {
    slot.rounds += this.hasSettled ? 1 : 0;
    return slot.rounds > roundsAfterTheEnd;
  }

  #await(slot: Slot, due: Due): void {
    slot.due = due;
    if (!this.isOver) {
      this.#steps.push(due);
      this.#due.add(due);
    }
  }

  #takeBack({ due }: Slot): boolean {
    if (due === undefined || !this.#due.delete(due)) {
      return false;
    }
    due.ended = this.tick();
    return true;
  }

  /** Cancels the operation. */
  abort(reason: unknown): void {
    const order = this.tick();
    this.say('is cancelled');
    const canceller = this.#cancel;
    const isTask = canceller?.isTask ?? false;
    const told = this.#during(order, () => {
      if (canceller === undefined) {
        this.controller.abort(reason);
      } else {
        canceller.cancel();
      }
    });
    const interrupted = [...told];
    this.#passedOn = isTask ? interrupted : undefined;
    this.#abort = { order, reason, interrupted, isOwn: canceller?.mayEndHere ?? false, isTask, isOfNobody: false };
    this.#abortedAt = this.#now;
    this.#unheard = isTask || interrupted.length > 0 || this.hasSettled ? [] : [...this.#waits, ...(this.#isTouched ? this.#ownExecutors() : this.#firstOfOwn())].filter(({ settled }) => settled === undefined);
  }

  /** Nobody has so much as looked at a signal: whatever the operation waits for could have been told, or the wait for it ended. */
  #firstOfOwn(): readonly Made[] {
    return [...this.#made.values()].filter(({ settled, isFirst, trace }) => settled === undefined && isFirst && trace.places.some(({ file }) => this.#isOwnCode(file)));
  }

  /** Promises that the operation's own code makes by hand, or lets the platform make for it: whoever does can listen to a signal. */
  #ownExecutors(): readonly Made[] {
    return [...this.#made.values()].filter(({ settled, isFirst, trace }) => {
      const maker = settled === undefined && isFirst && isOfExecutor(trace) ? makerOf(trace) : undefined;
      return maker !== undefined && this.#isOwnCode(maker);
    });
  }

  /** Something is waited for that takes a signal, and was given none. The result says that the wait is over. */
  waitsUnheard(trace: Trace): () => void {
    const wait: Wait = { trace };
    this.#waits.add(wait);
    return () => { wait.settled ??= this.tick(); };
  }

  /** Lets a step fail: the call itself, or, of what only listens to the signal, every call that does. */
  fail(step: Due, error: Error, tellListeners: () => void): void {
    const order = this.tick();
    const rejected = this.#during(order, () => {
      if (step.canFail) {
        this.end(step, error);
        return;
      }
      this.failing = error;
      this.say('fails whatever listens to the signal');
      try {
        tellListeners();
      } finally {
        this.failing = undefined;
      }
    });
    this.#failures.push({ order, error, step, rejected });
  }

  /** The promises that were waiting and are settled by what is done. */
  #during(order: number, act: () => void): readonly Made[] {
    const told: Made[] = [];
    this.#told = told;
    try {
      act();
    } finally {
      this.#told = undefined;
    }
    return told.filter(({ born }) => born < order);
  }

  cancelBy(canceller: Canceller): void {
    this.#cancel = canceller;
  }

  reported({ code, message, createdAt }: Report): void {
    this.#reports.push({ code, message, places: placesIn(createdAt ?? '') });
    this.say(`${code}: ${message}`);
  }

  /** Is this more than a turn can bear? */
  look(isAborted: boolean, throws: boolean, after: (...given: never[]) => unknown): void {
    this.#isTouched = true;
    this.#looks += 1;
    this.isSpinning ||= this.#looks > looksInOneTurn;
    // Whoever looks while it is being told looks as the call that is cancelled.
    if (!isAborted || this.#told !== undefined || this.#looks > 100 || this.isOver) {
      return;
    }
    const look = { order: this.tick(), trace: this.trace(after), throws };
    const [first] = look.trace.places;
    const isOwn = first !== undefined && !isOfPlatform(look.trace) && !isInExecutor(look.trace) && this.#isOwnCode(first.file);
    (isOwn ? this.#ownLooks : this.#foreignLooks).push(look);
  }

  /** Where the run is now, from the caller of the function outwards. */
  trace(after: (...given: never[]) => unknown): Trace {
    return this.traces.take(this.#order, after);
  }

  beginTurn(): void {
    this.#looks = 0;
  }

  /** @param origin The promise that it is made out of, by `then` or `await`. */
  made(id: number, origin: number | undefined, trace: Trace, promise: object): void {
    const made: Made = { born: this.tick(), trace, cause: this.#cause, isFirst: origin === undefined, isTaken: false };
    const taken = origin === undefined ? undefined : this.#made.get(origin);
    if (taken !== undefined) {
      taken.isTaken = true;
    }
    this.#promises.push({ made, promise });
    this.#made.set(id, made);
  }

  madeOf(promise: unknown): Made | undefined {
    return this.#promises.find(one => one.promise === promise)?.made;
  }

  resolved(id: number): void {
    const made = this.#made.get(id);
    if (made !== undefined && made.settled === undefined) {
      made.settled = this.tick();
      this.#told?.push(made);
      if (this.#abort !== undefined && made.born < this.#abort.order) {
        this.#passedOn?.push(made);
      }
    }
  }

  /** Asks the promises how they ended, now that nobody will take a handler for somebody's. */
  readRejections(): void {
    if (this.#abort === undefined || this.#outcome?.status !== 'fulfilled' || this.#ownLooks.length === 0) {
      return;
    }
    for (const { made, promise } of this.#promises) {
      const { settled: order } = made;
      if (order !== undefined && order > this.#abort.order && promise instanceof Promise) {
        promise.catch((reason: unknown) => { this.#rejections.push({ order, reason }); });
      }
    }
  }

  unhandled(reason: unknown, promise: Made | undefined, trace: Trace | undefined): void {
    this.#unhandled.push({ order: this.tick(), reason, promise, trace });
    this.say(`nobody handles ${describe(reason)}`, promise?.trace ?? trace);
  }

  /** The platform says of a listener's promise only with what it rejected. */
  blame(result: unknown, trace: Trace): void {
    if (result instanceof Promise) {
      result.catch((reason: unknown) => { this.#blamed.set(reason, trace); });
    }
  }

  blamed(reason: unknown): Trace | undefined {
    return this.#blamed.get(reason);
  }

  listens(on: string, event: string, after: (...given: never[]) => unknown): { readonly stop: () => void; readonly trace: Trace } {
    this.#isTouched ||= event === 'abort';
    const listening = { on, event, trace: this.trace(after) };
    this.#listening.add(listening);
    return { stop: () => void this.#listening.delete(listening), trace: listening.trace };
  }

  /** A listener is added to a signal that is aborted, which never calls it. */
  listensTooLate(after: (...given: never[]) => unknown): void {
    const trace = this.trace(after);
    const [place] = trace.places;
    if (place !== undefined && this.#isOwnCode(place.file)) {
      this.#tooLate.push(trace);
    }
  }

  holds(name: string, after: (...given: never[]) => unknown): Holding {
    const holding = { name, isHeld: true, trace: this.trace(after) };
    this.#held.push(holding);
    return holding;
  }

  say(text: string, trace?: Trace): void {
    if (this.#story.length < 500) {
      this.#story.push({ at: this.#now, text, ...(trace === undefined ? {} : { trace }) });
    }
  }

  /** The operation has ended. What is left now should not be. */
  settle(outcome: PromiseSettledResult<unknown>): void {
    this.#settled = this.tick();
    this.#settledAt = this.#now;
    this.#outcome = outcome;
    this.say(outcome.status === 'fulfilled' ? `returns ${describe(outcome.value)}` : `throws ${describe(outcome.reason)}`);
    this.#left = {
      pendingFunctions: [...this.#made.values()].filter(made => made.settled === undefined && isOfFunction(made)),
      timersLeft: [...this.#due].filter(({ isQuiet, sort }) => !isQuiet && (sort === 'timer' || sort === 'interval')),
      listenersLeft: [...this.#listening],
      held: [],
    };
  }

  recordAs(disturbances: readonly Disturbance[], stuck: Record['stuck']): Record {
    return {
      disturbances,
      steps: this.#steps,
      story: this.#story,
      unhandled: this.#unhandled,
      reports: this.#reports,
      failures: this.#failures,
      ownLooks: this.#ownLooks,
      foreignLooks: this.#foreignLooks,
      rejections: this.#rejections,
      deaf: [
        ...(this.#settledAt > this.#abortedAt ? this.#unheard.filter(({ settled }) => settled !== undefined && settled <= (this.#settled ?? 0)).map(({ trace }) => trace) : []),
        ...(this.#settled === undefined || this.#settledAt > this.#abortedAt ? this.#tooLate : []),
      ],
      unsettled: [...this.#made.values()].filter(({ settled, isFirst }) => isFirst && settled === undefined).slice(-5),
      pendingFunctions: [],
      timersLeft: [],
      listenersLeft: [],
      ...this.#left,
      held: this.#held.filter(({ isHeld }) => isHeld),
      isForeign: this.isForeign,
      traces: this.traces,
      ...(this.#outcome === undefined || this.#settled === undefined ? {} : { outcome: this.#outcome, settled: this.#settled }),
      ...(stuck === undefined ? {} : { stuck }),
      ...(this.#abort === undefined ? {} : { abort: { ...this.#abort, isOfNobody: !this.#abort.isTask && this.#isOfNobody(this.#abort) } }),
    };
  }

  /** Each interrupted call ended, before time went on, in a promise that nobody had taken, and the operation did not. */
  #isOfNobody({ order, interrupted }: NonNullable<Record['abort']>): boolean {
    const moved = this.#moved ?? Number.POSITIVE_INFINITY;
    const ends = [...this.#made.values()].filter(made => !made.isTaken && made.born < order && made.settled !== undefined && made.settled > order && made.settled < moved && !isOfAwait(made));
    return interrupted.length > 0 && ends.length >= interrupted.length && (this.#settled ?? moved) >= moved;
  }

  tick(): number {
    this.#order += 1;
    return this.#order;
  }
}

/** The first thing that made the promise was the function itself, and not one that makes promises. */
function isOfFunction({ isFirst, trace }: Made): boolean {
  return isFirst && !/^\s*at (?:async )?(?:new Promise|Promise\.|Function\.|AsyncGenerator\.)/.test(innermost(trace));
}

/** What the platform makes to wait for another promise, or the explorer: no program ever holds it. */
function isOfAwait({ isFirst, trace }: Made): boolean {
  return !isFirst && (!/^\s*at (?:async )?Promise\./.test(innermost(trace)) || makerOf(trace) === undefined);
}

function isOfExecutor(trace: Trace): boolean {
  return innermost(trace).includes('at new Promise');
}

function isOfPlatform(trace: Trace): boolean {
  return /\(node:|at node:/.test(innermost(trace));
}

/** A promise is being made: it looks in order to refuse, whoever wrote it. */
function isInExecutor({ stack }: Trace): boolean {
  const [, second] = stack.split('\n').filter(line => /^\s*at /.test(line));
  return second?.includes('at new Promise') === true;
}

function innermost({ stack }: Trace): string {
  const lines = stack.split('\n');
  return lines.find(line => /^\s*at /.test(line) && !line.includes('async_hooks')) ?? '';
}

export function describe(value: unknown): string {
  if (value instanceof Error) {
    return `${value.name}: ${value.message}`;
  }
  return typeof value === 'string' ? `'${value}'` : typeof value === 'object' && value !== null ? 'an object' : String(value);
}
