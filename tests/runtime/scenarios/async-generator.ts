import { CancelledError, closeAtShutdown, sleep } from '../../../src/runtime/index.ts';
import { attempt, drained, ev, me, span, spawn, typeName } from '../kit/trace.ts';

/** aclose() on a generator suspended at yield raises GeneratorExit there: except CancelledError does not see it, finally blocks run and may await; afterwards it is exhausted. */
export async function agenAclose() {
  async function* gen() {
    try {
      yield 1;
      yield 2;
    } catch (error) {
      ev('except', 'gen', typeName(error));
      throw error;
    } finally {
      await sleep(10);
      ev('finally', 'gen');
    }
  }

  const g = gen();
  ev('got', 'main', (await g.next()).value);
  await g.return(undefined);
  ev('step', 'main', 'closed');
  if ((await g.next()).done === true) {
    ev('step', 'main', 'exhausted');
  }
}

/** aclose() on a generator that never started runs nothing of its body. */
export async function agenAcloseUnstarted() {
  async function* gen() {
    ev('step', 'gen', 'body');
    try {
      yield 1;
    } finally {
      ev('finally', 'gen');
    }
  }

  const g = gen();
  await g.return(undefined);
  ev('step', 'main', 'closed', await drained(g));
}

/** aclose() while another task is inside __anext__ raises RuntimeError; the generator is not harmed. */
export async function agenAcloseWhileRunning() {
  async function* gen() {
    try {
      await sleep(20);
      yield 1;
    } finally {
      ev('finally', 'gen');
    }
  }

  async function consumer(g: AsyncGenerator<number>) {
    await span('consumer', async () => {
      for await (const i of g) {
        ev('got', 'consumer', i);
      }
    });
  }

  const g = gen();
  const t = spawn(() => consumer(g), 'consumer');
  await sleep(5);
  await attempt('main', g.return(undefined), 'aclose');
  await attempt('main', t);
}

/** contextlib.aclosing closes the generator at the end of the block, also when the consumer is cancelled in the loop body, and waits for its clean-up. */
export async function agenAclosing() {
  async function* gen() {
    try {
      yield 1;
      yield 2;
    } finally {
      await sleep(10);
      ev('finally', 'gen');
    }
  }

  async function consumer() {
    await span('consumer', async () => {
      for await (const _ of gen()) {
        await sleep(1000);
      }
    });
  }

  const t = spawn(() => consumer(), 'consumer');
  await sleep(5);
  t.cancel();
  await attempt('main', t);
}

/** leaving `async for` by break does not close the generator: its finally runs only at aclose(), collection, or the end of run(). */
export async function agenBreakNotClosed() {
  async function* gen() {
    try {
      for (let i = 0; i < 3; i += 1) {
        yield i;
      }
    } finally {
      ev('finally', 'gen');
    }
  }

  const g = gen();
  for await (const i of g) {
    ev('got', 'main', i);
    break;
  }
  ev('step', 'main', 'after break');
  await g.return(undefined);
  ev('step', 'main', 'after aclose');
}

/** cancelling the consumer while it awaits in the loop body does not reach the generator, which stays suspended at its yield until somebody closes it. */
export async function agenCancelInLoopBody() {
  async function* gen() {
    try {
      yield 1;
      yield 2;
    } finally {
      ev('finally', 'gen');
    }
  }

  async function consumer(g: AsyncGenerator<number>) {
    await span('consumer', async () => {
      for await (const _ of g) {
        await sleep(1000);
      }
    });
  }

  const g = gen();
  const t = spawn(() => consumer(g), 'consumer');
  await sleep(5);
  t.cancel();
  await attempt('main', t);
  ev('step', 'main', 'rest', await drained(g));
}

/** cancelling the consumer while the generator itself awaits raises CancelledError inside the generator; it is finished afterwards. */
export async function agenCancelInside() {
  async function* gen() {
    try {
      yield 1;
      await sleep(1000);
      yield 2;
    } catch (error) {
      if (!(error instanceof CancelledError)) {
        throw error;
      }
      ev('except', 'gen', 'CancelledError');
      throw error;
    } finally {
      ev('finally', 'gen');
    }
  }

  async function consumer(g: AsyncGenerator<number>) {
    await span('consumer', async () => {
      for await (const i of g) {
        ev('got', 'consumer', i);
      }
    });
  }

  const g = gen();
  const t = spawn(() => consumer(g), 'consumer');
  await sleep(5);
  t.cancel();
  await attempt('main', t);
  ev('step', 'main', 'rest', await drained(g));
}

/** a generator has no task of its own: each step runs in the task that called __anext__, with that task's current_task() and cancellation. */
export async function agenRunsInConsumerTask() {
  async function* gen() {
    for (let i = 0; i < 2; i += 1) {
      ev('step', 'gen', 'runs in', me().name);
      await sleep(1);
      ev('step', 'gen', 'after await in', me().name);
      yield i;
    }
  }

  async function step(g: AsyncGenerator<number>) {
    const step: IteratorResult<number, unknown> = await g.next();
    return step.value;
  }

  const g = gen();
  for (const n of ['a', 'b']) {
    ev('got', 'main', await spawn(() => step(g), n));
  }
  await g.return(undefined);
}

/** generators still open when main ends are closed by run(), and their finally blocks may await. */
export async function agenShutdown() {
  async function* gen() {
    try {
      yield 1;
    } finally {
      await sleep(5);
      ev('finally', 'gen');
    }
  }

  const g = closeAtShutdown(gen());
  ev('got', 'main', (await g.next()).value);
}

/** a generator that yields while being closed makes aclose() raise RuntimeError. */
export async function agenYieldInFinally() {
  async function* gen() {
    try {
      yield 1;
    } finally {
      yield 2;
    }
  }

  const g = gen();
  await g.next();
  await attempt('main', g.return(undefined), 'aclose');
}
