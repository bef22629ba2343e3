import type { Kit } from '../../src/runtime/index.ts';

type World = typeof import('#world');
type Act = (...given: never[]) => unknown;

/** The run that the world is used in. There is none while a story is loaded. */
export interface Circumstances {
  readonly kit: Kit;
  /** As calls are, or so that what is begun later ends sooner, or much later. */
  readonly pace: 'usual' | 'backwards' | 'slowing';
  /** The subject's instance is being made: what it makes for itself lives as long as it does. */
  isMaking: boolean;
  /** What calls fail with, if not with the error that they name. */
  readonly failure?: () => Error;
  /** The number of a call that fails by its own account, whatever the explorer does. */
  readonly failing?: number;
  /** Hears where a call stands that is given an aborted signal. */
  readonly tellRefused?: (stack: string) => void;
  calls: number;
}

/** The world, so that the explorer sees it. */
export interface WatchedWorld {
  readonly exports: World;
  enter(circumstances: Circumstances): void;
  /** The subject's instance is made: from now on, who listens to its sockets does so for a call. */
  made(): void;
  /** Must be given back from now on. */
  hold<T extends object>(name: string, resource: T): T;
  isClosed(resource: object): boolean;
  /** The world as it is, for what the subject does not do itself. */
  readonly unwatched: World;
}

const nothing = (): void => undefined;

/**
 * What is opened must be closed, a lock must be given back, and of a call that takes a signal it is known whether it was given one. A call
 * that fails by its own account is let fail by the explorer as well, with the error that it names.
 */
export function watchWorld(world: World): WatchedWorld {
  let now: Circumstances | undefined;
  const givenBack = new WeakMap<object, () => void>();
  const closed = new WeakSet();
  const unwatchedSockets = new Set<object>();

  const byTheOtherSide = (): Error => new world.AlreadyClosed('by the other side');
  patch(world.Connection.prototype, { query: act => call('query', act, byTheOtherSide), execute: act => call('execute', act, byTheOtherSide), close: act => closing(call('close', act)) });
  patch(world.OpenFile.prototype, { write: act => call('write', act, byTheOtherSide), close: closing });
  patch(world.Lock.prototype, { acquire: act => call('acquire', acquiring(act)) });
  patch(world.Socket.prototype, { open: act => call('dial', act), send: act => call('send', act, byTheOtherSide), close: act => call('hang up', act) });

  const exports: World = {
    ...world,
    put: call('put', world.put, () => new world.OutOfStock('a')),
    fetchOrder: call('fetchOrder', world.fetchOrder, () => new world.OutOfStock('a')),
    charge: call('charge', world.charge, () => new world.PaymentDeclined('a')),
    save: call('save', world.save, () => new world.NotSaved('An order needs an id.')),
    ship: call('ship', world.ship, () => new world.OutOfStock('a')),
    price: call('price', world.price, () => new RangeError('Nothing to price.')),
    runJob: call('runJob', world.runJob),
    saveQuietly: call('saveQuietly', world.saveQuietly),
    connect: call('connect', opening('connection', world.connect)),
    openFile: call('openFile', opening('file', world.openFile), () => new RangeError('A file needs a path.')),
    delay: waiting(like(world.delay, (milliseconds, ...rest) => Reflect.apply(world.delay, undefined, [now?.pace === 'slowing' ? 20 * Number(milliseconds) : milliseconds, ...rest]) as unknown)),
    Connection: making(world.Connection, made => hold('connection', made)),
    OpenFile: making(world.OpenFile, made => hold('file', made)),
    Socket: making(world.Socket, socket => {
      if (now === undefined || now.isMaking) {
        unwatchedSockets.add(socket);
      }
    }),
  };
  return {
    exports,
    unwatched: world,
    hold,
    isClosed: resource => closed.has(resource),
    enter: circumstances => { now = circumstances; },
    made: () => {
      if (now !== undefined) {
        now.isMaking = false;
        for (const socket of unwatchedSockets) {
          now.kit.watch('a socket', socket);
        }
      }
    },
  };

  function hold<T extends object>(name: string, resource: T): T {
    if (now !== undefined) {
      givenBack.set(resource, now.kit.holds(name));
    }
    return resource;
  }

  /** A call that takes time, and may be let fail. */
  function call<F extends Act>(name: string, act: F, failure?: () => Error): F {
    async function perform(self: unknown, given: readonly unknown[], circumstances: Circumstances): Promise<unknown> {
      const { kit } = circumstances;
      circumstances.calls += 1;
      const { calls: number } = circumstances;
      const signal = signalIn(given);
      if (circumstances.tellRefused !== undefined && signal !== undefined && isAborted(signal)) {
        circumstances.tellRefused(new Error('It is aborted.').stack ?? '');
      }
      if (circumstances.pace !== 'usual') {
        await world.delay(Math.max(1, circumstances.pace === 'slowing' ? 20 * circumstances.calls - 19 : Math.floor(480 / 2 ** circumstances.calls)), { signal });
      }
      const result: unknown = await Reflect.apply(waiting(act), self, given);
      if (failure !== undefined) {
        const fails = circumstances.failing === number ? { error: failure() } : {};
        await kit.call(name, { milliseconds: 0, heeds: 'never', isPoint: false, failure: circumstances.failure ?? failure, ...fails });
      }
      return result;
    }
    return like(act, function (this: unknown, ...given) {
      return now === undefined ? Reflect.apply(act, this, given) : perform(this, given, now);
    });
  }

  /** A call that could be given the signal, if it says so by its parameters. */
  function waiting<F extends Act>(act: F): F {
    return like(act, function (this: unknown, ...given) {
      const heard = now === undefined || !takesSignal(act) || signalIn(given) !== undefined ? nothing : now.kit.waitsUnheard();
      const result: unknown = Reflect.apply(act, this, given);
      if (result instanceof Promise && heard !== nothing) {
        result.then(heard, heard);
      }
      return result;
    });
  }

  function opening<F extends Act>(name: string, act: F): F {
    return like(act, async function (this: unknown, ...given) {
      // What is being opened is known by where the call stands, and that only now.
      const release = now?.kit.holds(name) ?? nothing;
      try {
        const resource: unknown = await Reflect.apply(act, this, given);
        givenBack.set(Object(resource) as object, release);
        return resource;
      } catch (error) {
        release();
        throw error;
      }
    });
  }

  function acquiring<F extends Act>(act: F): F {
    return like(act, async function (this: unknown, ...given) {
      const release = now?.kit.holds('lock') ?? nothing;
      const giveBack: unknown = await Reflect.apply(act, this, given);
      return () => {
        release();
        if (typeof giveBack === 'function') {
          Reflect.apply(giveBack, undefined, []);
        }
      };
    });
  }

  function closing<F extends Act>(act: F): F {
    return like(act, function (this: object, ...given) {
      const result: unknown = Reflect.apply(act, this, given);
      const end = (): void => {
        closed.add(this);
        givenBack.get(this)?.();
      };
      if (result instanceof Promise) {
        return result.then(value => {
          end();
          return value as unknown;
        });
      }
      end();
      return result;
    });
  }
}

