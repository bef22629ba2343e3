import { cancels, each, exportsOf, later, lifetime } from './claims.ts';
import type { CallbackUse, CatalogEntry } from './entry.ts';
import { insteadOfBoth, insteadOfReading, insteadOfWriting } from './instead.ts';
import { emitters } from './node-events.ts';
import { promisified } from './promisified.ts';

/** Streams and lines. */

const page = 'https://nodejs.org/docs/latest-v20.x/api/stream.html';
const readlinePage = 'https://nodejs.org/docs/latest-v20.x/api/readline.html';

/** A stream awaits what the callback returns, chunk by chunk; an error of it destroys the stream. */
const perChunk: CallbackUse = { argument: 0, runs: 'later', result: 'joined', errors: 'propagate' };

const operators = ['map', 'filter', 'flatMap'];
const folds = ['forEach', 'some', 'every', 'find'];

const pipelineOptions = [1, 2, 3, 4, 5, 6].map(argument => cancels(argument, 'signal'));

export const nodeStreams: readonly CatalogEntry[] = [
  ...exportsOf('stream', `${page}#streamfinishedstream-options-callback`, {
    finished: { callbacks: [later(1), later(2)], signal: [lifetime(1, 'signal')] },
  }),
  ...exportsOf('stream', `${page}#streampipelinesource-transforms-destination-callback`, {
    pipeline: { callbacks: [1, 2, 3, 4, 5, 6].map(later) },
  }),
  ...promisified('stream', ['finished'], { signal: [cancels(1, 'signal')], rejects: 'witness' }),
  ...promisified('stream', ['pipeline'], { signal: pipelineOptions, rejects: 'witness' }),
  ...exportsOf('stream', `${page}#streamaddabortsignalsignal-stream`, { addAbortSignal: { signal: [lifetime(0)] } }),
  ...exportsOf('stream', `${page}#streamreadablefromiterable-options`, {
    'Readable.from': { signal: [lifetime(1, 'signal')], result: 'Readable' },
  }),
  ...exportsOf('stream', `${page}#class-streamreadable`, {
    Readable: { instead: insteadOfReading },
    ...each(
      operators.map(name => `Readable.prototype.${name}`),
      { callbacks: [perChunk], signal: [lifetime(1, 'signal')], result: 'Readable' },
    ),
    ...each(
      folds.map(name => `Readable.prototype.${name}`),
      { callbacks: [perChunk], signal: [cancels(1, 'signal')], rejects: 'witness' },
    ),
    'Readable.prototype.reduce': { callbacks: [perChunk], signal: [cancels(2, 'signal')], rejects: 'witness' },
    'Readable.prototype.toArray': { signal: [cancels(0, 'signal')], rejects: 'witness', result: 'lib:Array' },
    'Readable.prototype.destroy': { throws: 'never' },
  }),
  ...exportsOf('stream', `${page}#class-streamduplex`, { Duplex: { instead: insteadOfBoth } }),
  ...exportsOf('stream', `${page}#class-streamwritable`, {
    Writable: { instead: insteadOfWriting },
    'Writable.prototype.write': { callbacks: [later(1), later(2)] },
    'Writable.prototype.end': { callbacks: [later(0), later(1), later(2)] },
    'Writable.prototype.destroy': { throws: 'never' },
  }),
  ...emitters('stream', `${page}#stream`, ['Readable', 'Writable', 'Duplex', 'Transform', 'PassThrough']),
  ...exportsOf('stream/promises', `${page}#streams-promises-api`, {
    pipeline: { signal: pipelineOptions, rejects: 'witness' },
    finished: { signal: [cancels(1, 'signal')], rejects: 'witness' },
  }),
  ...exportsOf(
    'stream/consumers',
    'https://nodejs.org/docs/latest-v20.x/api/webstreams.html#utility-consumers',
    each(['arrayBuffer', 'blob', 'buffer', 'json', 'text'], { rejects: 'witness' }),
  ),
  ...exportsOf('readline', `${readlinePage}#event-close`, { Interface: { instead: { line: ['close'] } } }),
  ...exportsOf('readline', `${readlinePage}#rlquestionquery-options-callback`, {
    'Interface.prototype.question': { callbacks: [later(1), later(2)], signal: [lifetime(1, 'signal')] },
  }),
  ...exportsOf('readline', `${readlinePage}#readlinecreateinterfaceoptions`, {
    createInterface: { signal: [lifetime(0, 'signal')], result: 'Interface' },
  }),
  ...exportsOf('readline/promises', `${readlinePage}#promises-api`, {
    createInterface: { signal: [lifetime(0, 'signal')], result: 'Interface' },
    'Interface.prototype.question': { signal: [cancels(1, 'signal')], rejects: 'witness' },
    'Readline.prototype.commit': { rejects: 'witness' },
  }),
  ...emitters('readline', `${readlinePage}#class-interfaceconstructor`, ['Interface']),
  ...emitters('readline/promises', `${readlinePage}#class-readlinepromisesinterface`, ['Interface']),
];
