import { requireTask } from './frame.ts';
import { handled } from './handled.ts';
import { Join, type Joinable } from './join.ts';
import { inNextTurn } from './turn.ts';

const oneTurn: Joinable<void> = { result: () => undefined, cancel: () => false, dependencies: () => [] };

/**
 * Lets every other task that is ready have a turn, and timers and I/O too. The place where a long computation can be cancelled.
 *
 * `await null` is none of this: it never lets timers and I/O in, and no request is raised there.
 *
 * @throws {CancelledError} If the task has been asked to end, before or during that turn.
 * @throws {UsageError} Outside a task.
 * @example
 * let sum = 0;
 * for (let i = 0; i < 1_000_000; i += 1) {
 *   sum += i;
 *   if (i % 10_000 === 0) {
 *     await checkpoint();
 *   }
 * }
 */
export function checkpoint(): Promise<void> {
  const frame = requireTask('checkpoint()');
  return handled(
    new Promise<void>((resolve, reject) => {
      const request = frame.scope.takePending();
      if (request === undefined) {
        const join = new Join(oneTurn, frame, resolve, reject);
        inNextTurn(() => { join.wake(); });
      } else {
        reject(request);
      }
    }),
  );
}

/** Raises a request that is pending, before an operation begins: nothing is then armed, taken or acquired. */
export function raisePending(operation: string): void {
  const request = requireTask(operation).scope.takePending();
  if (request !== undefined) {
    throw request;
  }
}
