import { cancels, each, exportsOf, globals, later, ticking } from './claims.ts';
import type { CatalogEntry } from './entry.ts';
import { promisified } from './promisified.ts';

const page = 'https://nodejs.org/docs/latest-v20.x/api/timers.html';

export const nodeTimers: readonly CatalogEntry[] = [
  ...globals(`${page}#setimmediatecallback-args`, {
    setImmediate: { callbacks: [later(0)], throws: 'never' },
    clearImmediate: { throws: 'never' },
  }),
  // `promisify(setTimeout)`, of the global and of the module.
  ...globals(`${page}#settimeoutcallback-delay-args`, { 'setTimeout.__promisify__': { signal: [cancels(2, 'signal')], rejects: 'never', ticks: 0 } }),
  ...promisified('timers', ['setTimeout'], { signal: [cancels(2, 'signal')], rejects: 'never', ticks: 0 }),
  ...promisified('timers', ['setImmediate'], { brief: true, signal: [cancels(1, 'signal')], rejects: 'never' }),
  ...exportsOf('timers', page, {
    setTimeout: { callbacks: [later(0)], registers: ticking('timer'), throws: 'never' },
    setInterval: { callbacks: [later(0)], registers: ticking('interval'), throws: 'never' },
    setImmediate: { callbacks: [later(0)], throws: 'never' },
    ...each(['clearTimeout', 'clearInterval', 'clearImmediate'], { throws: 'never' }),
  }),
  // Without an abort a promised timer always fires: `never` leaves the cancellation to the slot.
  ...exportsOf('timers/promises', `${page}#timers-promises-api`, {
    setTimeout: { signal: [cancels(2, 'signal')], rejects: 'never', ticks: 0 },
    setImmediate: { brief: true, signal: [cancels(1, 'signal')], rejects: 'never' },
    setInterval: { signal: [cancels(2, 'signal')] },
    'scheduler.wait': { signal: [cancels(1, 'signal')], rejects: 'never', ticks: 0 },
    'scheduler.yield': { rejects: 'never' },
  }),
];
