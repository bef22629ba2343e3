import { disturbancesOf, keyOf, type Disturbance } from './disturbance.ts';
import { observe, tellOf, type Seen } from './observe.ts';
import { install, isInRun } from './platform.ts';
import { tell } from './place.ts';
import type { Record } from './record.ts';
import { runOnce, type Operation } from './run-once.ts';
import type { Sighting } from './sighting.ts';

export interface ExploreOptions {
  /** Runs again what a sighting's replay key says, and nothing else. */
  readonly replay?: string;
  /** Also lets each step fail in each run that is cancelled, and in each run in which one failed lets each later one fail, or cancels before it. */
  readonly pairs?: boolean;
  /** Also tells of waits that could have been told of the cancellation, and were not. Whether one should be is a decision. */
  readonly deaf?: boolean;
  /** Settlements after which a run is taken to go on for ever; 1,000 if left out. */
  readonly steps?: number;
  /** Real time to wait for what is not virtual before a run counts as hung, in milliseconds; 100 if left out. */
  readonly foreignMilliseconds?: number;
  /** What the signal is aborted with; if left out, what `AbortController` itself would take. */
  readonly reason?: unknown;
  /** The operation does the same each time: where things are made is looked up once for what the runs have in common. */
  readonly isRepeatable?: boolean;
  /** Which files hold the code that is explored; if left out, all outside of `node_modules`. */
  readonly isOwnCode?: (file: string) => boolean;
}

