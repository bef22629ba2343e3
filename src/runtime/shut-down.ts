import { CancelledError } from './errors.ts';
import type { Member, Session } from './session.ts';
import { Task } from './task.ts';
import { Alarm, now } from './turn.ts';

/** Cancels the tasks that are left and waits for them, then closes the registered generators, all within the time limit; then what is open to other threads. */
export async function shutDown(session: Session): Promise<void> {
  session.closing = true;
  const endsAt = now() + session.shutdownTimeoutMilliseconds;
  reportDropped(session);
  await endTasks(session, endsAt);
  if (session.generators.size > 0) {
    await closeGenerators(session, endsAt);
    await endTasks(session, endsAt);
  }
  for (const close of session.open) {
    close();
  }
  for (const member of session.live) {
    session.report(
      'destroyed-pending',
      `Task ${member.name} has not ended within ${session.shutdownTimeoutMilliseconds} ms of its cancellation by run(): it is given up, its clean-up may never run.`,
      { origin: member },
    );
  }
}

function reportDropped(session: Session): void {
  if (!session.debug) {
    return;
  }
  for (const member of session.live) {
    if (member instanceof Task && !member.wasObserved) {
      session.report('dropped-pending', `Task ${member.name} was still running at the end of run(), and nobody ever awaited it.`, { origin: member });
    }
  }
}

/** In rounds, because a task may start others while it is being cancelled. Each is cancelled once: one that swallows it is waited for. */
async function endTasks(session: Session, endsAt: number): Promise<void> {
  const told = new Set<Member>();
  while (now() < endsAt) {
    const untold = [...session.live].filter(member => !told.has(member));
    if (untold.length === 0) {
      return;
    }
    for (const member of untold) {
      told.add(member);
      member.cancel();
    }
    await Promise.all(untold.map(member => ended(member, endsAt, session)));
  }
}

function ended(member: Member, endsAt: number, session: Session): Promise<void> {
  return new Promise(resolve => {
    if (!(member instanceof Task)) {
      resolve();
      return;
    }
    const alarm = new Alarm(endsAt - now(), resolve);
    member.addDoneCallback(() => {
      alarm.stop();
      resolve();
      reportFailure(member, session);
    });
  });
}

function reportFailure(task: Task<unknown>, session: Session): void {
  if (task.failed) {
    session.report('unhandled-at-shutdown', `Task ${task.name} failed while run() was shutting down.`, { origin: task, error: task.exception() });
  }
}

/** In a task, so that their `finally` blocks may await what tasks may await. */
async function closeGenerators(session: Session, endsAt: number): Promise<void> {
  const closing = new Task(
    async () => {
      const ends = await Promise.allSettled([...session.generators].map(generator => generator.return(undefined)));
      for (const end of ends) {
        if (end.status === 'rejected' && !(end.reason instanceof CancelledError)) {
          session.report('unhandled-at-shutdown', 'A generator failed while run() was closing it.', { error: end.reason });
        }
      }
    },
    session,
    { name: 'closing of generators' },
  );
  await ended(closing, endsAt, session);
}
