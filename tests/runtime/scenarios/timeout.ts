import { CancelledError, TimeoutError, UsageError, sleep, wait, withTimeout, type Future, type Deadline } from '../../../src/runtime/index.ts';
import { Kept, Settable, ValueError, attempt, callLater, ev, exc, me, noteState, span, spawn } from '../kit/trace.ts';

/** if the body answers the timeout's cancellation with another exception, that exception comes out, not TimeoutError. */
export async function timeoutBodyOtherError() {
  try {
    await withTimeout(10, async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        throw new ValueError('clean-up failed');
      }
    });
  } catch (error) {
    ev('except', 'main', ...exc(error), 'cancelling', me().cancelling);
  }
}

/** timeout(): the body sees CancelledError, the code outside sees TimeoutError; cancelling() is 1 inside and 0 after; expired() is true. */
export async function timeoutExpires() {
  const tm = new Kept<Deadline>();
  const self = me();
  try {
    await withTimeout(10, async deadline => {
      tm.keep(deadline);
      await span('body', async () => {
        try {
          await sleep(1000);
        } catch (error) {
          if (!(error instanceof CancelledError)) {
            throw error;
          }
          ev('step', 'body', 'cancelling', self.cancelling);
          throw error;
        }
      });
    });
  } catch (error) {
    if (!(error instanceof TimeoutError)) {
      throw error;
    }
    ev('except', 'main', 'TimeoutError', 'cancelling', self.cancelling, 'expired', tm.get().expired);
  }
  await sleep(100);
  ev('step', 'main', 'goes on');
}

