import { CancelledError, TaskGroupError, UsageError, sleep, taskGroup, withTimeout, type TaskGroup } from '../../../src/runtime/index.ts';
import { Kept, LookupError, ValueError, attempt, ev, exc, me, noteState, span, spawn, track, typeName } from '../kit/trace.ts';

/** leaving a TaskGroup block waits for all children; results are read from the tasks afterwards. */
export async function tgAllOk() {
  async function child(who: string, d: number) {
    return span(who, async () => {
      await sleep(d);
      return who.toUpperCase();
    });
  }

  const [a, b] = await taskGroup(async g => {
    const tasks = [track(g.createTask(() => child('a', 20), { name: 'a' })), track(g.createTask(() => child('b', 10), { name: 'b' }))] as const;
    ev('step', 'main', 'body end');
    return tasks;
  });
  ev('step', 'main', 'after group', a.result(), b.result());
}

/** an exception in the body cancels the children; it is a member of the ExceptionGroup, after the children's own errors. */
export async function tgBodyFails() {
  async function child(who: string, fail: boolean) {
    await span(who, async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        if (fail) {
          throw new LookupError(who);
        }
        throw error;
      }
    });
  }

  try {
    await taskGroup(async g => {
      track(g.createTask(() => child('ok', false), { name: 'ok' }));
      track(g.createTask(() => child('messy', true), { name: 'messy' }));
      await sleep(1);
      throw new ValueError('body');
    });
  } catch (error) {
    ev('except', 'main', typeName(error), error instanceof TaskGroupError ? error.errors.map(typeName) : []);
  }
}

/** when a child's failure cancels the body and the body swallows the CancelledError, the group still raises the ExceptionGroup at its end. */
export async function tgBodySwallowsCancel() {
  async function bad() {
    await sleep(10);
    throw new ValueError('boom');
  }

  try {
    await taskGroup(async g => {
      track(g.createTask(() => bad(), { name: 'bad' }));
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('except', 'body', 'swallowed');
      }
      await sleep(5);
      ev('step', 'body', 'goes on');
    });
  } catch (error) {
    ev('except', 'main', exc(error), 'cancelling', me().cancelling);
  }
}

/** after a group has raised its ExceptionGroup, the parent's cancelling() is 0 again, also when the child failed while the parent was already waiting at the end of the block. */
export async function tgCancellingCountAfterFailure() {
  async function bad() {
    await sleep(10);
    throw new ValueError('boom');
  }

  const self = me();
  try {
    await taskGroup(async g => {
      track(g.createTask(() => bad(), { name: 'bad' }));
    });
  } catch (error) {
    ev('except', 'main', exc(error), 'cancelling', self.cancelling);
  }
  await sleep(1);
  ev('step', 'main', 'goes on');
}

/** a body that awaits a failing child gets the group's CancelledError, not the child's error; the error comes out once, in the ExceptionGroup. */
export async function tgChildAwaitedInBody() {
  async function bad() {
    await sleep(10);
    throw new ValueError('boom');
  }

  try {
    await taskGroup(async g => {
      const t = track(g.createTask(() => bad(), { name: 'bad' }));
      try {
        await t;
      } catch (error) {
        ev('except', 'body', ...exc(error));
        throw error;
      }
    });
  } catch (error) {
    ev('except', 'main', exc(error), 'cancelling', me().cancelling);
  }
}

/** cancelling one child directly, or a child raising CancelledError by hand, does not abort the group and is no error. */
export async function tgChildCancelledAlone() {
  async function child(who: string, d: number) {
    await span(who, async () => {
      await sleep(d);
    });
  }

  async function byHand() {
    await span('hand', async () => {
      throw new CancelledError();
    });
  }

  await taskGroup(async g => {
    const a = track(g.createTask(() => child('a', 1000), { name: 'a' }));
    track(g.createTask(() => child('b', 20), { name: 'b' }));
    track(g.createTask(() => byHand(), { name: 'hand' }));
    await sleep(5);
    a.cancel();
  });
  ev('step', 'main', 'group ended normally');
}

