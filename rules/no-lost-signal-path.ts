import { defineRule } from '../src/engine/rule.ts';

interface Options {
  readonly checkAnyWork: boolean;
}

export default defineRule({
  name: 'no-lost-signal-path',
  summary: 'Disallow calls by which the signal of an operation does not get to the work that it should stop.',
  presets: { recommended: false, strict: {}, all: { checkAnyWork: true } },
  needs: { least: 'types', best: 'program' },
  shows: ['deaf'],
  sources: ['https://dom.spec.whatwg.org/#abortcontroller-api-integration'],
  messages: {
    lost: '`{{callee}}` has no place for `{{signal}}`, and leads to `{{work}}`, which goes on when that is aborted: let it take the signal and pass it on.',
    comesFrom: 'This is the signal that is in reach.',
    through: 'The way leads through this call, which is given no signal.',
    goesOn: 'This call could be given the signal, and goes on without it.',
  },
  schema: {
    checkAnyWork: { type: 'boolean', description: 'Also report ways to work inside of the program, to what is fetched for others too, and to one of several implementations.' },
  },
  defaults: { checkAnyWork: false },

  *check({ waits, facts }, { checkAnyWork }: Options) {
    for (const wait of waits) {
      const lost = facts.lostSignalAt(wait) ?? (checkAnyWork ? facts.lostSignalAt(wait, 'anyWork') : undefined);
      if (lost === undefined || facts.acceptsSignal(wait) !== 'no' || facts.isGivenSignal(wait) !== 'no' || facts.mustBeDone(wait) !== 'no') {
        continue;
      }
      const { signal, callee, work, head, from, through, end } = lost;
      yield {
        span: head,
        message: 'lost',
        data: { signal, callee, work },
        because: [
          { at: from, message: 'comesFrom' },
          ...through.map(at => ({ at, message: 'through' as const })),
          { at: end, message: 'goesOn' },
        ],
      };
    }
  },
});