function making<C extends new (...given: never[]) => object>(made: C, tell: (instance: object) => void): C {
  const watched: C = new Proxy(made, {
    construct(target, given: unknown[], newTarget) {
      const instance = Reflect.construct(target, given, newTarget === watched ? target : newTarget) as object;
      tell(instance);
      return instance;
    },
  });
  return watched;
}

function patch(prototype: object, methods: Readonly<Record<string, (act: Act) => Act>>): void {
  for (const [name, watch] of Object.entries(methods)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    Object.defineProperty(prototype, name, { ...descriptor, value: watch(descriptor?.value as Act) });
  }
}

/** The same function to those who call it. */
function like<F extends Act>(act: F, watched: (this: never, ...given: readonly unknown[]) => unknown): F {
  return Object.defineProperty(watched, 'takesSignal', { value: takesSignal(act) }) as never;
}

function takesSignal(act: Act): boolean {
  return 'takesSignal' in act ? act.takesSignal === true : /^[^)]*\b(?:signal|options)\b/.test(Function.prototype.toString.call(act));
}

/** Not asked of the signal itself, whose answers the explorer counts. */
function isAborted(signal: AbortSignal): boolean {
  return Reflect.get(AbortSignal.prototype, 'aborted', signal);
}

function signalIn(given: readonly unknown[]): AbortSignal | undefined {
  const found = given.map(value => (typeof value === 'object' && value !== null && 'signal' in value ? value.signal : value)).find(value => value instanceof AbortSignal);
  return found instanceof AbortSignal ? found : undefined;
}
