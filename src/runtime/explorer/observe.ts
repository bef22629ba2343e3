import { keyOf } from './disturbance.ts';
import { tell, type Place, type Trace } from './place.ts';
import type { Look, Made, Record, Step } from './record.ts';
import { reported } from './reported.ts';
import { describe, type OwnCode } from './run.ts';
import type { Kind, Sighting } from './sighting.ts';

/** What went wrong, before it is told. */
export interface Wrong {
  readonly kind: Kind;
  readonly message: string;
  readonly step: string;
  readonly places: readonly Place[];
}

/** What went wrong in which run. */
export interface Seen extends Wrong {
  readonly record: Record;
}

/** Runs that a run is compared with. */
export interface Others {
  /** The one in which the call that was cancelled here failed as calls do. */
  readonly failing: Record | undefined;
  /** The one without what disturbed this one last. */
  readonly before: Record | undefined;
}

/** What went wrong in a run. */
export function observe(record: Record, isOwnCode: OwnCode, { failing, before }: Others): readonly Seen[] {
  const wrong = [
    ...cancellation(record, failing),
    ...unhandled(record),
    ...reported(record),
    ...masked(record, before),
    ...refusedCleanup(record, failing, isOwnCode),
    ...deaf(record),
    ...hung(record),
    ...leftOvers(record),
  ];
  return wrong.map(one => ({ ...one, record }));
}

export function tellOf({ kind, message, step, places, record }: Seen, isOwnCode: OwnCode): Sighting {
  return { kind, message, step, places, place: places.find(({ file }) => isOwnCode(file)) ?? places[0], replay: keyOf(record.disturbances), story: storyOf(record, isOwnCode) };
}