/** a child fails, and while the group waits for a slow sibling the parent is also cancelled from outside: the ExceptionGroup is raised, cancelling() is 1 (only the group's own request is taken back), and the cancellation is delivered again at the next await. */
export async function tgChildErrorThenExternalCancel() {
  async function bad() {
    await sleep(10);
    throw new ValueError('boom');
  }

  async function slow() {
    await span('slow', async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(20);
      }
    });
  }

  async function parent() {
    await span('parent', async () => {
      try {
        await taskGroup(async g => {
          track(g.createTask(() => bad(), { name: 'bad' }));
          track(g.createTask(() => slow(), { name: 'slow' }));
        });
      } catch (error) {
        ev('except', 'parent', exc(error), 'cancelling', me().cancelling);
      }
      await sleep(5);
      ev('step', 'parent', 'next await finished');
    });
  }

  const p = spawn(() => parent(), 'parent');
  await sleep(20);
  p.cancel();
  await attempt('main', p);
}

/** when a child fails, siblings and the body are cancelled, the group waits for them and raises an ExceptionGroup with only the real error; the parent's cancelling() is back to 0. */
export async function tgChildFails() {
  async function bad() {
    await span('bad', async () => {
      await sleep(10);
      throw new ValueError('boom');
    });
  }

  async function slow() {
    await span('slow', async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(5);
      }
    });
  }

  try {
    await taskGroup(async g => {
      track(g.createTask(() => bad(), { name: 'bad' }));
      track(g.createTask(() => slow(), { name: 'slow' }));
      await span('body', async () => {
        await sleep(1000);
      });
    });
  } catch (error) {
    ev('except', 'main', exc(error), 'cancelling', me().cancelling);
  }
  await sleep(1);
  ev('step', 'main', 'goes on');
}

/** the body was cancelled from outside and is cleaning up when a child fails: the group cancels the body once more, which cuts the clean-up short; the ExceptionGroup wins. */
export async function tgChildFailsDuringBodyCleanup() {
  async function bad() {
    await span('bad', async () => {
      await sleep(30);
      throw new ValueError('boom');
    });
  }

  async function parent() {
    await span('parent', async () => {
      try {
        await taskGroup(async g => {
          track(g.createTask(() => bad(), { name: 'bad' }));
          try {
            await sleep(1000);
          } catch (error) {
            if (!(error instanceof CancelledError)) {
              throw error;
            }
            ev('except', 'body', 'cleaning up');
            await sleep(50);
            ev('step', 'body', 'not reached');
            throw error;
          }
        });
      } catch (error) {
        ev('except', 'parent', exc(error), 'cancelling', me().cancelling);
      }
      await sleep(5);
      ev('step', 'parent', 'next await finished');
    });
  }

  const p = spawn(() => parent(), 'parent');
  await sleep(10);
  p.cancel();
  await attempt('main', p);
}

/** a sibling that answers the group's cancellation with its own exception adds it to the ExceptionGroup, after the first error. */
export async function tgChildFailsOnCancel() {
  async function bad() {
    await sleep(10);
    throw new ValueError('first');
  }

  async function messy() {
    await span('messy', async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        throw new LookupError('second');
      }
    });
  }

  try {
    await taskGroup(async g => {
      track(g.createTask(() => bad(), { name: 'bad' }));
      track(g.createTask(() => messy(), { name: 'messy' }));
    });
  } catch (error) {
    ev('except', 'main', error instanceof TaskGroupError ? error.errors.map(typeName) : []);
  }
}

/** a child that swallows the group's cancellation is simply waited for, as long as it takes; nothing cancels it again. */
export async function tgChildSwallowsCancel() {
  async function bad() {
    await sleep(10);
    throw new ValueError('boom');
  }

  async function stubborn() {
    return span('stubborn', async () => {
      try {
        await sleep(1000);
      } catch (error) {
        if (!(error instanceof CancelledError)) {
          throw error;
        }
        ev('except', 'stubborn', 'swallowed');
      }
      await sleep(500);
      return 'done anyway';
    });
  }

  try {
    await taskGroup(async g => {
      track(g.createTask(() => bad(), { name: 'bad' }));
      track(g.createTask(() => stubborn(), { name: 'stubborn' }));
    });
  } catch (error) {
    ev('except', 'main', exc(error));
  }
}

