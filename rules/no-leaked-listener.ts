import type { Problem } from '../src/engine/rule.ts';
import { defineRule } from '../src/engine/rule.ts';
import type { Facts, Registration, WaitSite } from '../src/facts/facts.ts';
import type { Path } from '../src/flow/reach.ts';
import { firstPath, pointAfter } from '../src/flow/reach.ts';

export default defineRule({
  name: 'no-leaked-listener',
  summary: 'Disallow listeners that stay on an emitter when what they were added for has ended, and waits for an event that may never come.',
  presets: { recommended: false, strict: {} },
  needs: { least: 'syntax', best: 'program' },
  shows: ['leaked-listener', 'hung'],
  sources: [
    'https://nodejs.org/docs/latest-v20.x/api/events.html#emitterremovelistenereventname-listener',
    'https://nodejs.org/docs/latest-v20.x/api/stream.html#event-close',
    'https://nodejs.org/docs/latest-v20.x/api/stream.html#readablepipedestination-options',
  ],
  messages: {
    hangs: '`{{event}}` never comes when `{{target}}` fails or is closed, and then nothing settles this promise: end the wait on `{{instead}}` as well.',
    piped: '`pipe` does not tell of a failure of `{{source}}`, and then nothing settles this promise: use `pipeline`, or listen to `{{source}}` as well.',
    misnamed: 'This removes nothing from `{{target}}`, to which the listener is added for `{{event}}` and not for `{{other}}`, so it stays: name `{{event}}` here.',
    settled: 'This listener stays on `{{target}}` when the promise is settled otherwise: remove it on every way on which the promise ends.',
    raced: 'This listener stays on `{{target}}` when another member wins the race: remove it when the race is over.',
    ended: 'This listener stays on `{{target}}` when the function has ended: remove it on every way out, as in `finally`.',
    waitsHere: 'This promise waits for it.',
    pipedHere: 'What goes wrong here is not handed on.',
    addedHere: 'Here it is added.',
    settledHere: 'Here the promise is settled, and the listener stays.',
    failsHere: 'An error that comes from here passes by the removal.',
    endsHere: 'Here the function ends, and the listener stays.',
  },
  schema: {},
  defaults: {},

  *check({ executors, registrations, facts }) {
    for (const executor of executors) {
      const wait = vainWait(facts, executor);
      if (wait !== undefined) {
        yield wait;
      }
    }
    for (const site of registrations) {
      const leak = site.kind === 'listener' ? (misnamedRemoval(facts, site) ?? leakOf(facts, site)) : undefined;
      if (leak !== undefined) {
        yield { span: facts.registrationHead(site), ...leak, data: { ...facts.registrationWords(site), ...leak.data } };
      }
    }
  },
});

type Found = Problem<
  'hangs' | 'piped' | 'misnamed' | 'settled' | 'raced' | 'ended' | 'waitsHere' | 'pipedHere' | 'addedHere' | 'settledHere' | 'failsHere' | 'endsHere'
>;
type Leak = Omit<Found, 'span'> & Partial<Pick<Found, 'span'>>;

/** Only the event ends the wait, and it may never come. */
function vainWait(facts: Facts, executor: WaitSite): Found | undefined {
  if (facts.isSettledByEvents(executor) !== 'yes') {
    return undefined;
  }
  const waitsHere = { at: facts.executorHead(executor), message: 'waitsHere' } as const;
  const awaited = facts.awaitedEvent(executor);
  if (awaited !== undefined) {
    const { span, target, event, instead } = awaited;
    return { span, message: 'hangs', data: { target, event, instead }, because: [waitsHere] };
  }
  const pipe = facts.pipeBefore(executor);
  return pipe === undefined
    ? undefined
    : { span: pipe.listener, message: 'piped', data: { source: pipe.source }, because: [{ at: pipe.span, message: 'pipedHere' }, waitsHere] };
}

/** It is mended where the wrong event is named, so there it is told. */
function misnamedRemoval(facts: Facts, site: Registration): Leak | undefined {
  const { members: [misnamed], closed } = facts.misnamedRemovals(site);
  return misnamed === undefined || closed !== 'yes'
    ? undefined
    : { span: misnamed.span, message: 'misnamed', data: { other: misnamed.event }, because: [{ at: facts.registrationHead(site), message: 'addedHere' }] };
}

function leakOf(facts: Facts, site: Registration): Leak | undefined {
  if (facts.outlivesOperation(site) !== 'yes') {
    return undefined;
  }
  const operation = facts.operationOf(site);
  return operation === 'executor' ? leakOfPromise(facts, site) : operation === 'task' ? leakOfCall(facts, site) : undefined;
}

function leakOfPromise(facts: Facts, site: Registration): Leak | undefined {
  const end = facts.endLeaving(site);
  if (end !== undefined && facts.staysInUse(site, end) === 'yes') {
    return { message: 'settled', because: [{ at: end, message: 'settledHere' }] };
  }
  const isLeft = facts.losesRace(site) === 'yes' && facts.canBeReleased(site) === 'no' && facts.staysInUse(site) === 'yes';
  return isLeft ? { message: 'raced' } : undefined;
}

/** Who removes it on another way means it to end with the call. What fails with the emitter itself leaves nothing that matters. */
function leakOfCall(facts: Facts, site: Registration): Leak | undefined {
  const way = facts.isReleasedSomewhere(site) === 'yes' ? wayOut(facts, site) : undefined;
  const last = way?.events.at(-1);
  if (way === undefined || last === undefined || (way.end === 'raised' && facts.isAboutTarget(site, last) !== 'no')) {
    return undefined;
  }
  return { message: 'ended', because: [{ at: last, message: way.end === 'raised' ? 'failsHere' : 'endsHere' }] };
}

/** The shortest way from the registration out of the function on which certainly nothing takes it away. */
function wayOut(facts: Facts, site: Registration): Path | undefined {
  return firstPath(site.graph, pointAfter(site.graph, site.event), {
    visit: event => (facts.mayRelease(site, event) === 'no' ? 'pass' : 'stop'),
    follow: edge => facts.isOpenTo(site, edge) === 'yes',
    target: new Set(['exit', 'raised']),
  });
}
