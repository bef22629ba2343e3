import { defineRule } from '../src/engine/rule.ts';
import type { Facts, WaitSite } from '../src/facts/facts.ts';

export default defineRule({
  name: 'cancellable-promise-executor',
  summary: 'Require a promise that is made by hand to settle when the signal of its operation aborts.',
  presets: { recommended: false, strict: {} },
  needs: { least: 'syntax', best: 'program' },
  shows: ['deaf'],
  sources: ['https://dom.spec.whatwg.org/#abortcontroller-api-integration', 'https://nodejs.org/docs/latest-v20.x/api/timers.html#timers-promises-api'],
  messages: {
    timer: 'This timer runs to its end when `{{signal}}` is aborted: wait with something that takes the signal, or reject on `abort`.',
    sleep: 'This sleeps to the end when `{{signal}}` is aborted: wait with something that takes the signal.',
    comesFrom: 'This is the signal that is in reach.',
  },
  schema: {},
  defaults: {},

  *check({ executors, waits, facts }) {
    for (const executor of executors) {
      if (facts.isSettledByTimer(executor) === 'yes' && facts.leavesTimer(executor) === 'no') {
        yield* heldUp(facts, executor, 'timer');
      }
    }
    for (const wait of waits) {
      if (facts.isSleep(wait) === 'yes') {
        yield* heldUp(facts, wait, 'sleep');
      }
    }
  },
});

function* heldUp(facts: Facts, site: WaitSite, message: 'timer' | 'sleep') {
  const signal = facts.signalNear(site);
  if (signal === undefined || facts.isReachedBySignal(site) !== 'no' || facts.isShort(site) !== 'no') {
    return;
  }
  if (facts.mustBeDone(site) === 'no' || facts.isBackoff(site) === 'yes') {
    yield {
      span: facts.executorHead(site),
      message,
      data: { signal: signal.text },
      because: [{ at: signal.span, message: 'comesFrom' as const }],
    };
  }
}
