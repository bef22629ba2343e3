import { defineRule } from '../src/engine/rule.ts';

interface Options {
  readonly checkCallbacks: boolean;
}

export default defineRule({
  name: 'forward-signal',
  summary: 'Require the signal of an operation to be handed to the calls that it waits for.',
  presets: { recommended: { checkCallbacks: false }, strict: {} },
  needs: { least: 'syntax', best: 'program' },
  shows: ['deaf'],
  sources: ['https://dom.spec.whatwg.org/#abortcontroller-api-integration'],
  messages: {
    missing: '`{{call}}` is not given `{{signal}}`, so it goes on when that is aborted: pass it.',
    unused: '`{{signal}}` is never used, so `{{call}}` goes on when it is aborted: pass it on, or do not take it.',
    waitsHere: 'This wait goes on when the signal is aborted.',
    comesFrom: 'This is the signal that is in reach.',
    passIt: 'Pass `{{signal}}`.',
  },
  schema: {
    checkCallbacks: { type: 'boolean', description: 'Also report a callback that does not use the signal that it is handed.' },
  },
  defaults: { checkCallbacks: true },

  *check({ waits, handedSignals, facts }, { checkCallbacks }: Options) {
    for (const wait of waits) {
      const forwarding = facts.forwardingAt(wait);
      if (forwarding === undefined || facts.acceptsSignal(wait) !== 'yes' || facts.isGivenSignal(wait) !== 'no' || facts.mustBeDone(wait) !== 'no') {
        continue;
      }
      const { signal, call, head, from, edit } = forwarding;
      yield {
        span: head,
        message: 'missing',
        data: { call, signal },
        because: [{ at: from, message: 'comesFrom' }],
        suggestions: edit === undefined ? [] : [{ message: 'passIt', data: { signal }, edits: [edit] }],
      };
    }
    for (const handed of handedSignals) {
      if (!checkCallbacks && facts.isOfCallback(handed) !== 'no') {
        continue;
      }
      const wait = facts.isUsed(handed) === 'no' ? facts.firstWait(handed) : undefined;
      if (wait !== undefined) {
        yield {
          span: handed.span,
          message: 'unused',
          data: { signal: facts.nameOf(handed), call: wait.text },
          because: [{ at: wait.event, message: 'waitsHere' }],
        };
      }
    }
  },
});
