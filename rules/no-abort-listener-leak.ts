import type { Problem } from '../src/engine/rule.ts';
import { defineRule } from '../src/engine/rule.ts';
import type { Facts, Registration } from '../src/facts/facts.ts';
import type { Path } from '../src/flow/reach.ts';
import { firstPath, pointAfter } from '../src/flow/reach.ts';

interface Options {
  readonly checkConstructors: boolean;
  readonly checkSingle: boolean;
}

export default defineRule({
  name: 'no-abort-listener-leak',
  summary: 'Disallow abort listeners that stay on a signal when what they were added for has ended.',
  presets: { recommended: { checkSingle: false }, strict: { checkConstructors: true } },
  needs: { least: 'syntax', best: 'program' },
  shows: ['leaked-listener'],
  sources: [
    'https://dom.spec.whatwg.org/#abortsignal-signal-abort',
    'https://nodejs.org/api/events.html#eventsaddabortlistenersignal-listener',
  ],
  messages: {
    settled: 'This listener stays on `{{target}}` when the promise is settled otherwise: remove it on every way on which the promise ends.',
    raced: 'This listener stays on `{{target}}` when another member wins the race: remove it when the race is over.',
    ended: 'This listener stays on `{{target}}` when the function has ended: remove it on every way out.',
    kept: 'Nobody can remove this listener from `{{target}}`, so the signal keeps the object: remove it when the object is done with.',
    settledHere: 'Here the promise is settled, and the listener stays.',
    failsHere: 'An error that comes from here passes by the removal.',
    endsHere: 'Here the function ends, and the listener stays.',
  },
  schema: {
    checkConstructors: { type: 'boolean', description: 'Also report a listener that a constructor adds and that nobody can remove.' },
    checkSingle: { type: 'boolean', description: 'Also report where nothing says that one signal gets more than one such listener.' },
  },
  defaults: { checkConstructors: false, checkSingle: true },

  *check({ registrations, facts }, { checkConstructors, checkSingle }: Options) {
    for (const site of registrations) {
      if (site.kind !== 'abort' || facts.outlivesOperation(site) !== 'yes') {
        continue;
      }
      if (!checkSingle && facts.meetsSignalAgain(site) !== 'yes') {
        continue;
      }
      const leak = facts.operationOf(site) === 'executor' ? leakOfPromise(facts, site) : leakOfCall(facts, site, checkConstructors);
      if (leak !== undefined) {
        yield { span: facts.registrationHead(site), data: facts.registrationWords(site), ...leak };
      }
    }
  },
});

type Leak = Pick<Problem<'settled' | 'raced' | 'ended' | 'kept' | 'settledHere' | 'failsHere' | 'endsHere'>, 'message' | 'because'>;

function leakOfPromise(facts: Facts, site: Registration): Leak | undefined {
  const end = facts.endLeaving(site);
  if (end !== undefined) {
    return { message: 'settled', because: [{ at: end, message: 'settledHere' }] };
  }
  return facts.losesRace(site) === 'yes' && facts.canBeReleased(site) === 'no' ? { message: 'raced' } : undefined;
}

function leakOfCall(facts: Facts, site: Registration, checkConstructors: boolean): Leak | undefined {
  if (facts.operationOf(site) === 'task' && facts.isForOperation(site) === 'yes') {
    const way = wayOut(facts, site);
    return way === undefined ? undefined : { message: 'ended', because: lastStep(way) };
  }
  return checkConstructors && facts.operationOf(site) === 'object' && facts.canBeReleased(site) === 'no' ? { message: 'kept' } : undefined;
}

/** The shortest way from the registration out of the function on which certainly nothing takes it away. */
function wayOut(facts: Facts, site: Registration): Path | undefined {
  return firstPath(site.graph, pointAfter(site.graph, site.event), {
    visit: event => (facts.mayRelease(site, event) === 'no' ? 'pass' : 'stop'),
    follow: edge => facts.isOpenTo(site, edge) === 'yes',
    target: new Set(['exit', 'raised']),
  });
}

function lastStep({ events, end }: Path): NonNullable<Leak['because']> {
  const last = events.at(-1);
  return last === undefined ? [] : [{ at: last, message: end === 'raised' ? 'failsHere' : 'endsHere' }];
}
