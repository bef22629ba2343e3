import { cancels, collected, during, each, exportsOf, globals, later, lifetime, type Claims } from './claims.ts';
import type { CatalogEntry } from './entry.ts';
import { emitters } from './node-events.ts';
import { promisified } from './promisified.ts';

/** The process itself, other processes, and threads. */

const api = 'https://nodejs.org/docs/latest-v20.x/api';

const self = [
  ...globals(`${api}/process.html#processexitcode`, { 'process.exit': { neverReturns: true }, 'process.abort': { neverReturns: true } }),
  ...globals(`${api}/process.html#processnexttickcallback-args`, { 'process.nextTick': { callbacks: [later(0)], throws: 'never' } }),
  ...globals(`${api}/process.html#processemitwarningwarning-options`, { 'process.emitWarning': { logs: true } }),
  ...globals(`${api}/process.html#processstderr`, { 'process.stderr.write': { logs: true } }),
  ...globals(`${api}/process.html#processkillpid-signal`, { 'process.kill': { throws: 'witness' } }),
  ...globals(
    `${api}/process.html`,
    each(
      ['cpuUsage', 'cwd', 'hrtime', 'hrtime.bigint', 'memoryUsage', 'resourceUsage', 'uptime'].map(name => `process.${name}`),
      { pure: true },
    ),
  ),
];

/** The callback forms and `spawn` give a process at once; an abort kills it. */
const started: Claims = { signal: [lifetime(1, 'signal'), lifetime(2, 'signal')], result: 'ChildProcess' };

const children = [
  ...exportsOf('child_process', `${api}/child_process.html#asynchronous-process-creation`, {
    spawn: started,
    fork: started,
    exec: { signal: [lifetime(1, 'signal')], callbacks: [later(1), later(2)], result: 'ChildProcess' },
    execFile: { ...started, callbacks: [later(1), later(2), later(3)] },
  }),
  ...promisified('child_process', ['exec'], { signal: [cancels(1, 'signal')], rejects: 'witness' }),
  ...promisified('child_process', ['execFile'], { signal: [cancels(1, 'signal'), cancels(2, 'signal')], rejects: 'witness' }),
  ...exportsOf('child_process', `${api}/child_process.html#synchronous-process-creation`, {
    ...each(['execSync', 'execFileSync'], { throws: 'witness' }),
  }),
  ...exportsOf('child_process', `${api}/child_process.html#class-childprocess`, {
    ChildProcess: { instead: { spawn: ['error', 'close'], message: ['error', 'close', 'exit', 'disconnect'] } },
    'ChildProcess.prototype.send': { callbacks: [later(1), later(2), later(3)] },
    'ChildProcess.prototype.kill': { throws: 'never' },
    'ChildProcess.prototype.stdout': { result: 'stream:Readable' },
    'ChildProcess.prototype.stderr': { result: 'stream:Readable' },
    'ChildProcess.prototype.stdin': { result: 'stream:Writable' },
  }),
  ...emitters('child_process', `${api}/child_process.html#class-childprocess`, ['ChildProcess']),
];

const threads = [
  ...exportsOf('worker_threads', `${api}/worker_threads.html#class-worker`, {
    Worker: { type: 'emitter', instead: { online: ['error', 'exit'], message: ['error', 'exit', 'messageerror'] } },
    'Worker.prototype.terminate': { rejects: 'never' },
    'Worker.prototype.getHeapSnapshot': { rejects: 'witness' },
  }),
  ...emitters('worker_threads', `${api}/worker_threads.html#class-worker`, ['Worker']),
  ...exportsOf(
    'worker_threads',
    `${api}/worker_threads.html#class-messageport`,
    each(
      ['on', 'once', 'addListener'].map(name => `MessagePort.prototype.${name}`),
      { callbacks: [later(1)], throws: 'never' },
    ),
  ),
  ...exportsOf('cluster', `${api}/cluster.html#class-worker`, {
    'Worker.prototype.send': { callbacks: [later(1), later(2), later(3)] },
  }),
  ...emitters('cluster', `${api}/cluster.html#class-worker`, ['Worker']),
];

const context = [
  ...exportsOf('async_hooks', `${api}/async_context.html#class-asynclocalstorage`, {
    'AsyncLocalStorage.prototype.run': { callbacks: [collected(1)] },
    'AsyncLocalStorage.prototype.exit': { callbacks: [collected(0)] },
    'AsyncLocalStorage.prototype.getStore': { pure: true, throws: 'never' },
    'AsyncLocalStorage.prototype.enterWith': { throws: 'never' },
  }),
  ...exportsOf('async_hooks', `${api}/async_context.html#class-asyncresource`, {
    'AsyncResource.prototype.runInAsyncScope': { callbacks: [collected(0)] },
  }),
  ...exportsOf('diagnostics_channel', `${api}/diagnostics_channel.html`, {
    subscribe: { callbacks: [later(1)] },
    'Channel.prototype.publish': { logs: true },
    'Channel.prototype.runStores': { callbacks: [collected(1)] },
    'TracingChannel.prototype.traceSync': { callbacks: [collected(0)] },
    'TracingChannel.prototype.tracePromise': { callbacks: [collected(0)], result: 'lib:Promise' },
    'TracingChannel.prototype.traceCallback': { callbacks: [during(0)] },
  }),
];

export const nodeProcess: readonly CatalogEntry[] = [...self, ...children, ...threads, ...context];
