import { CancelledError, UsageError, closeAtShutdown, createTask, run, sleep } from '../../../src/runtime/index.ts';
import { ValueError, callLater, ev, me, span, spawn, typeName } from '../kit/trace.ts';

/** when main ends, run() cancels every task that is left, in creation order, and waits until all of them have ended before it returns. */
export async function runCancelsLeftovers() {
  async function bg(who: string, cleanup: number) {
    await span(who, async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(cleanup);
        ev('finally', who);
      }
    });
  }

  spawn(() => bg('a', 20), 'a');
  spawn(() => bg('b', 5), 'b');
  await sleep(1);
  ev('step', 'main', 'returns');
  return 'value';
}

/** a background task that failed before main ended does not make run() fail; its error is only logged. */
export async function runFailedBackgroundTask() {
  async function bg() {
    await span('bg', async () => {
      throw new ValueError('unseen');
    });
  }

  createTask(() => bg(), { name: 'bg' });
  await sleep(5);
  return 'value';
}

/** a task created just before main returns gets its first step and is then cancelled by run(). */
export async function runLeftoverFresh() {
  async function bg() {
    await span('bg', async () => {
      await sleep(1000);
    });
  }

  spawn(() => bg(), 'bg');
  return 'value';
}

/** an error of a left-over task while run() cancels it is logged, and neither replaces main's value nor stops the shutdown. */
export async function runLeftoverRaises() {
  async function bg() {
    await span('bg', async () => {
      try {
        await sleep(1000);
      } finally {
        throw new ValueError('in shutdown');
      }
    });
  }

  spawn(() => bg(), 'bg');
  await sleep(1);
  return 'value';
}

/** a left-over task that swallows the shutdown's cancellation holds run() up until it ends by itself; it is not cancelled a second time. */
export async function runLeftoverSwallows() {
  async function bg() {
    await span('bg', async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('except', 'bg', 'swallowed');
      }
      await sleep(500);
    });
  }

  spawn(() => bg(), 'bg');
  await sleep(1);
  return 'value';
}

/** if main itself ends cancelled, run() raises CancelledError. */
export async function runMainCancelled() {
  await span('main', async () => {
    const self = me();
    callLater(5, () => {
      self.cancel();
    });
    await sleep(1000);
  });
}

/** run() inside a running loop raises RuntimeError. */
export async function runNested() {
  try {
    await run(() => sleep(0));
  } catch (error) {
    if (!(error instanceof UsageError)) {
      throw error;
    }
    ev('caught', 'main', 'RuntimeError');
  }
}

/** shutdown order of run(): cancel and wait for left-over tasks, then close open async generators, then the executor, then the loop. */
export async function runShutdownOrder() {
  async function* gen() {
    try {
      yield 1;
    } finally {
      ev('finally', 'gen');
    }
  }

  async function bg() {
    await span('bg', async () => {
      await sleep(1000);
    });
  }

  await closeAtShutdown(gen()).next();
  spawn(() => bg(), 'bg');
  await sleep(1);
  ev('step', 'main', 'returns');
}

/** a task that a left-over task creates while being cancelled is outside run()'s clean-up: it is not cancelled, not waited for, and is destroyed pending. */
export async function runSpawnDuringShutdown() {
  async function extra() {
    ev('start', 'extra');
    try {
      await sleep(1000);
    } catch (error) {
      ev('except', 'extra', typeName(error));
      throw error;
    }
  }

  async function bg() {
    await span('bg', async () => {
      try {
        await sleep(1000);
      } finally {
        createTask(() => extra(), { name: 'extra' });
        await sleep(5);
      }
    });
  }

  spawn(() => bg(), 'bg');
  await sleep(1);
  return 'value';
}

/** run() returns main's value or raises main's exception unchanged. */
export async function runValueAndError() {
  await span('main', async () => {
    await sleep(1);
    throw new ValueError('main failed');
  });
}
