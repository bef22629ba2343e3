/** What samples import from node:timers/promises, on the global timer functions. */
export function setTimeout<T>(milliseconds: number, value: T, { signal }: { readonly signal?: AbortSignal } = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = globalThis.setTimeout(resolve, milliseconds, value);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { name: 'AbortError' }));
      },
      { once: true },
    );
  });
}
