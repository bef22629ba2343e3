import { defineRule } from '../src/engine/rule.ts';

export default defineRule({
  name: 'cancellable-promise-executor',
  summary: 'Require a promise that is made by hand to settle when the signal of its operation aborts.',
  presets: { recommended: false, strict: {} },
  needs: { least: 'syntax', best: 'types' },
  shows: ['deaf'],
  sources: ['https://dom.spec.whatwg.org/#abortcontroller-api-integration', 'https://nodejs.org/docs/latest-v20.x/api/timers.html#timers-promises-api'],
  messages: {
    timer: 'This timer runs to its end when `{{signal}}` is aborted: wait with something that takes the signal, or reject on `abort`.',
    comesFrom: 'This is the signal that is in reach.',
  },
  schema: {},
  defaults: {},

  *check({ executors, facts }) {
    for (const executor of executors) {
      const signal = facts.signalNear(executor);
      if (signal === undefined || facts.isSettledByTimer(executor) !== 'yes' || facts.isReachedBySignal(executor) !== 'no') {
        continue;
      }
      if (facts.isShort(executor) !== 'no' || facts.mustBeDone(executor) !== 'no' || facts.leavesTimer(executor) !== 'no') {
        continue;
      }
      yield {
        span: facts.executorHead(executor),
        message: 'timer',
        data: { signal: signal.text },
        because: [{ at: signal.span, message: 'comesFrom' }],
      };
    }
  },
});
