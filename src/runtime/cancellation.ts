import { CancelledError } from './errors.ts';
import { frames } from './frame.ts';
import type { Scope } from './scope.ts';

/** How deep a chain of causes is followed; one that is longer is not a wrapped cancellation. */
const longestChain = 16;

/**
 * The cancellation that an error stands for. A `CancelledError` is one itself. Node's own calls wrap the reason of an aborted signal in an
 * `AbortError`: that is one only if its causes lead to a request made to the scope at hand. Another `AbortError` is a failure.
 */
export function cancellationIn(error: unknown, scope: Scope | undefined): CancelledError | undefined {
  const root = isAbortError(error) ? rootCause(error) : error;
  if (!(root instanceof CancelledError)) {
    return undefined;
  }
  const known = scope?.acknowledge(root) ?? false;
  return root === error || known ? root : undefined;
}

/**
 * Is this error a cancellation, of any task, or what a call made of this task's aborted signal?
 *
 * A request that a foreign call has reported in this way counts as delivered and is not raised again.
 *
 * @example
 * async function attempt(url: string) {
 *   try {
 *     return await fetch(url, { signal: currentSignal() });
 *   } catch (error) {
 *     return isCancelled(error) ? 'cancelled' : 'failed';
 *   }
 * }
 */
export function isCancelled(error: unknown): boolean {
  return cancellationIn(error, frames.getStore()?.scope) !== undefined;
}

/**
 * Throws the cancellation again if the error is one, and does nothing otherwise: the first line of a handler that is meant for failures.
 *
 * @throws {CancelledError} If `isCancelled(error)`.
 * @example
 * try {
 *   await sleep(1_000);
 * } catch (error) {
 *   rethrowIfCancelled(error);
 *   console.error('failed', error);
 * }
 */
export function rethrowIfCancelled(error: unknown): void {
  const cancellation = cancellationIn(error, frames.getStore()?.scope);
  if (cancellation !== undefined) {
    throw cancellation;
  }
}

function isAbortError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'AbortError';
}

function rootCause(error: Error): unknown {
  let cause: unknown = error;
  for (let depth = 0; depth < longestChain && cause instanceof Error && cause.cause !== undefined && !(cause instanceof CancelledError); depth += 1) {
    cause = cause.cause;
  }
  return cause;
}