function* cancellation(record: Record, failing: Record | undefined): Iterable<Wrong> {
  const { abort, outcome, settled, stuck } = record;
  if (abort === undefined || (settled !== undefined && settled < abort.order)) {
    return;
  }
  const end = settled ?? Number.POSITIVE_INFINITY;
  const looks = record.ownLooks.filter(({ order }) => order > abort.order && order < end);
  const thrown = looks.filter(({ throws }) => throws);
  if ((abort.interrupted.length === 0 || abort.isOfNobody) && thrown.length === 0) {
    return;
  }
  // What refuses afterwards is kept as well.
  const refused = record.foreignLooks.filter(({ order }) => order > abort.order && order < end);
  const places = [...abort.interrupted, ...thrown, ...refused].flatMap(({ trace }) => trace.places);
  const step = abort.interrupted[0]?.cause?.name ?? 'start';
  // A look that throws decides nothing if the operation returns all the same: what it threw was kept once more. So was what is
  // thrown on after a look.
  const isLast = (look: Look): boolean => !record.rejections.some(({ order, reason }) => order > look.order && isCancellation(reason, abort.reason));
  const isLookedAt = looks.some(look => outcome?.status !== 'fulfilled' || (!look.throws && isLast(look)));
  const began = record.steps.filter(({ started }) => started > abort.order && started < end);
  if (outcome?.status === 'fulfilled') {
    if (!abort.isTask && !isLookedAt && (!abort.isOwn || began.length > 0)) {
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
  if (first !== undefined && !isLookedAt && record.foreignLooks.some(({ order }) => order > first.started && order < end) && failing?.outcome?.status === 'fulfilled') {
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

function* unhandled(record: Record): Iterable<Wrong> {
  for (const { reason, promise, trace } of record.unhandled) {
    const cause = promise?.cause;
    const places = [...placesOf(promise?.trace ?? trace), ...(cause === undefined ? [] : cause.trace.places)];
    yield { kind: 'unhandled', step: cause?.name ?? 'start', places, message: `Nobody handles ${describe(reason)}: it would end the process.` };
  }
}

/**
 * The first error would have come out, had the later call not failed as well. An error that the operation answers with another
 * call is not masked when that one fails too: it would not have come out.
 */
function* masked(record: Record, before: Record | undefined): Iterable<Wrong> {
  const { outcome, abort } = record;
  const [first, last] = errorsOf(record);
  const earlier = before === undefined ? undefined : errorsOf(before)[0];
  if (outcome?.status !== 'rejected' || before?.outcome?.status !== 'rejected' || first === undefined || last === undefined || earlier === undefined) {
    return;
  }
  const is = (reason: unknown, { error }: Disturbed): boolean => holds(reason, error) || (error === abort?.reason && isCancellation(reason, error));
  if (is(before.outcome.reason, earlier) && is(outcome.reason, last) && !is(outcome.reason, first)) {
    yield { kind: 'masked', step: last.name, places: last.places, message: `${describe(first.error)} is lost behind ${describe(outcome.reason)}` };
  }
}

/** An error that a run was disturbed with. */
interface Disturbed {
  readonly order: number;
  readonly error: unknown;
  readonly name: string;
  readonly places: readonly Place[];
}

function errorsOf({ abort, failures }: Record): readonly Disturbed[] {
  const errors: Disturbed[] = failures.map(({ order, error, step }) => ({ order, error, name: step.name, places: step.trace.places }));
  if (abort !== undefined) {
    errors.push({ order: abort.order, error: abort.reason, name: 'abort', places: abort.interrupted.flatMap(({ trace }) => trace.places) });
  }
  return errors.sort((a, b) => a.order - b.order);
}

/**
 * What an operation does on its way out when a call fails, and does not do when that call is cancelled, since a call on the way is
 * given the aborted signal and refuses.
 */
function* refusedCleanup({ abort, outcome, settled = 0, steps, foreignLooks }: Record, failing: Record | undefined, isOwnCode: OwnCode): Iterable<Wrong> {
  const failure = failing?.failures[0];
  if (abort === undefined || abort.interrupted.length === 0 || outcome?.status !== 'rejected' || failing?.outcome?.status !== 'rejected' || failure === undefined || !holds(failing.outcome.reason, failure.error)) {
    return;
  }
  const lineOf = ({ trace }: Step): string => trace.places.filter(({ file }) => isOwnCode(file)).map(tell)[0] ?? '';
  const done = new Set(steps.filter(({ started }) => started > abort.order && started < settled).map(lineOf));
  const left = failing.steps.filter(step => step.started > failure.order && step.started < (failing.settled ?? 0) && !done.has(lineOf(step)));
  const refused = foreignLooks.filter(({ order }) => order > abort.order && order < settled);
  const [first] = left;
  if (first !== undefined && refused.length > 0) {
    const places = [...refused, ...left].flatMap(({ trace }) => trace.places);
    yield { kind: 'skipped-cleanup', step: first.name, places, message: `${listOf(left)} is done when the call fails, and refused when it is cancelled.` };
  }
}

function* deaf(record: Record): Iterable<Wrong> {
  for (const trace of record.deaf) {
    yield { kind: 'deaf', step: 'wait', places: trace.places, message: 'It was cancelled, and went on waiting for what is begun here.' };
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

function* hung({ stuck, steps, outcome, unsettled }: Record): Iterable<Wrong> {
  if (outcome === undefined && stuck !== undefined) {
    const last = steps.at(-1);
    const how = { waits: 'It waits for something that never comes.', spins: 'It asks and is refused without end.', 'goes on': 'It goes on and on.' };
    yield { kind: 'hung', step: last?.name ?? 'start', places: [...placesOf(last?.trace), ...(stuck === 'waits' ? unsettled.flatMap(({ trace }) => trace.places) : [])], message: how[stuck] };
  }
}

function* leftOvers(record: Record): Iterable<Wrong> {
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
    yield { kind: 'skipped-cleanup', step: name, places: [...trace.places, ...brokenOffAt(record)], message: `${name} is never given back.` };
  }
}

/** What a run was disturbed at, and what refused after that: there the way to the cleanup was left. */
function brokenOffAt({ abort, failures, foreignLooks }: Record): readonly Place[] {
  const refused = foreignLooks.filter(({ order }) => abort !== undefined && order > abort.order);
  const failed = failures.flatMap(({ step, rejected }) => [step, ...rejected]);
  return [...(abort?.interrupted ?? []), ...refused, ...failed].flatMap(({ trace }) => trace.places);
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
