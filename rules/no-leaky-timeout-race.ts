import { defineRule } from '../src/engine/rule.ts';
import type { Facts, TaskSite } from '../src/facts/facts.ts';
import type { Racer } from '../src/facts/race/race.ts';

export default defineRule({
  name: 'no-leaky-timeout-race',
  summary: 'Disallow races whose losers leave something behind: a timer, a reaction in each round, work that nobody stops.',
  presets: { recommended: false, strict: {} },
  needs: { least: 'syntax', best: 'program' },
  shows: ['leaked-timer', 'orphaned'],
  unshown: {
    lost: 'A run shows tasks, and not whether somebody misses what they give.',
    gathers: 'What a promise keeps to tell when it is settled cannot be seen from outside.',
  },
  sources: ['https://tc39.es/ecma262/#sec-promise.race', 'https://github.com/nodejs/node/issues/17469'],
  messages: {
    lost: 'When `{{winner}}` wins the race, what `{{racer}}` gives is lost, since the next round asks anew: keep the promise, and race the same one again.',
    gathers: 'Each round of the loop leaves a reaction on `{{racer}}`, which lives longer than the round: listen to it once, outside of the loop.',
    timer: 'The timer of `{{racer}}` stays set when another member wins the race: use one that can be cleared, and clear it when the race is over.',
    unstopped: 'When `{{winner}}` wins the race, `{{racer}}` runs on: give it a signal and abort that, instead of only not waiting for it any longer.',
    madeHere: 'It is made here.',
    racedHere: 'This is the race.',
  },
  schema: {},
  defaults: {},

  *check({ tasks, facts }) {
    for (const task of tasks) {
      const found = faultIn(facts, task);
      if (found !== undefined) {
        const { span, words, made, race } = facts.racerWords(found.racer);
        const winner = found.winner === undefined ? '' : facts.racerWords(found.winner).words;
        yield { span, message: found.message, data: { racer: words, winner }, because: [{ at: made, message: 'madeHere' }, { at: race, message: 'racedHere' }] };
      }
    }
  },
});

interface Fault {
  readonly racer: Racer;
  readonly winner?: Racer;
  readonly message: 'lost' | 'gathers' | 'timer' | 'unstopped';
}

/** One race, one finding. */
function faultIn(facts: Facts, task: TaskSite): Fault | undefined {
  const racers = facts.racersAt(task);
  const pulling = racers.find(racer => facts.losesPull(racer) === 'yes');
  if (pulling !== undefined) {
    return { racer: pulling, winner: facts.winnerOver(pulling), message: 'lost' };
  }
  const gathering = racers.find(racer => facts.outlivesRounds(racer) === 'yes');
  if (gathering !== undefined) {
    return { racer: gathering, message: 'gathers' };
  }
  const left = racers.find(racer => facts.staysSet(racer) === 'yes');
  if (left !== undefined) {
    return { racer: left, message: 'timer' };
  }
  const winner = racers.find(racer => facts.isBound(racer) === 'yes');
  const unstopped = winner === undefined ? undefined : racers.find(racer => facts.runsOn(racer) === 'yes');
  return winner === undefined || unstopped === undefined ? undefined : { racer: unstopped, winner, message: 'unstopped' };
}
