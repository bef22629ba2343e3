import type { CallbackUse, CatalogEntry, RegistrationClaim, SignalSlot } from './entry.ts';

/** What is said of one thing, without its name and its source. */
export type Claims = Omit<CatalogEntry, 'of' | 'source'>;

/** Entries for global things that one page describes. */
export function globals(source: string, claims: Readonly<Record<string, Claims>>): CatalogEntry[] {
  return Object.entries(claims).map(([name, said]) => ({ of: { from: 'lib', name }, source, ...said }));
}

/** Entries for a package's exports that one page describes. */
export function exportsOf(module: string, source: string, claims: Readonly<Record<string, Claims>>): CatalogEntry[] {
  return Object.entries(claims).map(([name, said]) => ({
    of: { from: 'package', package: module, name },
    source,
    ...said,
  }));
}

/** The same is said of each name. */
export function each(names: readonly string[], said: Claims): Record<string, Claims> {
  return Object.fromEntries(names.map(name => [name, said]));
}

export function cancels(argument: number, property?: string): SignalSlot {
  return property === undefined ? { argument, kind: 'cancels' } : { argument, property, kind: 'cancels' };
}

export function lifetime(argument: number, property?: string): SignalSlot {
  return property === undefined ? { argument, kind: 'lifetime' } : { argument, property, kind: 'lifetime' };
}

export function commit(argument: number, property?: string): SignalSlot {
  return property === undefined ? { argument, kind: 'commit' } : { argument, property, kind: 'commit' };
}

/** Runs the callback some time after the call; nobody looks at the promise that it returns. */
export function later(argument: number): CallbackUse {
  return { argument, runs: 'later', result: 'dropped', errors: 'unknown' };
}

/** Runs the callback before the call returns, lets its errors through, and does not look at the promise that it returns. */
export function during(argument: number): CallbackUse {
  return { argument, runs: 'during', result: 'dropped', errors: 'propagate' };
}

/** As `during`, but what the callback returns is in the call's own result. */
export function collected(argument: number): CallbackUse {
  return { argument, runs: 'during', result: 'returned', errors: 'propagate' };
}

/** Runs the callback later and settles the call's own promise with what it returns or throws. */
export function chained(argument: number): CallbackUse {
  return { argument, runs: 'later', result: 'returned', errors: 'propagate' };
}

/** Adds a listener for the event that the first argument names; the same listener takes it away. */
export const listening: RegistrationClaim = { kind: 'listener', event: 0, callback: 1, releasedBy: 'callback' };

/** Sets a timer; its handle takes it away. */
export function ticking(kind: 'timer' | 'interval'): RegistrationClaim {
  return { kind, callback: 0, delay: 1, releasedBy: 'result' };
}
