import { readFileSync, readdirSync } from 'node:fs';
import * as asCompleted from '../scenarios/as-completed.ts';
import * as asyncGenerator from '../scenarios/async-generator.ts';
import * as cancel from '../scenarios/cancel.ts';
import * as exception from '../scenarios/exception.ts';
import * as executor from '../scenarios/executor.ts';
import * as future from '../scenarios/future.ts';
import * as gather from '../scenarios/gather.ts';
import * as runScenarios from '../scenarios/run.ts';
import * as schedule from '../scenarios/schedule.ts';
import * as shield from '../scenarios/shield.ts';
import * as task from '../scenarios/task.ts';
import * as taskGroup from '../scenarios/task-group.ts';
import * as timeout from '../scenarios/timeout.ts';
import * as uncancel from '../scenarios/uncancel.ts';
import * as wait from '../scenarios/wait.ts';
import * as waitFor from '../scenarios/wait-for.ts';
import type { Recorded } from './compare.ts';

const folder = new URL('../../../fixtures/oracle/', import.meta.url);

/** The ported scenarios by the oracle's name: `tgAllOk` is `tg_all_ok`. */
export const scenarios: ReadonlyMap<string, () => Promise<unknown>> = new Map(
  [asCompleted, asyncGenerator, cancel, exception, executor, future, gather, runScenarios, schedule, shield, task, taskGroup, timeout, uncancel, wait, waitFor]
    .flatMap(area => Object.entries<() => Promise<unknown>>(area))
    .map(([name, scenario]) => [name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`), scenario]),
);

/** Everything that was recorded. */
export const recordings: readonly Recorded[] = readdirSync(folder)
  .filter(name => name.endsWith('.json'))
  .sort()
  .map(name => recordedIn(readFileSync(new URL(name, folder), 'utf8')));

function recordedIn(text: string): Recorded {
  return JSON.parse(text) as Recorded;
}
