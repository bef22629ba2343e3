import type { Run } from './run.ts';

// Signals stay the platform's own: what the platform does with one, it does with what is inside. Only the names that programs
// use are answered by properties that stand in front, so that it is known who looked at a signal and who still listens to it.

type Listener = Parameters<AbortSignal['addEventListener']>[1];

const prototype = AbortSignal.prototype;
const readAborted = getterOf('aborted');
const readReason = getterOf('reason');

export interface Watched {
  readonly signal: AbortSignal;
  /** Tells those who listen that the signal is aborted, while it is not. */
  readonly tellListeners: () => void;
}

export function watchSignal(signal: AbortSignal, run: Run, name: string): Watched {
  const listening = new Map<Listener, Heard>();
  const isAborted = (): boolean => readAborted.call(signal) === true;

  function aborted(): boolean {
    run.look(isAborted(), false, aborted);
    return isAborted() && !run.isSpinning;
  }
  function reason(): unknown {
    run.look(isAborted(), false, reason);
    return run.failing ?? readReason.call(signal);
  }
  function throwIfAborted(): void {
    run.look(isAborted(), true, throwIfAborted);
    if (!run.isSpinning) {
      prototype.throwIfAborted.call(signal);
    }
  }
  function addEventListener(type: string, listener: Listener, options?: Parameters<AbortSignal['addEventListener']>[2]): void {
    if (type !== 'abort' || isAborted()) {
      if (type === 'abort') {
        run.listensTooLate(addEventListener);
      }
      prototype.addEventListener.call(signal, type, listener, options);
      return;
    }
    if (listening.has(listener)) {
      return;
    }
    const { stop, trace } = run.listens(name, type, addEventListener);
    const hear = (event: Event): unknown => {
      const result = call(listener, signal, event);
      run.blame(result, trace);
      return result;
    };
    listening.set(listener, { hear, stop });
    prototype.addEventListener.call(signal, type, hear, options);
    if (typeof options === 'object') {
      options.signal?.addEventListener('abort', () => { forget(listener); }, { once: true });
    }
  }
  function removeEventListener(type: string, listener: Listener, options?: EventListenerOptions | boolean): void {
    prototype.removeEventListener.call(signal, type, listening.get(listener)?.hear ?? listener, options);
    if (type === 'abort') {
      forget(listener);
    }
  }
  function forget(listener: Listener): void {
    listening.get(listener)?.stop();
    listening.delete(listener);
  }

  // An aborted signal never calls its listeners again, so that they are no longer in anybody's way.
  prototype.addEventListener.call(signal, 'abort', () => { [...listening.keys()].forEach(forget); }, { once: true });
  Object.defineProperties(signal, {
    aborted: { configurable: true, get: aborted },
    reason: { configurable: true, get: reason },
    throwIfAborted: { configurable: true, value: throwIfAborted },
    addEventListener: { configurable: true, value: addEventListener },
    removeEventListener: { configurable: true, value: removeEventListener },
  });
  return {
    signal,
    tellListeners: () => {
      // They have heard what they wait for, so that they are gone, as after an abort.
      for (const [listener, { hear }] of [...listening]) {
        signal.removeEventListener('abort', listener);
        hear(new Event('abort'));
      }
    },
  };
}

interface Heard {
  readonly hear: (event: Event) => unknown;
  readonly stop: () => void;
}

/** An async listener answers a promise, though its type says nothing of it. */
function call(listener: Listener, signal: AbortSignal, event: Event): unknown {
  return typeof listener === 'function' ? Reflect.apply<AbortSignal, [Event], unknown>(listener, signal, [event]) : Reflect.apply<object, [Event], unknown>(listener.handleEvent.bind(listener), listener, [event]);
}

function getterOf(name: 'aborted' | 'reason'): () => unknown {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  return function (this: unknown): unknown {
    return descriptor?.get?.call(this);
  };
}