/** create_task on a group that is not entered, is shutting down, or is finished raises RuntimeError; a running child may add siblings while the group is waiting. */
export async function tgCreateTaskStates() {
  async function leaf(who: string) {
    await span(who, async () => {
      await sleep(5);
    });
  }

  function tryCreate(who: string, g: TaskGroup) {
    try {
      g.createTask(() => leaf('never'));
    } catch (error) {
      if (!(error instanceof UsageError)) {
        throw error;
      }
      ev('caught', who, 'RuntimeError', ['shutting down', 'finished'].find(word => error.message.includes(word)));
    }
  }

  async function adder(g: TaskGroup) {
    await span('adder', async () => {
      await sleep(5);
      track(g.createTask(() => leaf('late'), { name: 'late' }));
    });
  }

  async function lateAdder(g: TaskGroup) {
    try {
      await sleep(1000);
    } finally {
      tryCreate('late_adder', g);
    }
  }

  async function bad() {
    throw new ValueError('boom');
  }

  const group = new Kept<TaskGroup>();
  await taskGroup(async g => {
    group.keep(g);
    g.createTask(() => adder(g));
  });
  tryCreate('main', group.get());
  try {
    await taskGroup(async g => {
      g.createTask(() => lateAdder(g));
      await sleep(1);
      g.createTask(() => bad());
    });
  } catch (error) {
    ev('except', 'main', exc(error));
  }
}

/** cancelling the parent of a group cancels every child, waits for their clean-up, and then raises a plain CancelledError. */
export async function tgExternalCancel() {
  async function child(who: string, cleanup: number) {
    await span(who, async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(cleanup);
      }
    });
  }

  async function parent() {
    await span('parent', async () => {
      await taskGroup(async g => {
        track(g.createTask(() => child('a', 5), { name: 'a' }));
        track(g.createTask(() => child('b', 10), { name: 'b' }));
      });
    });
  }

  const p = spawn(() => parent(), 'parent');
  await sleep(1);
  p.cancel();
  await attempt('main', p);
  noteState('main', p);
}

/** if the parent is cancelled from outside and a child fails while being cancelled, the ExceptionGroup wins over the CancelledError; cancelling() stays 1 and the cancellation is delivered again at the parent's next await. */
export async function tgExternalCancelAndChildError() {
  async function messy() {
    await span('messy', async () => {
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

  async function parent() {
    await span('parent', async () => {
      try {
        await taskGroup(async g => {
          track(g.createTask(() => messy(), { name: 'messy' }));
        });
      } catch (error) {
        ev('except', 'parent', exc(error), 'cancelling', me().cancelling);
      }
      await sleep(5);
      ev('step', 'parent', 'next await finished');
    });
  }

  const p = spawn(() => parent(), 'parent');
  await sleep(1);
  p.cancel();
  await attempt('main', p);
}

/** cancelling the parent while it is in the body of the group: the body gets the CancelledError, then the children are cancelled. */
export async function tgExternalCancelBody() {
  async function child() {
    await span('child', async () => {
      await sleep(1000);
    });
  }

  async function parent() {
    await span('parent', async () => {
      await taskGroup(async g => {
        track(g.createTask(() => child(), { name: 'child' }));
        await span('body', async () => {
          try {
            await sleep(1000);
          } finally {
            await sleep(5);
          }
        });
      });
    });
  }

  const p = spawn(() => parent(), 'parent');
  await sleep(1);
  p.cancel();
  await attempt('main', p);
}

/** a second outside cancel while the group waits for cancelled children does not hit the children again and does not shorten the wait. */
export async function tgExternalCancelTwice() {
  async function slow() {
    await span('slow', async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(20);
        ev('step', 'slow', 'clean-up done');
      }
    });
  }

  async function parent() {
    await span('parent', async () => {
      await taskGroup(async g => {
        track(g.createTask(() => slow(), { name: 'slow' }));
      });
    });
  }

  const p = spawn(() => parent(), 'parent');
  await sleep(1);
  p.cancel();
  await sleep(5);
  p.cancel();
  await attempt('main', p);
  noteState('main', p);
}

/** a group failure handled inside a timeout() block does not spoil the timeout: when the deadline passes later, TimeoutError comes out. */
export async function tgFailureThenTimeout() {
  async function bad() {
    await sleep(10);
    throw new ValueError('boom');
  }

  const self = me();
  try {
    await withTimeout(50, async () => {
      try {
        await taskGroup(async g => {
          track(g.createTask(() => bad(), { name: 'bad' }));
        });
      } catch (error) {
        ev('except', 'body', exc(error));
      }
      await sleep(1000);
    });
  } catch (error) {
    ev('except', 'main', exc(error), 'cancelling', self.cancelling);
  }
}

/** timeout() around a group cancels the children, waits for their clean-up and turns the CancelledError into TimeoutError. */
export async function tgInsideTimeout() {
  async function slow(who: string) {
    await span(who, async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(10);
      }
    });
  }

  try {
    await withTimeout(20, async () => {
      await taskGroup(async g => {
        track(g.createTask(() => slow('a'), { name: 'a' }));
        track(g.createTask(() => slow('b'), { name: 'b' }));
      });
    });
  } catch (error) {
    ev('except', 'main', exc(error), 'cancelling', me().cancelling);
  }
}

