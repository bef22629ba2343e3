import { cancels, each, exportsOf, globals, later, lifetime, listening, type Claims } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/** Emitters: a listener runs whenever the event does, and nobody looks at the promise of an async one. */

const page = 'https://nodejs.org/docs/latest-v20.x/api/events.html';

const subscribing = ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'];
const unsubscribing = ['off', 'removeListener', 'removeAllListeners'];

const subscription: Claims = { callbacks: [later(1)], registers: listening, throws: 'never' };

/** What holds for the instances of each class that extends `EventEmitter`; a host without types has no way to know that it does. */
export function emitters(module: string, source: string, classes: readonly string[]): CatalogEntry[] {
  return exportsOf(module, source, {
    ...each(
      classes.flatMap(name => subscribing.map(method => `${name}.prototype.${method}`)),
      subscription,
    ),
    ...each(
      classes.flatMap(name => unsubscribing.map(method => `${name}.prototype.${method}`)),
      { throws: 'never' },
    ),
  });
}

export const nodeEvents: readonly CatalogEntry[] = [
  ...exportsOf('events', `${page}#class-eventemitter`, { EventEmitter: { type: 'emitter' } }),
  ...emitters('events', `${page}#class-eventemitter`, ['EventEmitter']),
  ...exportsOf('events', `${page}#eventsonceemitter-name-options`, {
    once: { signal: [cancels(2, 'signal')], rejects: 'witness' },
  }),
  ...exportsOf('events', `${page}#eventsonemitter-eventname-options`, {
    on: { signal: [cancels(2, 'signal')] },
  }),
  ...exportsOf('events', `${page}#eventsaddabortlistenersignal-listener`, {
    addAbortListener: {
      signal: [lifetime(0)],
      callbacks: [later(1)],
      registers: { kind: 'listener', on: 0, event: 'abort', callback: 1, releasedBy: 'result' },
    },
  }),
  ...globals('https://nodejs.org/docs/latest-v20.x/api/process.html#process-events', {
    ...each(
      subscribing.map(name => `process.${name}`),
      subscription,
    ),
    ...each(
      unsubscribing.map(name => `process.${name}`),
      { throws: 'never' },
    ),
  }),
];