/** a cancellation from outside passes a timeout() block as CancelledError, never as TimeoutError. */
export async function timeoutExternalCancel() {
  async function worker() {
    await span('a', async () => {
      await withTimeout(100, async () => {
        await sleep(1000);
      });
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(5);
  t.cancel();
  await attempt('main', t);
  noteState('main', t);
}

/** the timeout has fired and, while the body cleans up, a cancel from outside arrives: CancelledError comes out, not TimeoutError. */
export async function timeoutExternalCancelInCleanup() {
  async function worker() {
    await span('a', async () => {
      await withTimeout(10, async () => {
        try {
          await sleep(1000);
        } finally {
          await sleep(50);
          ev('finally', 'a', 'not reached');
        }
      });
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(20);
  t.cancel();
  await attempt('main', t);
  noteState('main', t);
}

/** deadline and outside cancel in the same turn: the outside cancel wins, CancelledError comes out, cancelling() is 1. */
export async function timeoutExternalCancelSameTurn() {
  async function worker(who: string, f: Future<unknown>) {
    await span(who, async () => {
      await withTimeout(10, async () => {
        await f;
      });
    });
  }

  const t = spawn(() => worker('cancel-after', new Settable()), 'cancel-after');
  const u = spawn(() => worker('cancel-before', new Settable()), 'cancel-before');
  callLater(10, () => {
    u.cancel();
  });
  await sleep(0);
  callLater(10, () => {
    t.cancel();
  });
  await wait([t, u]);
  noteState('main', t);
  noteState('main', u);
}

/** a body that swallows the timeout's CancelledError and ends normally gives no TimeoutError; only expired() tells. */
export async function timeoutInnerSwallows() {
  const tm = new Kept<Deadline>();
  await withTimeout(10, async deadline => {
    tm.keep(deadline);
    try {
      await sleep(1000);
    } catch (error) {
      if (!(error instanceof CancelledError)) {
        throw error;
      }
      ev('except', 'body', 'swallowed');
    }
    await sleep(500);
    ev('step', 'body', 'went on past the deadline');
  });
  ev('step', 'main', 'expired', tm.get().expired, 'cancelling', me().cancelling);
}

/** nested timeouts: only the inner deadline passes: the inner block raises TimeoutError, the outer block goes on if it is handled. */
export async function timeoutNestedInnerFirst() {
  const inner = new Kept<Deadline>();
  const outer = new Kept<Deadline>();
  await withTimeout(100, async deadline => {
    outer.keep(deadline);
    try {
      await withTimeout(10, async deadline => {
        inner.keep(deadline);
        await sleep(1000);
      });
    } catch (error) {
      if (!(error instanceof TimeoutError)) {
        throw error;
      }
      ev('except', 'outer-body', 'TimeoutError of the inner');
    }
    await sleep(20);
    ev('step', 'outer-body', 'goes on');
  });
  ev('step', 'main', 'expired', outer.get().expired, inner.get().expired, 'cancelling', me().cancelling);
}

/** nested timeouts: the outer deadline passes first: the inner block lets CancelledError through unchanged, the outer one turns it into TimeoutError. */
export async function timeoutNestedOuterFirst() {
  const inner = new Kept<Deadline>();
  const outer = new Kept<Deadline>();
  try {
    await withTimeout(10, async deadline => {
      outer.keep(deadline);
      try {
        await withTimeout(100, async deadline => {
          inner.keep(deadline);
          await sleep(1000);
        });
      } catch (error) {
        ev('except', 'outer-body', ...exc(error));
        throw error;
      }
    });
  } catch (error) {
    if (!(error instanceof TimeoutError)) {
      throw error;
    }
    ev('except', 'main', 'TimeoutError', 'expired', outer.get().expired, inner.get().expired, 'cancelling', me().cancelling);
  }
}

/** two nested timeouts with one deadline: both expire, the inner passes the CancelledError on (its count does not fall to its start), the outer raises the one TimeoutError. */
export async function timeoutNestedSameDeadline() {
  const inner = new Kept<Deadline>();
  const outer = new Kept<Deadline>();
  try {
    await withTimeout(10, async deadline => {
      outer.keep(deadline);
      try {
        await withTimeout(10, async deadline => {
          inner.keep(deadline);
          await sleep(1000);
        });
      } catch (error) {
        ev('except', 'outer-body', ...exc(error));
        throw error;
      }
    });
  } catch (error) {
    ev('except', 'main', ...exc(error), 'expired', outer.get().expired, inner.get().expired, 'cancelling', me().cancelling);
  }
}

/** timeout(None) never fires; reschedule() moves the deadline while inside; reschedule() after the end raises RuntimeError. */
export async function timeoutNoneAndReschedule() {
  const tm = new Kept<Deadline>();
  try {
    await withTimeout(Infinity, async deadline => {
      tm.keep(deadline);
      await sleep(50);
      ev('step', 'main', 'when', tm.get().when);
      tm.get().reschedule(20);
      await sleep(1000);
    });
  } catch (error) {
    if (!(error instanceof TimeoutError)) {
      throw error;
    }
    ev('except', 'main', 'TimeoutError');
  }
  try {
    tm.get().reschedule(1000);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      throw error;
    }
    ev('caught', 'main', 'RuntimeError');
  }
}

/** a body that ends in time leaves no trace: no late cancellation, expired() false. */
export async function timeoutNotReached() {
  const tm = new Kept<Deadline>();
  await withTimeout(10, async deadline => {
    tm.keep(deadline);
    await sleep(5);
  });
  ev('step', 'main', 'expired', tm.get().expired);
  await sleep(100);
  ev('step', 'main', 'goes on', 'cancelling', me().cancelling);
}

/** with timeout(), if the awaited result and the deadline fall into the same turn, the timeout wins: TimeoutError, although the future has its result. */
export async function timeoutRaceResultReady() {
  const f = new Settable();
  callLater(10, () => {
    f.setResult('ready');
  });
  try {
    await withTimeout(10, async () => {
      ev('result', 'body', await f);
    });
  } catch (error) {
    if (!(error instanceof TimeoutError)) {
      throw error;
    }
    ev('except', 'main', 'TimeoutError', 'future', f.result());
  }
}

/** the deadline bounds the work, not the clean-up: TimeoutError comes only after the body's finally has ended. */
export async function timeoutSlowCleanup() {
  try {
    await withTimeout(10, async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(90);
        ev('finally', 'body', 'clean-up done');
      }
    });
  } catch (error) {
    if (!(error instanceof TimeoutError)) {
      throw error;
    }
    ev('except', 'main', 'TimeoutError');
  }
}

/** timeout(0) lets the body run up to its first suspension and cancels it there. */
export async function timeoutZero() {
  try {
    await withTimeout(0, async () => {
      ev('step', 'body', 'runs');
      await sleep(5);
      ev('step', 'body', 'not reached');
    });
  } catch (error) {
    if (!(error instanceof TimeoutError)) {
      throw error;
    }
    ev('except', 'main', 'TimeoutError');
  }
  try {
    await withTimeout(0, async () => {
      ev('step', 'body2', 'no suspension at all');
    });
  } catch (error) {
    if (!(error instanceof TimeoutError)) {
      throw error;
    }
    ev('except', 'main', 'not reached');
  }
  await sleep(1);
  ev('step', 'main', 'cancelling', me().cancelling);
}
