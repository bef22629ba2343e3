import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { programOfFixtures } from '../harness/program.ts';
import { readStories } from '../harness/stories.ts';
import { run } from './run-subject.ts';
import { subjectsOf } from './subjects.ts';

// The judge must be able to say no: the same world shows a fault in a function, and none in its neighbour.

beforeAll(() => { vi.spyOn(console, 'info').mockReturnValue(); });
afterAll(() => { vi.restoreAllMocks(); });

it.each([
  ['rules/no-swallowed-cancellation/a-handler-that-only-logs.ts', 'saveOrder', 'saveOrderOrFail', 'swallowed'],
  ['rules/no-floating-task/nobody-waits.ts', 'placeOrder', 'placeOrderAndWait', 'unhandled'],
])('%s: %s shows what %s does not', async (name, bad, good, kind) => {
  const program = programOfFixtures();
  const story = readStories().find(candidate => candidate.name === name);
  const subjects = story?.files.flatMap(file => subjectsOf(program, file)) ?? [];
  const kindsOf = async (wanted: string): Promise<readonly string[]> => {
    const subject = subjects.find(candidate => candidate.name === wanted);
    return story === undefined || subject === undefined ? ['missing'] : (await run(program, story, subject)).map(({ sighting }) => sighting.kind);
  };
  expect(await kindsOf(bad)).toContain(kind);
  expect(await kindsOf(good)).toEqual([]);
});