/** an inner group's ExceptionGroup is an ordinary exception of the outer body: it cancels the outer children and comes out nested. */
export async function tgNestedInnerFails() {
  async function bad() {
    await span('bad', async () => {
      await sleep(10);
      throw new ValueError('boom');
    });
  }

  async function slow(who: string) {
    await span(who, async () => {
      await sleep(1000);
    });
  }

  try {
    await taskGroup(async outer => {
      track(outer.createTask(() => slow('outer-child'), { name: 'outer-child' }));
      await taskGroup(async inner => {
        track(inner.createTask(() => bad(), { name: 'bad' }));
        track(inner.createTask(() => slow('inner-child'), { name: 'inner-child' }));
      });
    });
  } catch (error) {
    ev('except', 'main', exc(error), 'cancelling', me().cancelling);
  }
}

/** an outer child's failure cancels the parent that waits in the inner group: inner children are cancelled, and only the outer ExceptionGroup is raised. */
export async function tgNestedOuterFails() {
  async function bad() {
    await span('bad', async () => {
      await sleep(10);
      throw new ValueError('boom');
    });
  }

  async function slow(who: string) {
    await span(who, async () => {
      await sleep(1000);
    });
  }

  try {
    await taskGroup(async outer => {
      track(outer.createTask(() => bad(), { name: 'bad' }));
      await taskGroup(async inner => {
        track(inner.createTask(() => slow('inner-child'), { name: 'inner-child' }));
      });
      ev('step', 'main', 'not reached');
    });
  } catch (error) {
    ev('except', 'main', exc(error), 'cancelling', me().cancelling);
  }
}

/** a parent with a pending cancel request enters the group and gets CancelledError at its first suspension (here the wait at the end); the children are cancelled, the wait is not skipped. */
export async function tgParentCancelledBeforeBlock() {
  async function child() {
    await span('child', async () => {
      try {
        await sleep(1000);
      } finally {
        await sleep(5);
      }
    });
  }

  async function parent() {
    await span('parent', async () => {
      me().cancel();
      await taskGroup(async g => {
        track(g.createTask(() => child(), { name: 'child' }));
        ev('step', 'parent', 'body end');
      });
    });
  }

  await attempt('main', spawn(() => parent(), 'parent'));
}

/** a TimeoutError out of a child is an ordinary failure of the group, not a cancellation. */
export async function tgTimeoutInChild() {
  async function child() {
    await span('child', async () => {
      await withTimeout(10, async () => {
        await sleep(1000);
      });
    });
  }

  async function slow() {
    await span('slow', async () => {
      await sleep(1000);
    });
  }

  try {
    await taskGroup(async g => {
      track(g.createTask(() => child(), { name: 'child' }));
      track(g.createTask(() => slow(), { name: 'slow' }));
    });
  } catch (error) {
    ev('except', 'main', exc(error));
  }
}

/** children that fail in the same turn are all in the ExceptionGroup, in order of completion. */
export async function tgTwoFailSameTurn() {
  async function bad(who: string) {
    await span(who, async () => {
      await sleep(10);
      throw new ValueError(who);
    });
  }

  try {
    await taskGroup(async g => {
      for (const n of ['a', 'b']) {
        track(g.createTask(() => bad(n), { name: n }));
      }
    });
  } catch (error) {
    ev('except', 'main', exc(error));
  }
}
