import { keyOf } from './disturbance.ts';
import { tell, type Place, type Trace } from './place.ts';
import type { Made, Record, Step } from './record.ts';
import { describe, type OwnCode } from './run.ts';
import { InjectedFailure } from './run-once.ts';
import type { Kind, Sighting } from './sighting.ts';

interface Seen {
  readonly kind: Kind;
  readonly message: string;
  readonly step: string;
  readonly places: readonly Place[];
}

/** What went wrong in a run. `failing` finds the run in which the call that was cancelled here failed as calls do. */
export function observe(record: Record, isOwnCode: OwnCode, failing: () => Record | undefined): readonly Sighting[] {
  const seen = [
    ...cancellation(record, failing),
    ...unhandled(record),
    ...masked(record),
    ...hung(record),
    ...leftOvers(record),
  ];
  if (seen.length === 0) {
    return [];
  }
  const replay = keyOf(record.disturbances);
  const story = storyOf(record, isOwnCode);
  return seen.map(({ kind, message, step, places }) => ({
    kind,
    message,
    step,
    places,
    place: places.find(({ file }) => isOwnCode(file)) ?? places[0],
    replay,
    story,
  }));
}

function* cancellation(record: Record, failing: () => Record | undefined): Iterable<Seen> {
  const { abort, outcome, settled, stuck } = record;
  if (abort === undefined || abort.interrupted.length === 0 || (settled !== undefined && settled < abort.order)) {
    return;
  }
  const end = settled ?? Number.POSITIVE_INFINITY;
  const places = abort.interrupted.flatMap(({ trace }) => trace.places);
  const step = abort.interrupted[0]?.cause?.name ?? 'start';
  // A look that throws decides nothing if the operation returns all the same: what it threw was kept once more.
  const isLookedAt = record.ownLooks.some(({ order, throws }) => order > abort.order && order < end && !(throws && outcome?.status === 'fulfilled'));
  const began = record.steps.filter(({ started }) => started > abort.order && started < end);
  if (outcome?.status === 'fulfilled') {
    if (!isLookedAt && (!abort.isOwn || began.length > 0)) {
      yield { kind: 'swallowed', step, places, message: `It was cancelled here, and returned ${describe(outcome.value)}${began.length > 0 ? ` after ${listOf(began)}` : ''}.` };
    }
    return;
  }
  if (outcome === undefined) {
    if (stuck !== 'waits') {
      yield { kind: 'swallowed', step, places, message: 'It was cancelled here, and went on for ever.' };
    }
    return;
  }
  if (!isCancellation(outcome.reason, abort.reason)) {
    const failure = record.failures.some(({ error }) => error === outcome.reason);
    if (!failure && record.unhandled.every(({ reason }) => reason !== outcome.reason)) {
      yield { kind: 'wrapped', step, places, message: `It was cancelled here, and threw ${describe(outcome.reason)}, by which nobody can tell.` };
    }
    return;
  }
  const [first] = began;
  if (first !== undefined && !isLookedAt && record.foreignLooks.some(({ order }) => order > first.started && order < end) && failing()?.outcome?.status === 'fulfilled') {
    yield { kind: 'swallowed', step, places, message: `It was cancelled here, and went on with ${listOf(began)}, as it does when the call fails.` };
  }
}

const names = new Set(['AbortError', 'CanceledError', 'CancelledError', 'Canceled', 'Cancelled', 'CancellationError']);
const codes = new Set<unknown>(['ABORT_ERR', 'ERR_CANCELED', 20]);

/** Can a caller tell that this is a cancellation, by the signal's reason, by its name or its code? */
function isCancellation(error: unknown, reason: unknown): boolean {
  if (error === reason) {
    return true;
  }
  return error instanceof Error && (names.has(error.name) || ('code' in error && codes.has(error.code)));
}

function* unhandled(record: Record): Iterable<Seen> {
  for (const { reason, promise, trace } of record.unhandled) {
    const cause = promise?.cause;
    const places = [...placesOf(promise?.trace ?? trace), ...(cause === undefined ? [] : cause.trace.places)];
    yield { kind: 'unhandled', step: cause?.name ?? 'start', places, message: `Nobody handles ${describe(reason)}: it would end the process.` };
  }
}

