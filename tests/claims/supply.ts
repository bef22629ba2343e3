import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import ts from 'typescript';
import type { Kit } from '../../src/runtime/index.ts';
import type { Parameter } from './subjects.ts';
import type { WatchedWorld } from './world.ts';

/**
 * How the world is in a run. In a good one every call succeeds that may; in one that goes backwards, what is begun later ends sooner, in one
 * that is slowing, much later.
 */
export const moods = ['good', 'backwards', 'slowing', 'silent', 'without items', 'too dear', 'without an id', 'unknown', 'nothing to do', 'again and again'] as const;
export type Mood = (typeof moods)[number];

export function isExplored(mood: Mood): boolean {
  return mood === 'good' || mood === 'backwards' || mood === 'slowing' || mood === 'silent';
}

export interface Supplies {
  readonly values: readonly unknown[];
  /** Lets the world speak: what emits says something to whoever listens. */
  readonly speak: () => void;
  /** Of a promise that was given to be rejected: it rejects with what it was told. */
  readonly told: { error?: unknown };
  readonly order: import('#world').Order;
  /** What is open when it is given. */
  readonly resources: readonly { readonly name: string; readonly resource: object }[];
}

interface Given {
  readonly program: ts.Program;
  readonly world: WatchedWorld;
  readonly module: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  readonly kit: Kit;
  readonly mood: Mood;
  /** May what nobody has written fail? */
  readonly strangersFail: boolean;
  /** What the subject closes of what it is given when nobody disturbs it: that is its to close. */
  readonly closedByItself: ReadonlySet<string>;
  /** What was of use in some run: fakes that stand for code which nobody has read, emitters. */
  readonly used: { strangers: boolean; emitters: boolean };
}

