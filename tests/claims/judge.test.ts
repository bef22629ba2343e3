import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { kinds, type Kind } from '../../src/runtime/explorer/sighting.ts';
import { readFixture, type Fixture } from '../harness/fixture.ts';
import { programOfFixtures } from '../harness/program.ts';
import { fixturesFolder, readStories } from '../harness/stories.ts';
import { run } from './run-subject.ts';
import { subjectsOf } from './subjects.ts';

// The judge must be able to say no: the same world shows a fault in a function, and none of the kind in its neighbour.

beforeAll(() => { vi.spyOn(console, 'info').mockReturnValue(); });
afterAll(() => { vi.restoreAllMocks(); });

interface Pair {
  readonly kind: Kind;
  readonly story: string;
  readonly bad: string;
  readonly good: string;
}

const pairs: readonly Pair[] = [
  { kind: 'swallowed', story: 'rules/no-swallowed-cancellation/a-handler-that-only-logs.ts', bad: 'saveOrder', good: 'saveOrderOrFail' },
  { kind: 'unhandled', story: 'rules/no-floating-task/nobody-waits.ts', bad: 'placeOrder', good: 'placeOrderAndWait' },
  { kind: 'unhandled', story: 'judge/tasks.ts', bad: 'oneAfterTheOther', good: 'bothAtOnce' },
  { kind: 'wrapped', story: 'judge/tasks.ts', bad: 'hideReason', good: 'passReason' },
  { kind: 'orphaned', story: 'judge/tasks.ts', bad: 'leaveSiblings', good: 'waitForSiblings' },
  { kind: 'late-work', story: 'judge/tasks.ts', bad: 'leaveSiblings', good: 'waitForSiblings' },
  { kind: 'deaf', story: 'judge/tasks.ts', bad: 'chargeUnheard', good: 'chargeHeard' },
  { kind: 'deaf', story: 'judge/timers.ts', bad: 'restUnheard', good: 'restAndTidy' },
  { kind: 'masked', story: 'judge/resources.ts', bad: 'shipAfterAll', good: 'shipOrElse' },
  { kind: 'skipped-cleanup', story: 'judge/resources.ts', bad: 'putAndForget', good: 'putAndClose' },
  { kind: 'skipped-cleanup', story: 'judge/resources.ts', bad: 'chargeAndKeepLock', good: 'chargeAndGiveBack' },
  { kind: 'skipped-cleanup', story: 'judge/resources.ts', bad: 'leaveOpenIfCancelled', good: 'closeAlways' },
  { kind: 'skipped-cleanup', story: 'judge/resources.ts', bad: 'leaveOpenIfCancelled', good: 'onlyLook' },
  { kind: 'skipped-cleanup', story: 'judge/resources.ts', bad: 'leaveOpenIfCancelled', good: 'openForCaller' },
  { kind: 'skipped-cleanup', story: 'judge/resources.ts', bad: 'tellTheBankOnlyIfNobodyCancels', good: 'tellTheBankAnyhow' },
  { kind: 'hung', story: 'judge/an-emitter.ts', bad: 'nextForEver', good: 'nextInTime' },
  { kind: 'leaked-listener', story: 'judge/an-emitter.ts', bad: 'nextAndStay', good: 'next' },
  { kind: 'leaked-listener', story: 'judge/timers.ts', bad: 'restAndLeave', good: 'restAndTidy' },
  { kind: 'leaked-timer', story: 'judge/timers.ts', bad: 'restAndLeave', good: 'restAndTidy' },
];

it('judges every kind', () => {
  expect([...kinds].filter(kind => !pairs.some(pair => pair.kind === kind))).toEqual([]);
});

describe.each(pairs)('$kind in $story', ({ kind, story, bad, good }) => {
  it.each([
    [`is shown by ${bad}`, bad, true],
    [`is not shown by ${good}`, good, false],
  ])('%s', async (_, name, isShown) => {
    const seen = await seenIn(story, name);
    expect(seen.some(sighting => sighting.kind === kind), JSON.stringify(seen.map(one => [one.kind, one.message]))).toBe(isShown);
  });
});

async function seenIn(name: string, wanted: string) {
  const program = programOfFixtures();
  const story = storyCalled(name);
  const subject = story.files.flatMap(file => subjectsOf(program, file)).find(candidate => candidate.name === wanted);
  if (subject === undefined) {
    throw new Error(`${name} has no ${wanted}.`);
  }
  return (await run(program, story, subject, kinds)).filter(({ isOfOthers }) => !isOfOthers).map(({ sighting }) => sighting);
}

function storyCalled(name: string): Fixture {
  const path = join(fixturesFolder, name);
  return readStories().find(candidate => candidate.name === name) ?? readFixture(name, 'judge', [{ path, text: readFileSync(path, 'utf8') }]);
}