function* masked(record: Record): Iterable<Seen> {
  const { outcome, abort, failures } = record;
  const errors: { readonly order: number; readonly error: unknown }[] = [...failures];
  if (abort !== undefined) {
    errors.push({ order: abort.order, error: abort.reason });
  }
  const [first] = errors.sort((a, b) => a.order - b.order);
  if (outcome?.status !== 'rejected' || first === undefined || !(outcome.reason instanceof InjectedFailure) || holds(outcome.reason, first.error)) {
    return;
  }
  const failure = failures.find(({ error }) => error === outcome.reason);
  if (failure !== undefined && failure.order > first.order) {
    yield { kind: 'masked', step: failure.step.name, places: failure.step.trace.places, message: `${describe(first.error)} is lost behind ${describe(outcome.reason)}` };
  }
}

/** Is the error among the causes and the members of the other? */
function holds(error: unknown, wanted: unknown): boolean {
  if (error === wanted) {
    return true;
  }
  if (!(error instanceof Error)) {
    return false;
  }
  return holds(error.cause, wanted) || (error instanceof AggregateError && error.errors.some(member => holds(member, wanted)));
}

function* hung({ stuck, steps, outcome }: Record): Iterable<Seen> {
  if (outcome === undefined && stuck !== undefined) {
    const last = steps.at(-1);
    const how = { waits: 'It waits for something that never comes.', spins: 'It asks and is refused without end.', 'goes on': 'It goes on and on.' };
    yield { kind: 'hung', step: last?.name ?? 'start', places: placesOf(last?.trace), message: how[stuck] };
  }
}

function* leftOvers(record: Record): Iterable<Seen> {
  const { settled, steps } = record;
  if (settled === undefined) {
    return;
  }
  const late = steps.filter(({ started, sort }) => started > settled && sort !== 'interval');
  for (const { name, trace } of late) {
    yield { kind: 'late-work', step: name, places: trace.places, message: `${name} is begun after the operation has ended.` };
  }
  for (const made of orphans(record.pendingFunctions)) {
    yield { kind: 'orphaned', step: made.cause?.name ?? 'start', places: made.trace.places, message: 'What is started here is still under way when the operation has ended.' };
  }
  for (const { name, trace } of record.timersLeft) {
    yield { kind: 'leaked-timer', step: name, places: trace.places, message: `${name} is still set when the operation has ended.` };
  }
  for (const { on, event, trace } of record.listenersLeft) {
    yield { kind: 'leaked-listener', step: event, places: trace.places, message: `A listener for '${event}' is still on ${on} when the operation has ended.` };
  }
  for (const { name, trace } of record.held) {
    yield { kind: 'skipped-cleanup', step: name, places: trace.places, message: `${name} is never given back.` };
  }
}

/** Of functions that wait for each other, the outermost: the one that somebody let go. */
function orphans(pending: readonly Made[]): readonly Made[] {
  return pending.filter(({ trace }) => !pending.some(other => other.trace !== trace && isInside(trace, other.trace)));
}

function isInside(inner: Trace, outer: Trace): boolean {
  const [a, b] = [inner.places, outer.places];
  return a.length > b.length && b.slice(1).every((place, index) => tell(place) === tell(a[a.length - b.length + 1 + index] ?? place));
}

function listOf(steps: readonly Step[]): string {
  const listed = [...new Set(steps.map(({ name }) => name))].slice(0, 3);
  return listed.join(', ');
}

function placesOf(trace: Trace | undefined): readonly Place[] {
  return trace?.places ?? [];
}

function storyOf({ story }: Record, isOwnCode: OwnCode): readonly string[] {
  return story.map(({ at, text, trace }) => {
    const place = trace?.places.find(({ file }) => isOwnCode(file));
    return `${at} ms: ${text}${place === undefined ? '' : ` (${tell(place)})`}`;
  });
}