/** Values for parameters, by their types: a signal is the explorer's, an order the world's, an interface that nobody implements a fake. */
export function supply(parameters: readonly Parameter[], { program, world, module, signal, kit, mood, strangersFail, closedByItself, used }: Given): Supplies {
  const checker = program.getTypeChecker();
  const speakers: (() => void)[] = [];
  const told: { error?: unknown } = {};
  const order = orderIn(mood);
  const resources: { readonly name: string; readonly resource: object }[] = [];
  let signals = 0;
  let isOver = false;
  const values = parameters.map(({ name, type }) => valueOf(type, name));
  if (speakers.length > 0 && mood !== 'silent') {
    speakInTime();
  }
  return { values, speak, told, order, resources };

  /** Who listens for one call hears of something before it is over. */
  function speakInTime(): void {
    for (let times = 1; times <= (mood === 'again and again' ? 24 : 2); times += 1) {
      void kit.call('the world speaks', { milliseconds: 20 * times, heeds: 'never', canFail: false }).then(() => {
        if (!isOver) {
          theWorldSpeaks();
        }
      });
    }
  }

  /** Who still listens afterwards hears of something then. */
  function speak(): void {
    isOver = true;
    if (mood !== 'silent') {
      theWorldSpeaks();
    }
  }

  function theWorldSpeaks(): void {
    speakers.forEach(tell => { tell(); });
  }

  function valueOf(given: ts.Type, name: string): unknown {
    const type = checker.getNonNullableType(given);
    const typeName = (type.aliasSymbol ?? symbolOf(type))?.name;
    if (type.flags & ts.TypeFlags.String) {
      return order.id;
    }
    if (type.flags & ts.TypeFlags.Number) {
      return 1_000;
    }
    if (type.flags & (ts.TypeFlags.Boolean | ts.TypeFlags.BooleanLiteral)) {
      return true;
    }
    if (type.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any)) {
      return undefined;
    }
    if (typeName === 'AbortSignal') {
      signals += 1;
      return signals === 1 ? signal : new AbortController().signal;
    }
    if (typeName === 'Order') {
      return order;
    }
    if (typeName === 'CancellationToken') {
      return kit.token;
    }
    if (typeName === 'Socket') {
      return speaking(new world.unwatched.Socket(), order.id);
    }
    if (typeName === 'Connection') {
      return resource(name, new world.unwatched.Connection());
    }
    if (typeName === 'OpenFile') {
      return resource(name, new world.unwatched.OpenFile('orders'));
    }
    if (typeName === 'Lock') {
      return new world.unwatched.Lock();
    }
    if (typeName === 'EventEmitter') {
      return speaking(new EventEmitter(), order);
    }
    if (typeName === 'Writable') {
      return failing(new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => { passOn(name, done); } }));
    }
    if (typeName === 'Readable') {
      const source: Readable = new Readable({ read: () => { passOn(name, error => (error === undefined ? source.push(null) : source.destroy(error))); } });
      return failing(source);
    }
    if (checker.isArrayType(type)) {
      const [member] = checker.getTypeArguments(type as ts.TypeReference);
      return member === undefined || mood === 'nothing to do' ? [] : [valueOf(member, name), valueOf(member, name)];
    }
    const [signature] = type.getCallSignatures();
    if (signature !== undefined) {
      return functionOf(signature, name);
    }
    return classFor(type) ?? objectOf(type);
  }

  /** An exported class of the story whose instances are of the type. */
  function classFor(type: ts.Type): unknown {
    for (const [name, value] of Object.entries(module)) {
      const symbol = symbolOf(type)?.declarations?.[0]?.getSourceFile();
      const candidate = symbol === undefined ? undefined : checker.getSymbolAtLocation(symbol)?.exports?.get(ts.escapeLeadingUnderscores(name));
      const isFit = candidate !== undefined && candidate.flags & ts.SymbolFlags.Class && checker.isTypeAssignableTo(checker.getDeclaredTypeOfSymbol(candidate), type);
      if (isFit && typeof value === 'function') {
        return Reflect.construct(value, []) as unknown;
      }
    }
    return undefined;
  }

  function objectOf(type: ts.Type): unknown {
    return Object.fromEntries(type.getProperties().map(property => [property.name, valueOf(checker.getTypeOfSymbol(property), property.name)]));
  }

  function functionOf(signature: ts.Signature, name: string): unknown {
    const result = signature.getReturnType();
    if (symbolOf(result)?.name === 'Promise') {
      return (...given: unknown[]) => {
        const own = given.find(value => value instanceof AbortSignal);
        used.strangers = true;
        return kit.call(name, { signal: own, heeds: strangersFail ? 'at once' : 'never', canFail: strangersFail, ...(strangersFail && mood !== 'good' ? { error: new RangeError(`${name} failed.`) } : {}) });
      };
    }
    if (result.flags & (ts.TypeFlags.Boolean | ts.TypeFlags.BooleanLiteral)) {
      // A predicate says what its name says.
      return (value: unknown) => /cancel|abort/i.test(name) && value instanceof Error && value.name === 'AbortError';
    }
    return (value: unknown) => {
      if (name === 'reject') {
        told.error = value;
      }
    };
  }

  function resource<T extends object>(name: string, made: T): T {
    resources.push({ name, resource: made });
    return closedByItself.has(name) ? world.hold(name, made) : made;
  }

  /** What a stream is asked to do takes a while, and may fail. */
  function passOn(name: string, done: (error?: Error) => unknown): void {
    kit.call(`stream ${name}`, { heeds: 'never', isPoint: false }).then(() => done(), done);
  }

  /** Whose stream it is hears of its errors, so that these end nothing but the stream. */
  function failing<T extends EventEmitter>(stream: T): T {
    return stream.on('error', () => undefined);
  }

  function speaking(emitter: EventEmitter, said: unknown): EventEmitter {
    used.emitters = true;
    kit.watch('an emitter', emitter);
    speakers.push(() => {
      for (const event of emitter.eventNames()) {
        // Nothing goes wrong here: an emitter tells an error only if that is what is waited for.
        if (!['newListener', 'removeListener', 'error'].includes(String(event))) {
          emitter.emit(event, said);
        }
      }
    });
    return emitter;
  }
}

/** Types of literals and unions have none, whatever the declaration says. */
function symbolOf(type: ts.Type): ts.Symbol | undefined {
  return type.symbol;
}

function orderIn(mood: Mood): import('#world').Order {
  return {
    id: mood === 'without an id' ? '' : 'a',
    items: mood === 'without items' ? [] : ['pen'],
    total: mood === 'too dear' ? 5_000 : 10,
  };
}
