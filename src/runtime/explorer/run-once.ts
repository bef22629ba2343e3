import type { Disturbance } from './disturbance.ts';
import { kitOf, type Kit } from './kit.ts';
import { inRun, inTurn, pause, turn } from './platform.ts';
import type { Record } from './record.ts';
import { Run, type OwnCode } from './run.ts';
import { watchSignal } from './signals.ts';
import type { Traces } from './traces.ts';

/** What is explored. It is called once for each run, and should begin anew each time. */
export type Operation = (signal: AbortSignal, kit: Kit) => unknown;

export interface Settings {
  /** Settlements after which a run is taken to go on for ever. */
  readonly steps: number;
  /** Settlements that are looked at after the operation has ended. */
  readonly stepsAfterTheEnd: number;
  /** Real time that is allowed for what is not virtual, in milliseconds. */
  readonly foreignMilliseconds: number;
  readonly isOwnCode: OwnCode;
  /** What the signal is aborted with. */
  readonly reason: unknown;
}

/** What a call that is let fail rejects with. */
export class InjectedFailure extends Error {
  override readonly name = 'InjectedFailure';
}

/**
 * Runs the operation once. Virtual time must be in place.
 *
 * @param same Where things were made in the run without the last disturbance, if it is known to begin as this one does.
 */
export async function runOnce(operation: Operation, disturbances: readonly Disturbance[], settings: Settings, same?: Traces): Promise<Record> {
  const controller = new AbortController();
  const run = new Run(controller, settings.isOwnCode, same);
  const watched = watchSignal(controller.signal, run, 'the signal of the operation');
  const left = new Set(disturbances);
  const abort = (): void => { inRun(run, () => { run.abort(settings.reason); }); };

  await inTurn(() => {
    take(({ does, ...where }) => does === 'abort' && 'at' in where && where.at === 'start', abort);
    begin(run, () => inRun(run, () => operation(controller.signal, kitOf(run, controller.signal))));
  });
  let stuck = await toTheEnd();
  if (stuck !== 'spins' && (await inTurn(() => take(({ does, ...where }) => does === 'abort' && 'at' in where && where.at === 'end', abort)))) {
    stuck = await toTheEnd();
  }
  run.isOver = true;
  await turn();
  run.readRejections();
  await turn();
  return run.recordAs(disturbances, stuck);

  async function toTheEnd(): Promise<Record['stuck']> {
    let stepsLeft: number | undefined;
    for (;;) {
      run.beginTurn();
      const how = await inTurn(goOn);
      if (how === 'idle' && run.hasSettled) {
        return undefined;
      }
      if (how === 'idle' && !(await waitForForeign())) {
        return 'waits';
      }
      if (how === 'spins') {
        return how;
      }
      if (how === 'goes on') {
        return run.hasSettled ? undefined : how;
      }
    }

    function goOn(): 'stepped' | 'idle' | 'spins' | 'goes on' {
      if (run.isSpinning) {
        return 'spins';
      }
      if (run.hasSettled) {
        stepsLeft = (stepsLeft ?? settings.stepsAfterTheEnd) - 1;
      }
      if (run.settlements > settings.steps) {
        return 'goes on';
      }
      if (run.next === undefined || stepsLeft === 0) {
        return 'idle';
      }
      oneStep();
      return 'stepped';
    }
  }

  function oneStep(): void {
    const number = run.settlements + 1;
    const isHere = (at: 'before' | 'after') => (candidate: Disturbance) =>
      candidate.does === 'abort' && candidate.at === at && 'settlement' in candidate && candidate.settlement === number;
    if (take(isHere('before'), abort)) {
      return;
    }
    const step = run.next;
    if (step === undefined) {
      return;
    }
    const isFailed = take(({ does, ...where }) => does === 'fail' && 'settlement' in where && where.settlement === number, () => {
      inRun(run, () => { run.fail(step, step.failure?.() ?? new InjectedFailure(`${step.name} failed.`), watched.tellListeners); });
    });
    if (!isFailed) {
      inRun(run, () => { run.end(step); });
    }
    take(isHere('after'), abort);
  }

  function take(isMeant: (candidate: Disturbance) => boolean, act: () => void): boolean {
    const found = [...left].find(isMeant);
    if (found === undefined) {
      return false;
    }
    left.delete(found);
    if (left.size === 0) {
      run.traces.part();
    }
    act();
    return true;
  }

  /** Something that is not virtual may be under way: a file, a socket, another thread. */
  async function waitForForeign(): Promise<boolean> {
    const until = settings.foreignMilliseconds;
    for (let waited = 0; waited < until; waited += 5) {
      await pause(Math.min(5, until));
      if (run.hasSettled || run.next !== undefined) {
        run.isForeign = true;
        return true;
      }
    }
    return false;
  }
}

function begin(run: Run, operation: () => unknown): void {
  let result: unknown;
  try {
    result = operation();
  } catch (reason) {
    run.settle({ status: 'rejected', reason });
    return;
  }
  if (typeof result !== 'object' || result === null || !('then' in result)) {
    run.settle({ status: 'fulfilled', value: result });
    return;
  }
  Promise.resolve(result).then(
    value => { run.settle({ status: 'fulfilled', value }); },
    (reason: unknown) => { run.settle({ status: 'rejected', reason }); },
  );
}
