import { CancelledError, isCancelled, gather, gatherSettled, sleep, wait } from '../../../src/runtime/index.ts';
import { ValueError, attempt, callLater, ev, me, noteState, span, spawn } from '../kit/trace.ts';

/** cancelling gather (or the task awaiting it) cancels every unfinished child, and raises CancelledError as soon as the first child is done cancelling: it does not wait for slower clean-up. */
export async function gatherCancelOuter() {
  async function child(who: string, cleanup: number) {
    await span(who, async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(cleanup);
      }
    });
  }

  async function caller() {
    await span('caller', async () => {
      await gather([spawn(() => child('a', 5), 'a'), spawn(() => child('b', 30), 'b')]);
    });
  }

  const t = spawn(() => caller(), 'caller');
  await sleep(1);
  t.cancel();
  await attempt('main', t);
  await sleep(50);
}

/** gather was cancelled and a child answers with an error: the first one to end decides, so the error can replace the CancelledError. */
export async function gatherCancelOuterChildRaises() {
  async function child(who: string, fail: boolean) {
    await span(who, async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        if (fail) {
          throw new ValueError('clean-up failed');
        }
        await sleep(5);
        throw error;
      }
    });
  }

  const g = gather([spawn(() => child('a', true), 'a'), spawn(() => child('b', false), 'b')]);
  await sleep(1);
  g.cancel();
  await attempt('main', g);
  await sleep(20);
}

/** gather was cancelled but every child swallowed it: gather still raises CancelledError after all have ended. */
export async function gatherCancelOuterChildSwallows() {
  async function child(who: string, extra: number) {
    return span(who, async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('except', who, 'swallowed');
      }
      await sleep(extra);
      return who;
    });
  }

  const g = gather([spawn(() => child('a', 5), 'a'), spawn(() => child('b', 30), 'b')]);
  await sleep(1);
  ev('call', 'main', 'gather.cancel', g.cancel());
  await attempt('main', g);
}

/** cancelling gather(return_exceptions=True) waits for every child's clean-up and then raises CancelledError, not a list. */
export async function gatherCancelOuterReturnExceptions() {
  async function child(who: string, cleanup: number) {
    await span(who, async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(cleanup);
      }
    });
  }

  async function caller() {
    await span('caller', async () => {
      await gatherSettled([spawn(() => child('a', 5), 'a'), spawn(() => child('b', 30), 'b')]);
    });
  }

  const t = spawn(() => caller(), 'caller');
  await sleep(1);
  t.cancel();
  await attempt('main', t);
}

/** a child cancelled on its own is like a child that raised CancelledError: gather raises it, is not itself cancelled, and the siblings go on. */
export async function gatherChildCancelled() {
  async function slow(who: string, d: number) {
    return span(who, async () => {
      await sleep(d);
      return who;
    });
  }

  const a = spawn(() => slow('a', 1000), 'a');
  const b = spawn(() => slow('b', 20), 'b');
  const g = gather([a, b]);
  callLater(5, () => {
    a.cancel();
  });
  await attempt('main', g);
  ev('step', 'main', 'gather cancelled', g.cancelled, 'own cancelling', me().cancelling);
  await wait([b]);
}

/** one task given twice to gather runs once and its result fills both places. */
export async function gatherDuplicates() {
  async function w() {
    return span('w', async () => {
      return 1;
    });
  }

  const t = spawn(() => w(), 'w');
  ev('result', 'main', await gather([t, t]));
}

/** gather() raises the first error at once and does NOT cancel the other awaitables: they keep running; cancelling the finished gather is a no-op. */
export async function gatherFailSiblingsContinue() {
  async function bad() {
    await span('bad', async () => {
      await sleep(10);
      throw new ValueError('boom');
    });
  }

  async function slow() {
    return span('slow', async () => {
      await sleep(30);
      return 'slow done';
    });
  }

  const t = spawn(() => slow(), 'slow');
  const g = gather([spawn(() => bad(), 'bad'), t]);
  await attempt('main', g);
  ev('call', 'main', 'gather.cancel', g.cancel());
  noteState('main', t);
  await sleep(50);
  noteState('main', t);
}

/** an error out of gather that ends main leaves the siblings to run(): they are cancelled at shutdown, which is what looks like gather having cancelled them. */
export async function gatherFailThenRunEnds() {
  async function bad() {
    await sleep(10);
    throw new ValueError('boom');
  }

  async function slow() {
    await span('slow', async () => {
      await sleep(1000);
    });
  }

  await span('main', async () => {
    await gather([spawn(() => bad(), 'bad'), spawn(() => slow(), 'slow')]);
  });
}

/** gather returns results in argument order, whatever the order of completion; coroutines become tasks at once. */
export async function gatherOrder() {
  async function w(who: string, d: number) {
    return span(who, async () => {
      await sleep(d);
      return who;
    });
  }

  const ts = [spawn(() => w('slow', 30), 'slow'), spawn(() => w('fast', 10), 'fast')];
  ev('result', 'main', await gather(ts));
  ev('result', 'main', await gather([]));
}

/** with return_exceptions=True gather waits for all and puts errors, CancelledError included, into the result list; no sibling is cancelled. */
export async function gatherReturnExceptions() {
  async function bad() {
    await sleep(10);
    throw new ValueError('boom');
  }

  async function slow(who: string, d: number) {
    return span(who, async () => {
      await sleep(d);
      return who;
    });
  }

  const c = spawn(() => slow('c', 1000), 'c');
  callLater(5, () => {
    c.cancel();
  });
  const r = await gatherSettled([spawn(() => bad(), 'bad'), spawn(() => slow('b', 20), 'b'), c]);
  const members = r.map((outcome): unknown => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason));
  // Where Python asks isinstance(x, Exception), which misses a CancelledError, we ask what a handler for failures would ask.
  ev('result', 'main', members, 'is Exception', members.map(x => x instanceof Error && !isCancelled(x)));
}

/** when several children fail, gather raises the first to complete; the other errors count as retrieved and are dropped without a log entry. */
export async function gatherTwoFail() {
  async function bad(who: string, d: number) {
    await span(who, async () => {
      await sleep(d);
      throw new ValueError(who);
    });
  }

  await attempt('main', gather([() => bad('a', 10), () => bad('b', 10), () => bad('c', 5)]));
  await sleep(50);
  ev('step', 'main', 'no log above');
}
