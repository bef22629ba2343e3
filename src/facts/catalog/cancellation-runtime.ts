import { chained, collected, each, exportsOf } from './claims.ts';
import type { CallbackUse, CatalogEntry } from './entry.ts';

/**
 * Our own runtime: tasks are cancelled by a request that the task's next wait raises, not by a signal, so that waiting for what the
 * runtime gives is a cancellation point by itself. It raises a request once.
 */

const module = 'eslint-plugin-cancellation/runtime';
const pages = 'https://unpkg.com/eslint-plugin-cancellation/docs/runtime';

/** Runs the callback as a task, which the call gives; whoever has it must wait for it. */
const task: CallbackUse = { ...chained(0), task: 'free' };

/** Rejects when the task is cancelled that waits for it, and for no other reason. */
const wait = { rejects: 'never', ambient: true } as const;
/** Rejects also with the errors of what it waits for, or because time is up. */
const work = { rejects: 'witness', ambient: true } as const;

export const cancellationRuntime: readonly CatalogEntry[] = [
  ...exportsOf(module, `${pages}/README.md`, {
    run: { callbacks: [{ ...chained(0), masked: true }], result: 'lib:Promise' },
    createTask: { callbacks: [task], result: 'Task', ambient: true },
    Task: { ambient: true },
    Future: { ambient: true },
    ...each(['Task.prototype.cancel', 'Future.prototype.cancel'], { cancels: true }),
    'Task.prototype.uncancel': { cancellation: 'ends' },
    'Task.prototype.signal': { givesSignal: 'foreign', result: 'lib:AbortSignal' },
    currentSignal: { givesSignal: 'foreign', result: 'lib:AbortSignal', pure: true },
    currentTask: { result: 'Task', pure: true },
    allTasks: { pure: true },
    ...each(['sleep', 'checkpoint'], wait),
    abortable: { callbacks: [{ ...chained(0), boundary: true }], result: 'Future', ambient: true },
    cancellable: { combines: 'wraps', result: 'Future', ambient: true },
    CancelledError: { cancellation: 'class', pure: true },
    isCancelled: { cancellation: 'predicate', pure: true },
    rethrowIfCancelled: { cancellation: 'guard', ambient: true },
    ...each(['Queue.prototype.get', 'Queue.prototype.put', 'Lock.prototype.acquire', 'Gate.prototype.wait'], wait),
    'Lock.prototype.run': { callbacks: [collected(0)], result: 'lib:Promise', ambient: true },
  }),
  ...exportsOf(module, `${pages}/task-groups.md`, {
    taskGroup: { callbacks: [collected(0)], result: 'lib:Promise', ambient: true },
    'TaskGroup.prototype.createTask': { callbacks: [{ ...chained(0), task: 'member' }], result: 'Task', ambient: true },
    'TaskGroup.prototype.signal': { givesSignal: 'foreign', result: 'lib:AbortSignal' },
    gather: { combines: 'all', result: 'Future', ambient: true },
    gatherSettled: { combines: 'settled', result: 'Future', ambient: true },
    wait,
  }),
  ...exportsOf(module, `${pages}/clean-up.md`, {
    cleanup: { callbacks: [{ ...collected(0), masked: true }], rejects: 'witness' },
    shield: { combines: 'wraps', result: 'Future', ambient: true },
  }),
  ...exportsOf(module, `${pages}/timeouts.md`, {
    withTimeout: { callbacks: [collected(1)], ...work },
    waitFor: work,
    'Deadline.prototype.signal': { givesSignal: 'foreign', result: 'lib:AbortSignal' },
  }),
  ...exportsOf(module, `${pages}/threads.md`, {
    toThread: { ...work, result: 'Future' },
    'ThreadPool.prototype.submit': { ...work, result: 'Future' },
    submitTo: { rejects: 'witness' },
  }),
];
