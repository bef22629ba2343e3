/**
 * Marks a promise as handled and returns it. A wait that a task began and has not awaited yet (`const slow = sleep(10)`) may be cancelled
 * meanwhile, which must not end the process; whoever awaits it later still gets the error.
 */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
