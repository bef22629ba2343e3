import { defineRule } from '../src/engine/rule.ts';

export default defineRule({
  name: 'no-aborted-signal-in-cleanup',
  summary: 'Disallow cleanup that is given the signal whose abort it cleans up after.',
  presets: { recommended: {}, strict: {} },
  needs: { least: 'syntax', best: 'program' },
  shows: ['skipped-cleanup'],
  sources: ['https://dom.spec.whatwg.org/#abortsignal-aborted', 'https://nodejs.org/api/globals.html#class-abortsignal'],
  messages: {
    refused: 'When `{{signal}}` is aborted, `{{call}}` rejects at once and cleans up nothing: give it no signal, or one of its own such as `AbortSignal.timeout(…)`.',
    cancelledHere: 'The operation is cancelled here, and the signal stays aborted.',
    abortedHere: 'The signal is aborted here.',
  },
  schema: {},
  defaults: {},

  *check({ cleanups, facts }) {
    for (const cleanup of cleanups) {
      for (const wait of cleanup.waits) {
        if (facts.isRefused(cleanup, wait) !== 'yes') {
          continue;
        }
        const by = facts.abortBehind(cleanup, wait);
        yield {
          span: facts.spanOfWait(wait),
          message: 'refused',
          data: facts.wordsForRefused(cleanup, wait),
          because: by === undefined ? [] : [{ at: by, message: by.kind === 'call' ? 'abortedHere' : 'cancelledHere' }],
        };
      }
    }
  },
});