/** What an exploration saw. */
export interface Exploration {
  readonly sightings: readonly Sighting[];
  /** The replay keys of all runs. */
  readonly runs: readonly string[];
  /** How the operation ends if nobody disturbs it; missing if it does not end. */
  readonly outcome: PromiseSettledResult<unknown> | undefined;
  /** Some run waited for something that is not virtual, so that it can end otherwise another time. */
  readonly isForeign: boolean;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs an operation under virtual time: once undisturbed, then once for each point at which it can be cancelled, then once for
 * each step that can fail, and says what went wrong.
 *
 * The points are before and after the end of each timer and of each call of the kit, before the operation begins, and when
 * nothing is left to happen. In a run, and only there, time is virtual: timers, `timers/promises`, `AbortSignal.timeout`, `Date` and
 * `performance.now`. Explorations that are started together run one after the other.
 *
 * @throws {RangeError} If `replay` is no key.
 * @throws {Error} If it is called by an operation that is being explored.
 * @example
 * import { explore } from 'eslint-plugin-cancellation/runtime';
 *
 * const { sightings } = await explore(async (signal, kit) => {
 *   await kit.call('put', { signal });
 * });
 */
export async function explore(operation: Operation, options: ExploreOptions = {}): Promise<Exploration> {
  if (isInRun()) {
    throw new Error('An operation that is being explored cannot explore.');
  }
  const replayed = options.replay === undefined ? undefined : disturbancesOf(options.replay);
  const exploration = last.then(() => exploreAlone(operation, options, replayed));
  last = exploration.catch(() => undefined);
  return exploration;
}

async function exploreAlone(operation: Operation, options: ExploreOptions, replayed: readonly Disturbance[] | undefined): Promise<Exploration> {
  const { steps = 1_000, foreignMilliseconds = 100, isOwnCode = isOutsideOfPackages, pairs = false, deaf = false, isRepeatable = false } = options;
  const settings = { steps, stepsAfterTheEnd: 100, foreignMilliseconds, isOwnCode, reason: options.reason ?? defaultReason() };
  const records = new Map<string, Record>();
  const run = async (disturbances: readonly Disturbance[]): Promise<Record> => {
    const key = keyOf(disturbances);
    const before = isRepeatable ? records.get(keyOf(disturbances.slice(0, -1))) : undefined;
    const record = records.get(key) ?? (await runOnce(operation, disturbances, settings, before?.isForeign === false ? before.traces : undefined));
    records.set(key, record);
    return record;
  };

  const putBack = install();
  try {
    const undisturbed = await run([]);
    if (replayed === undefined) {
      const single = plan(undisturbed);
      for (const disturbance of single) {
        await run([disturbance]);
      }
      for (const failure of await failuresOf(undisturbed, run)) {
        await run([failure]);
      }
      if (pairs) {
        await runPairs(records, run);
      }
    } else {
      await run(replayed);
      const counterpart = failureLike(replayed);
      if (counterpart !== undefined) {
        await run(counterpart);
      }
      if (replayed.length > 1) {
        await run(replayed.slice(0, -1));
      }
    }
    const told = replayed === undefined ? [...records.values()] : [...records.values()].filter(({ disturbances }) => keyOf(disturbances) === keyOf(replayed));
    const seen = told.flatMap(record => {
      const counterpart = failureLike(record.disturbances);
      return observe(record, isOwnCode, {
        failing: counterpart === undefined ? undefined : records.get(keyOf(counterpart)),
        before: records.get(keyOf(record.disturbances.slice(0, -1))),
      });
    });
    // Whatever waits until it is cancelled is not stuck.
    const isEnded = undisturbed.outcome === undefined && [...records.values()].some(({ abort, outcome }) => abort !== undefined && outcome !== undefined);
    return {
      sightings: once(seen)
        .filter(({ kind, record }) => !(isEnded && kind === 'hung' && record === undisturbed) && (deaf || kind !== 'deaf'))
        .map(one => tellOf(one, isOwnCode)),
      runs: [...records.keys()],
      outcome: undisturbed.outcome,
      isForeign: [...records.values()].some(({ isForeign }) => isForeign),
    };
  } finally {
    putBack();
  }
}

type RunWith = (disturbances: readonly Disturbance[]) => Promise<Record>;

/** The number of the last settlement that is disturbed: an operation that goes on for ever shows in its first steps what there is to see. */
function lastOf({ outcome }: Record): number {
  return outcome === undefined ? 10 : 100;
}

function plan(undisturbed: Record): readonly Disturbance[] {
  const numbers = undisturbed.steps
    .flatMap(({ settlement, isPoint }) => (isPoint && settlement !== undefined && settlement <= lastOf(undisturbed) ? [settlement] : []))
    .sort((a, b) => a - b);
  const turns = new Set(undisturbed.steps.flatMap(({ name, settlement }) => (name === 'setImmediate' ? [settlement] : [])));
  return [
    { does: 'abort', at: 'start' },
    ...numbers.flatMap(settlement => [
      { does: 'abort', at: 'before', settlement } as const,
      // Nothing comes between a turn and what it wakes.
      ...(turns.has(settlement) ? [] : [{ does: 'abort', at: 'after', settlement } as const]),
    ]),
    { does: 'abort', at: 'end' },
  ];
}

/** What can fail: a call of the kit, and whatever would be stopped by an abort. */
async function failuresOf(undisturbed: Record, run: RunWith): Promise<readonly Disturbance[]> {
  const failures: Disturbance[] = [];
  for (const { settlement, canFail } of undisturbed.steps) {
    if (settlement === undefined || settlement > lastOf(undisturbed)) {
      continue;
    }
    if (canFail || ((await run([{ does: 'abort', at: 'before', settlement }])).abort?.interrupted.length ?? 0) > 0) {
      failures.push({ does: 'fail', settlement });
    }
  }
  return failures;
}

async function runPairs(records: ReadonlyMap<string, Record>, run: RunWith): Promise<void> {
  for (const { disturbances, steps } of [...records.values()]) {
    const [first] = disturbances;
    if (first === undefined || (first.does === 'abort' && first.at === 'end')) {
      continue;
    }
    const from = 'settlement' in first ? first.settlement : 0;
    for (const { settlement = 0, canFail, isPoint } of steps) {
      const isLater = first.does === 'abort' && first.at === 'before' ? settlement >= from : settlement > from;
      if (isLater && settlement <= 100 && canFail) {
        await run([first, { does: 'fail', settlement }]);
      }
      if (isLater && settlement <= 100 && isPoint && first.does === 'fail') {
        await run([first, { does: 'abort', at: 'before', settlement }]);
      }
    }
  }
}

/** The run in which the call fails that is cancelled in this one. */
function failureLike([first, ...rest]: readonly Disturbance[]): readonly Disturbance[] | undefined {
  const isCancelledBefore = first?.does === 'abort' && first.at === 'before' && rest.length === 0;
  return isCancelledBefore && 'settlement' in first ? [{ does: 'fail', settlement: first.settlement }] : undefined;
}

/** What is seen at one place in many runs is told once, with the first of them. */
function once(all: readonly Seen[]): readonly Seen[] {
  const first = new Map<string, Seen>();
  for (const seen of all) {
    const key = [seen.kind, seen.step, ...seen.places.map(tell)].join('\n');
    if (!first.has(key)) {
      first.set(key, seen);
    }
  }
  return [...first.values()];
}

function defaultReason(): unknown {
  return new DOMException('The operation was cancelled by the explorer.', 'AbortError');
}

function isOutsideOfPackages(file: string): boolean {
  return !/[\\/]node_modules[\\/]/.test(file);
}
