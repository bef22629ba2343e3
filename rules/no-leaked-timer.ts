import type { Problem } from '../src/engine/rule.ts';
import { defineRule } from '../src/engine/rule.ts';
import type { Facts, Registration } from '../src/facts/facts.ts';
import type { Path } from '../src/flow/reach.ts';
import { firstPath, pointAfter } from '../src/flow/reach.ts';

interface Options {
  readonly checkIdle: boolean;
}

export default defineRule({
  name: 'no-leaked-timer',
  summary: 'Disallow timers that are still set when what they were set for has ended.',
  presets: { recommended: { checkIdle: false }, strict: {} },
  needs: { least: 'syntax', best: 'program' },
  shows: ['leaked-timer'],
  sources: [
    'https://nodejs.org/api/timers.html#cancelling-timers',
    'https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers',
  ],
  messages: {
    settled: 'This timer stays set when the promise is settled otherwise: clear it on every way on which the promise ends.',
    raced: 'This timer stays set when another member wins the race: keep its handle and clear it when the race is over.',
    ended: 'This timer stays set when the function has ended: clear it on every way out, as in `finally`.',
    passed: 'This timer is cleared only if the promise is fulfilled: clear it in `.finally(…)`.',
    closed: '`{{closing}}` leaves this timer set, so that it acts on something that is closed: keep its handle and clear it there.',
    forgotten: 'This leaves the timer of `{{handle}}` set, so that it acts on something that is closed: clear it here.',
    outlasting: 'This leaves the timer of `{{handle}}` set, which keeps the process and the object until it fires: clear it here.',
    unending: 'This leaves the interval of `{{handle}}` set, which goes on for ever: clear it here.',
    endless: '`{{closing}}` leaves this interval set, which goes on for ever: keep its handle and clear it there.',
    settledHere: 'Here the promise is settled, and the timer stays set.',
    failsHere: 'An error that comes from here passes by the clearing.',
    endsHere: 'Here the function ends, and the timer stays set.',
    rejectsHere: 'When this rejects, nothing clears the timer.',
    closedHere: 'This closes the object, and the timer stays set.',
    setHere: 'Here it is set.',
  },
  schema: {
    checkIdle: { type: 'boolean', description: 'Also report a timer that does nothing any more when it fires, and only keeps the process and what it holds.' },
  },
  defaults: { checkIdle: true },

  *check({ registrations, facts }, { checkIdle }: Options) {
    const forgotten = new Set<string>();
    for (const site of registrations) {
      if ((site.kind !== 'timer' && site.kind !== 'interval') || facts.isPrompt(site) !== 'no') {
        continue;
      }
      const leak = leakOf(facts, site) ?? leakOfObject(facts, site);
      if (leak === undefined || (!checkIdle && !harms(facts, site, leak))) {
        continue;
      }
      // However often a timer is set under one handle, it is cleared once.
      const place = leak.span === undefined ? undefined : `${leak.span.start} ${leak.data?.['handle'] ?? ''}`;
      if (place === undefined || !forgotten.has(place)) {
        yield { span: facts.registrationHead(site), ...leak };
      }
      if (place !== undefined) {
        forgotten.add(place);
      }
    }
  },
});

type Found = Problem<
  | 'settled' | 'raced' | 'ended' | 'passed' | 'closed' | 'forgotten' | 'outlasting' | 'unending' | 'endless'
  | 'settledHere' | 'failsHere' | 'endsHere' | 'rejectsHere' | 'closedHere' | 'setHere'
>;
type Leak = Omit<Found, 'span'> & Partial<Pick<Found, 'span'>>;

/** It still does something, or each call leaves one behind for long. What acts on a closed object does. */
function harms(facts: Facts, site: Registration, { message }: Leak): boolean {
  if (message === 'outlasting' || message === 'unending' || message === 'endless') {
    return false;
  }
  return message === 'closed' || message === 'forgotten' || facts.isIdleWhenOver(site) === 'no' || (message === 'raced' && facts.isLong(site) === 'yes');
}

function leakOf(facts: Facts, site: Registration): Leak | undefined {
  const rejection = facts.rejectionPassingBy(site);
  if (rejection !== undefined) {
    return { message: 'passed', because: [{ at: rejection, message: 'rejectsHere' }] };
  }
  const operation = facts.operationOf(site);
  if (operation === 'executor') {
    return leakOfPromise(facts, site);
  }
  const way = operation === 'task' ? wayOut(facts, site) : undefined;
  if (way !== undefined && isMeantToEnd(facts, site)) {
    const last = way.events.at(-1);
    return { message: 'ended', because: last === undefined ? [] : [{ at: last, message: way.end === 'raised' ? 'failsHere' : 'endsHere' }] };
  }
  return undefined;
}

/** It is mended where the object is closed, if the handle is at hand there, and otherwise begins where nobody keeps it. */
function leakOfObject(facts: Facts, site: Registration): Leak | undefined {
  const closing = facts.operationOf(site) === 'executor' ? undefined : facts.closingThatLeaves(site);
  if (closing === undefined) {
    return undefined;
  }
  const { span, name, handle, acts } = closing;
  return handle === undefined
    ? { message: acts ? 'closed' : 'endless', data: { closing: name }, because: [{ at: span, message: 'closedHere' }] }
    : { span, message: acts ? 'forgotten' : site.kind === 'interval' ? 'unending' : 'outlasting', data: { handle }, because: [{ at: facts.registrationHead(site), message: 'setHere' }] };
}

function leakOfPromise(facts: Facts, site: Registration): Leak | undefined {
  const end = facts.endLeaving(site);
  if (end !== undefined) {
    return { message: 'settled', because: [{ at: end, message: 'settledHere' }] };
  }
  return facts.losesRace(site) === 'yes' && facts.canBeReleased(site) === 'no' ? { message: 'raced' } : undefined;
}

/** Somebody clears it on another way, or it stops the operation: then it has no business after that. What is only started later may be meant so. */
function isMeantToEnd(facts: Facts, site: Registration): boolean {
  return facts.isReleasedSomewhere(site) === 'yes' || facts.isDeadline(site) === 'yes';
}

/** The shortest way from the registration out of the function on which certainly nothing clears the timer. */
function wayOut(facts: Facts, site: Registration): Path | undefined {
  return firstPath(site.graph, pointAfter(site.graph, site.event), {
    visit: event => (facts.mayRelease(site, event) === 'no' ? 'pass' : 'stop'),
    follow: edge => facts.isOpenTo(site, edge) === 'yes',
    target: new Set(['exit', 'raised']),
  });
}
