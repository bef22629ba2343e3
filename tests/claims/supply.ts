import { EventEmitter } from 'node:events';
import ts from 'typescript';
import type { Kit } from '../../src/runtime/index.ts';
import type { Parameter } from './subjects.ts';

type World = typeof import('#world');

/** How the world is in a run. In a good one every call succeeds that may. */
export const moods = ['good', 'without items', 'too dear', 'without an id', 'unknown', 'nothing to do', 'again and again'] as const;
export type Mood = (typeof moods)[number];

export interface Supplies {
  readonly values: readonly unknown[];
  /** Lets the world speak: what emits says something to whoever listens. */
  readonly speak: () => void;
  /** Of a promise that was given to be rejected: it rejects with what it was told. */
  readonly told: { error?: unknown };
  readonly order: import('#world').Order;
  /** Has a fake been called that stands for code which nobody has read? */
  readonly used: { strangers: boolean };
}

interface Given {
  readonly program: ts.Program;
  readonly world: World;
  readonly module: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  readonly kit: Kit;
  readonly mood: Mood;
  /** May what nobody has written fail? */
  readonly strangersFail: boolean;
}

/** Values for parameters, by their types: a signal is the explorer's, an order the world's, an interface that nobody implements a fake. */
export function supply(parameters: readonly Parameter[], { program, world, module, signal, kit, mood, strangersFail }: Given): Supplies {
  const checker = program.getTypeChecker();
  const speakers: (() => void)[] = [];
  const told: { error?: unknown } = {};
  const order = orderIn(mood);
  const used = { strangers: false };
  let signals = 0;
  const values = parameters.map(({ name, type }) => valueOf(type, name));
  return { values, speak: () => { speakers.forEach(speak => { speak(); }); }, told, order, used };

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
      return speaking(new world.Socket(), order.id);
    }
    if (typeName === 'EventEmitter') {
      return speaking(new EventEmitter(), order);
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

  function speaking(emitter: EventEmitter, said: unknown): EventEmitter {
    speakers.push(() => {
      for (const event of emitter.eventNames()) {
        emitter.emit(event, said);
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
