import { each, exportsOf, type Claims } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/** Libraries that only tell somebody: logs, and reports of errors. */

const logs: Claims = { logs: true };

function levels(owner: string, names: readonly string[]): Record<string, Claims> {
  return each(
    names.map(name => owner + name),
    logs,
  );
}

const pinoLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

const pino = [
  ...exportsOf('pino', 'https://github.com/pinojs/pino/blob/v10.4.0/docs/api.md#logging-method-parameters', {
    ...levels('BaseLogger.prototype.', pinoLevels),
    ...levels('Logger.prototype.', pinoLevels),
  }),
  ...exportsOf('pino', 'https://github.com/pinojs/pino/blob/v10.4.0/docs/api.md#export', {
    ...each(['default', 'pino'], { pure: true, result: 'Logger' }),
    'Logger.prototype.child': { pure: true, result: 'Logger' },
  }),
];

const winstonLevels = ['error', 'warn', 'info', 'http', 'verbose', 'debug', 'silly', 'log'];

const winston = [
  ...exportsOf('winston', 'https://github.com/winstonjs/winston/tree/v3.19.0#logging-levels', {
    ...levels('', winstonLevels),
    ...levels('Logger.prototype.', winstonLevels),
  }),
  ...exportsOf('winston', 'https://github.com/winstonjs/winston/tree/v3.19.0#creating-your-own-logger', {
    createLogger: { result: 'Logger' },
    'Logger.prototype.child': { result: 'Logger' },
  }),
];

const debug = exportsOf('debug', 'https://github.com/debug-js/debug/tree/4.4.3#usage', {
  default: { pure: true, result: 'Debugger' },
  'Debugger.prototype': logs,
  'Debugger.prototype.extend': { pure: true, result: 'Debugger' },
});

const loglevelLevels = ['trace', 'debug', 'log', 'info', 'warn', 'error'];

const loglevel = exportsOf('loglevel', 'https://github.com/pimterry/loglevel/tree/v1.9.2#documentation', {
  ...levels('', loglevelLevels),
  ...levels('Logger.prototype.', loglevelLevels),
  getLogger: { pure: true, result: 'Logger' },
});

export const loggers: readonly CatalogEntry[] = [...pino, ...winston, ...debug, ...loglevel];
