import { CancelledError, Gate, Lock, Queue, gatherSettled, rethrowIfCancelled, shield, sleep, wait, waitFor, type Future, type Task } from '../../../src/runtime/index.ts';
import { Settable, ValueError, attempt, ev, exc, me, noteState, span, spawn, typeName } from '../kit/trace.ts';

/** an __aexit__ that returns a true value swallows the CancelledError: the task goes on after the block. */
export async function cancelAexitSwallows() {
  const resource = {
    // A disposer is not told of the error and cannot keep it: what it returns is of no consequence.
    async [Symbol.asyncDispose]() {
      return true;
    },
  };

  async function worker() {
    await span('a', async () => {
      try {
        await sleep(1000);
      } finally {
        await resource[Symbol.asyncDispose]();
      }
      ev('step', 'a', 'after the block');
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(1);
  t.cancel();
  await attempt('main', t);
  noteState('main', t);
}

/** `t.cancel(); await t` raises CancelledError in the canceller, whose own cancelling() is 0: that is how to tell it from a cancellation of oneself. */
export async function cancelAwaitCancelledTask() {
  async function child() {
    await sleep(1000);
  }

  const t = spawn(() => child(), 'child');
  await sleep(1);
  t.cancel();
  try {
    await t;
  } catch (error) {
    if (!(error instanceof CancelledError)) {
      throw error;
    }
    ev('except', 'main', 'own cancelling', me().cancelling, 'child cancelled', t.cancelled);
  }
  await sleep(1);
  ev('step', 'main', 'goes on');
}

/** within one task the CancelledError is raised at the innermost await and unwinds every enclosing coroutine frame, finally blocks inside out. */
export async function cancelAwaitChain() {
  async function f3() {
    try {
      await sleep(1000);
    } finally {
      ev('finally', 'a', 'f3');
    }
  }

  async function f2() {
    try {
      await f3();
    } finally {
      ev('finally', 'a', 'f2');
    }
  }

  async function f1() {
    await span('a', async () => {
      try {
        await f2();
      } finally {
        ev('finally', 'a', 'f1');
      }
    });
  }

  const t = spawn(() => f1(), 'a');
  await sleep(1);
  t.cancel();
  await attempt('main', t);
}

/** cancellation is edge-triggered: after delivery, awaits in finally work normally and run to their end. */
export async function cancelAwaitInFinally() {
  async function worker() {
    await span('a', async () => {
      try {
        await sleep(1000);
      } finally {
        ev('finally', 'a', 'begin');
        await sleep(10);
        await sleep(10);
        ev('finally', 'a', 'end');
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(5);
  t.cancel();
  await attempt('main', t);
}

/** if the awaited inner task swallows the cancellation and returns, the cancelled awaiter gets the value and no CancelledError at all. */
export async function cancelAwaitedTaskSwallows() {
  async function inner() {
    return span('inner', async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('except', 'inner', 'swallowed');
      }
      return 7;
    });
  }

  async function outer(t: Task<unknown>) {
    return span('outer', async () => {
      ev('result', 'outer', await t);
      await sleep(5);
      return 'outer went on';
    });
  }

  const i = spawn(() => inner(), 'inner');
  const o = spawn(() => outer(i), 'outer');
  await sleep(1);
  o.cancel();
  await attempt('main', o);
  noteState('main', o);
}

/** a task cancelled before its first step never runs its body (no finally either) and ends up cancelled. */
export async function cancelBeforeStart() {
  async function worker() {
    await span('a', async () => {
      try {
        await sleep(10);
      } finally {
        ev('finally', 'a');
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  ev('call', 'main', 'cancel', t.cancel());
  noteState('main', t);
  await attempt('main', t);
  noteState('main', t);
}

/** in finally, `child.cancel(); await wait_for(child, 1)` raises the child's CancelledError and so replaces the parent's real error: the parent ends up cancelled. */
export async function cancelCleanupAwaitMasksError() {
  async function child() {
    await span('child', async () => {
      await sleep(1000);
    });
  }

  async function parent() {
    await span('parent', async () => {
      const t = spawn(() => child(), 'child');
      await sleep(1);
      try {
        throw new ValueError('real error');
      } finally {
        t.cancel();
        await waitFor(t, 1000);
      }
    });
  }

  const p = spawn(() => parent(), 'parent');
  await attempt('main', p);
  noteState('main', p);
}

/** clean-up wrapped in a shielded task survives a second cancel: the await is interrupted, the clean-up itself finishes. */
export async function cancelCleanupShielded() {
  async function cleanup() {
    await span('cleanup', async () => {
      await sleep(20);
    });
  }

  async function worker() {
    await span('a', async () => {
      try {
        await sleep(1000);
      } finally {
        await shield(spawn(() => cleanup(), 'cleanup'));
        ev('finally', 'a', 'end');
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(5);
  t.cancel();
  await sleep(5);
  t.cancel();
  await attempt('main', t);
  await sleep(50);
}

/** if the task answers CancelledError with another exception, it is failed with that exception, not cancelled. */
export async function cancelConvertException() {
  async function worker() {
    await span('a', async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        throw new ValueError('clean-up failed');
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(1);
  t.cancel();
  await attempt('main', t);
  noteState('main', t);
}

/** code without an await cannot be interrupted; a checkpoint (sleep(0)) in the loop is where the cancellation is delivered. */
export async function cancelCpuNeedsCheckpoint() {
  async function worker(who: string, checkpoints: boolean) {
    await span(who, async () => {
      for (let i = 0; i < 4; i += 1) {
        ev('step', who, i);
        if (checkpoints) {
          await sleep(0);
        }
      }
    });
  }

  for (const [who, cp] of [['with', true], ['without', false]] as const) {
    const t = spawn(() => worker(who, cp), who);
    await sleep(0);
    t.cancel();
    await attempt('main', t);
  }
}

/** cancel() on a task that is already done (result, error or cancelled) returns False and changes nothing. */
export async function cancelDoneTask() {
  async function ok() {
    return 1;
  }

  async function bad() {
    throw new ValueError('boom');
  }

  const a = spawn(() => ok(), 'ok');
  const b = spawn(() => bad(), 'bad');
  const c = spawn(() => sleep(50), 'c');
  await sleep(1);
  c.cancel();
  await wait([a, b, c]);
  for (const t of [a, b, c]) {
    ev('call', 'main', t.name, t.cancel());
    noteState('main', t);
  }
  await attempt('main', b);
}

/** a second cancel interrupts an await inside finally: the rest of the clean-up is lost. */
export async function cancelDuringFinally() {
  async function worker() {
    await span('a', async () => {
      try {
        await sleep(1000);
      } finally {
        ev('finally', 'a', 'begin');
        await sleep(10);
        ev('finally', 'a', 'end');
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(5);
  t.cancel();
  await sleep(5);
  t.cancel();
  await attempt('main', t);
}

/** `except Exception` does not catch CancelledError (it is a BaseException), so a broad handler does not void a cancellation. */
export async function cancelExceptException() {
  async function worker() {
    await span('a', async () => {
      for (;;) {
        try {
          await sleep(10);
          throw new ValueError('retry me');
        } catch (error) {
          rethrowIfCancelled(error);
          ev('except', 'a', ...exc(error));
        }
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(25);
  t.cancel();
  await attempt('main', t);
}

/** a cancellation inside __aenter__ means the context was never entered: __aexit__ is not called. */
export async function cancelInAenter() {
  async function enter() {
    ev('enter', 'a', 'begin');
    await sleep(1000);
    ev('enter', 'a', 'end');
    return {
      async [Symbol.asyncDispose]() {
        ev('exit', 'a');
      },
    };
  }

  async function worker() {
    await span('a', async () => {
      const resource = await enter();
      try {
        ev('step', 'a', 'body');
      } finally {
        await resource[Symbol.asyncDispose]();
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(1);
  t.cancel();
  await attempt('main', t);
}

/** a cancellation that arrives while __aexit__ is awaiting interrupts the clean-up like any other await. */
export async function cancelInAexit() {
  const resource = {
    async [Symbol.asyncDispose]() {
      ev('exit', 'a', 'begin');
      await sleep(20);
      ev('exit', 'a', 'end');
    },
  };

  async function worker() {
    await span('a', async () => {
      try {
        ev('step', 'a', 'body done');
      } finally {
        await resource[Symbol.asyncDispose]();
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(5);
  t.cancel();
  await attempt('main', t);
}

/** a cancellation while __anext__ (or an async generator) sleeps takes effect at once, not at the end of that await. */
export async function cancelInAsyncFor() {
  async function* slowIter() {
    try {
      for (let i = 0; i < 5; i += 1) {
        await sleep(2000);
        yield i;
      }
    } catch (error) {
      if (!(error instanceof CancelledError)) {
        throw error;
      }
      ev('except', 'generator', 'CancelledError');
      throw error;
    }
  }

  async function worker() {
    await span('a', async () => {
      for await (const i of slowIter()) {
        ev('got', 'a', i);
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(2500);
  t.cancel();
  await attempt('main', t);
}

/** a cancellation in the body of async with calls __aexit__ with CancelledError; awaits inside __aexit__ still work; a false return lets it through. */
export async function cancelInAsyncWithBody() {
  async function enter() {
    ev('enter', 'a');
    return {
      async exit(error: unknown) {
        // A disposer is given no error; a catch block is, so this one is written with a catch block.
        ev('exit', 'a', typeName(error));
        await sleep(10);
        ev('exit', 'a', 'cleaned up');
      },
    };
  }

  async function worker() {
    await span('a', async () => {
      const resource = await enter();
      try {
        await sleep(1000);
      } catch (error) {
        await resource.exit(error);
        throw error;
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(1);
  t.cancel();
  await attempt('main', t);
}

/** cancelling a task that awaits another task cancels the awaited task; the awaiter gets CancelledError only after the inner one has finished its clean-up. */
export async function cancelInAwaitTask() {
  async function inner() {
    await span('inner', async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(10);
        ev('step', 'inner', 'cleaned up');
      }
    });
  }

  async function outer(t: Task<unknown>) {
    await span('outer', async () => {
      await t;
    });
  }

  const i = spawn(() => inner(), 'inner');
  const o = spawn(() => outer(i), 'outer');
  await sleep(1);
  o.cancel();
  await attempt('main', o);
}

/** cancelling one waiter of an event leaves the event and its other waiters alone. */
export async function cancelInEventWait() {
  async function waiter(who: string, e: Gate) {
    await span(who, async () => {
      await e.wait();
    });
  }

  const e = new Gate();
  const a = spawn(() => waiter('a', e), 'a');
  const b = spawn(() => waiter('b', e), 'b');
  await sleep(1);
  a.cancel();
  await sleep(1);
  ev('step', 'main', 'set', e.isOpen);
  e.open();
  await wait([a, b]);
}

/** cancelling a task that awaits a bare future cancels that future too, synchronously. */
export async function cancelInFutureWait() {
  async function worker(f: Future<unknown>) {
    await span('a', async () => {
      await f;
    });
  }

  const f = new Settable();
  const t = spawn(() => worker(f), 'a');
  await sleep(1);
  t.cancel();
  ev('step', 'main', 'future cancelled', f.cancelled);
  await attempt('main', t);
}

/** a task cancelled while waiting for a lock does not get it, and the next waiter is served when the holder releases. */
export async function cancelInLockAcquire() {
  async function user(who: string, lock: Lock, hold: number) {
    await span(who, async () => {
      await lock.run(async () => {
        ev('acquired', who);
        await sleep(hold);
      });
      ev('released', who);
    });
  }

  const lock = new Lock();
  const a = spawn(() => user('a', lock, 10), 'a');
  const b = spawn(() => user('b', lock, 10), 'b');
  const c = spawn(() => user('c', lock, 10), 'c');
  await sleep(5);
  b.cancel();
  await wait([a, b, c]);
  ev('step', 'main', 'locked', lock.locked);
}

/** a cancelled queue.get() loses no item: one put later goes to the next getter. */
export async function cancelInQueueGet() {
  async function getter(who: string, q: Queue<string>) {
    await span(who, async () => {
      ev('got', who, await q.get());
    });
  }

  const q = new Queue<string>();
  const a = spawn(() => getter('a', q), 'a');
  const b = spawn(() => getter('b', q), 'b');
  await sleep(1);
  a.cancel();
  await sleep(1);
  q.putNow('item');
  await wait([a, b]);
  ev('step', 'main', 'left', q.size);
}

/** a getter cancelled in the same turn in which an item was put for it gives the wake-up to the next getter: the item is not lost. */
export async function cancelInQueueGetRace() {
  async function getter(who: string, q: Queue<string>) {
    await span(who, async () => {
      ev('got', who, await q.get());
    });
  }

  const q = new Queue<string>();
  const a = spawn(() => getter('a', q), 'a');
  const b = spawn(() => getter('b', q), 'b');
  await sleep(1);
  q.putNow('item');
  a.cancel();
  await wait([a, b], { timeoutMilliseconds: 50 });
  ev('step', 'main', 'left', q.size);
}

/** a cancelled put() on a full queue does not put its item. */
export async function cancelInQueuePut() {
  async function putter(q: Queue<string>) {
    await span('a', async () => {
      await q.put('second');
    });
  }

  const q = new Queue<string>({ maxSize: 1 });
  q.putNow('first');
  const t = spawn(() => putter(q), 'a');
  await sleep(1);
  t.cancel();
  await attempt('main', t);
  ev('got', 'main', q.getNow(), 'left', q.size);
}

/** cancelling a sleeping task ends the sleep at once: CancelledError at the await, except/finally run, state cancelled. */
export async function cancelInSleep() {
  async function worker() {
    await span('a', async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('except', 'a', 'CancelledError');
        throw error;
      } finally {
        ev('finally', 'a');
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(5);
  t.cancel();
  await attempt('main', t);
  noteState('main', t);
}

/** cancel() only requests: right after it cancelled() and done() are still False, cancelling() is 1; the task ends at its next turn. */
export async function cancelIsARequest() {
  async function worker() {
    await span('a', async () => {
      await sleep(1000);
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(1);
  ev('call', 'main', 'cancel', t.cancel());
  noteState('main', t);
  await wait([t]);
  noteState('main', t);
}

/** cancelling the holder of a lock inside `async with lock` releases the lock to the next waiter. */
export async function cancelLockHolder() {
  async function user(who: string, lock: Lock, hold: number) {
    await span(who, async () => {
      await lock.run(async () => {
        ev('acquired', who);
        await sleep(hold);
      });
    });
  }

  const lock = new Lock();
  const a = spawn(() => user('a', lock, 1000), 'a');
  const b = spawn(() => user('b', lock, 10), 'b');
  await sleep(5);
  a.cancel();
  await wait([a, b]);
  ev('step', 'main', 'locked', lock.locked);
}

/** cancel(msg) travels as the argument of the CancelledError, to the task and to whoever awaits it. */
export async function cancelMessage() {
  async function worker() {
    await span('a', async () => {
      await sleep(1000);
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(1);
  t.cancel('shutting down');
  await attempt('main', t);
}

/** the manual clean-up pattern: in finally cancel the children and await gather(..., return_exceptions=True); the parent's own exception survives. */
export async function cancelNestedCleanupPattern() {
  async function child(who: string) {
    await span(who, async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(10);
      }
    });
  }

  async function parent() {
    await span('parent', async () => {
      const kids = ['c1', 'c2'].map(n => spawn(() => child(n), n));
      try {
        await sleep(5);
        throw new ValueError('real error');
      } finally {
        for (const k of kids) {
          k.cancel();
        }
        await gatherSettled(kids);
        ev('step', 'parent', 'children gone');
      }
    });
  }

  await attempt('main', spawn(() => parent(), 'parent'));
}

/** a task started by create_task is not cancelled with the task that created it, if that one is not awaiting it. */
export async function cancelNestedNotCancelled() {
  async function child() {
    return span('child', async () => {
      await sleep(20);
      return 'child done';
    });
  }

  async function parent() {
    await span('parent', async () => {
      spawn(() => child(), 'child');
      await sleep(1000);
    });
  }

  const p = spawn(() => parent(), 'parent');
  await sleep(5);
  p.cancel();
  await attempt('main', p);
  await sleep(50);
}

/** inside the running task cancelled() is always False; a pending or delivered request shows only in cancelling(). */
export async function cancelPollingFlags() {
  async function worker() {
    await span('a', async () => {
      const self = me();
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        noteState('a', self);
        throw error;
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(1);
  t.cancel();
  await wait([t]);
  noteState('main', t);
}

/** cancel() in the same turn in which the awaited future got its result still wins: CancelledError is raised and the result is not seen. */
export async function cancelRaceWithCompletion() {
  async function worker(f: Future<unknown>) {
    await span('a', async () => {
      const v = await f;
      ev('result', 'a', v);
    });
  }

  const f = new Settable();
  const t = spawn(() => worker(f), 'a');
  await sleep(1);
  f.setResult('value');
  ev('call', 'main', 'cancel', t.cancel());
  await attempt('main', t);
  ev('step', 'main', 'future', f.result());
}

/** an exception raised in finally replaces the CancelledError (kept as its context): the task is failed, not cancelled. */
export async function cancelRaiseInFinally() {
  async function worker() {
    await span('a', async () => {
      try {
        await sleep(1000);
      } finally {
        throw new ValueError('in finally');
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(1);
  t.cancel();
  const e = await attempt('main', t);
  ev('step', 'main', 'cause', e instanceof Error ? e.cause : e);
  noteState('main', t);
}

/** a body that raises CancelledError itself, without any cancel(), leaves the task cancelled with cancelling() 0. */
export async function cancelRaisedByHand() {
  async function worker() {
    await span('a', async () => {
      throw new CancelledError('by hand');
    });
  }

  const t = spawn(() => worker(), 'a');
  await attempt('main', t);
  noteState('main', t);
}

/** `return` in finally swallows the CancelledError silently: the task is done with that value. */
export async function cancelReturnInFinally() {
  async function worker() {
    ev('start', 'a');
    try {
      await sleep(1000);
    } finally {
      return 'from finally';
    }
  }

  const t = spawn(() => worker(), 'a');
  await sleep(1);
  t.cancel();
  await attempt('main', t);
  noteState('main', t);
}

/** a running task that cancels itself gets CancelledError at its next real suspension, not at the cancel() call. */
export async function cancelSelfNextAwait() {
  async function worker() {
    await span('a', async () => {
      me().cancel();
      ev('step', 'a', 'after cancel()');
      const f = new Settable();
      f.setResult(undefined);
      await f;
      ev('step', 'a', 'a done future is no suspension');
      await sleep(0);
      ev('step', 'a', 'not reached');
    });
  }

  await attempt('main', spawn(() => worker(), 'a'));
}

/** a cancel request that is still undelivered when the body raises is dropped: the task is failed with the exception. */
export async function cancelSelfRaise() {
  async function worker() {
    await span('a', async () => {
      me().cancel();
      throw new ValueError('boom');
    });
  }

  const t = spawn(() => worker(), 'a');
  await attempt('main', t);
  noteState('main', t);
}

/** a cancel request that is still undelivered when the body returns makes the task cancelled; the return value is lost and the body never sees CancelledError. */
export async function cancelSelfReturn() {
  async function worker() {
    return span('a', async () => {
      me().cancel();
      ev('step', 'a', 'ran on');
      return 1;
    });
  }

  const t = spawn(() => worker(), 'a');
  await attempt('main', t);
  noteState('main', t);
}

/** two tasks await one shared task: cancelling one awaiter cancels the shared task and so hits the other awaiter, whose own cancelling() stays 0. */
export async function cancelSharedAwaitedTask() {
  async function shared() {
    await span('shared', async () => {
      await sleep(1000);
    });
  }

  async function waiter(who: string, t: Task<unknown>) {
    await span(who, async () => {
      try {
        await t;
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('except', who, 'cancelling', me().cancelling);
        throw error;
      }
    });
  }

  const s = spawn(() => shared(), 'shared');
  const a = spawn(() => waiter('a', s), 'a');
  const b = spawn(() => waiter('b', s), 'b');
  await sleep(1);
  a.cancel();
  await wait([a, b, s]);
}

/** catching CancelledError without re-raising voids the cancellation: the task goes on, later awaits work, it is not cancelled; cancelling() stays 1. */
export async function cancelSwallowContinue() {
  async function worker() {
    return span('a', async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('except', 'a', 'swallowed');
      }
      await sleep(10);
      ev('step', 'a', 'second sleep finished');
      return 1;
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(1);
  t.cancel();
  await attempt('main', t);
  noteState('main', t);
}

/** with a -> b -> c awaiting each other as tasks, cancelling a delivers to the innermost c first; the error then travels c, b, a. */
export async function cancelThreeLevels() {
  async function c() {
    await span('c', async () => {
      await sleep(1000);
    });
  }

  async function level(who: string, t: Task<unknown>) {
    await span(who, async () => {
      await t;
    });
  }

  const tc = spawn(() => c(), 'c');
  const tb = spawn(() => level('b', tc), 'b');
  const ta = spawn(() => level('a', tb), 'a');
  await sleep(1);
  ta.cancel();
  await wait([ta]);
  for (const t of [ta, tb, tc]) {
    ev('state', 'main', t.name, { cancelled: t.cancelled, cancelling: t.cancelling });
  }
}

/** two cancel() calls before the task runs deliver one CancelledError, with the first message; cancelling() counts 2. */
export async function cancelTwiceBeforeDelivery() {
  async function worker() {
    await span('a', async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('except', 'a', ...exc(error), 'cancelling', me().cancelling);
      }
      await sleep(1);
      ev('step', 'a', 'next await');
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(1);
  ev('call', 'main', 'cancel', t.cancel('one'));
  ev('call', 'main', 'cancel', t.cancel('two'));
  noteState('main', t);
  await attempt('main', t);
  noteState('main', t);
}

/** a cancel() after the first CancelledError was delivered delivers a second one, at the await the task is then in. */
export async function cancelTwiceDelivered() {
  async function worker() {
    await span('a', async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('except', 'a', 1);
      }
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('except', 'a', 2, 'cancelling', me().cancelling);
        throw error;
      }
    });
  }

  const t = spawn(() => worker(), 'a');
  await sleep(5);
  t.cancel();
  await sleep(5);
  t.cancel();
  await attempt('main', t);
}
