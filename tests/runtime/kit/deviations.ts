import type { TraceEvent } from './trace.ts';

/** What happens here instead of what was recorded, and why. */
export interface Deviation {
  readonly name: string;
  readonly because: string;
  readonly events: readonly TraceEvent[];
  readonly final: Readonly<Record<string, readonly unknown[]>>;
}

export const deviations: readonly Deviation[] = [
  {
    name: 'agen_break_not_closed',
    because: 'for await closes the generator on break and waits for it: its finally runs before the statement after the loop.',
    events: [
      [0, 'got', 'main', 0],
      [0, 'finally', 'gen'],
      [0, 'step', 'main', 'after break'],
      [0, 'step', 'main', 'after aclose'],
      [0, 'returned', 'run', null],
      [0, 'closed', 'run'],
    ],
    final: {},
  },
  {
    name: 'agen_cancel_in_loop_body',
    because: 'The CancelledError that leaves the loop closes the generator, so its finally runs before the consumer ends and nothing is left of it.',
    events: [
      [0, 'start', 'consumer'],
      [5, 'finally', 'gen'],
      [5, 'cancelled', 'consumer'],
      [5, 'caught', 'main', 'await', 'CancelledError'],
      [5, 'step', 'main', 'rest', []],
      [5, 'returned', 'run', null],
      [5, 'closed', 'run'],
    ],
    final: { consumer: ['cancelled'] },
  },
  {
    name: 'agen_aclose',
    because: 'return() shows the generator no error: no catch block runs, only finally does.',
    events: [
      [0, 'got', 'main', 1],
      [10, 'finally', 'gen'],
      [10, 'step', 'main', 'closed'],
      [10, 'step', 'main', 'exhausted'],
      [10, 'returned', 'run', null],
      [10, 'closed', 'run'],
    ],
    final: {},
  },
  {
    name: 'cancel_raise_in_finally',
    because: 'An error thrown in finally has no link to the error that it replaces: JavaScript knows only a cause that somebody sets.',
    events: [
      [0, 'start', 'a'],
      [1, 'raised', 'a', 'ValueError', 'in finally'],
      [1, 'caught', 'main', 'await', 'ValueError', 'in finally'],
      [1, 'step', 'main', 'cause', null],
      [1, 'state', 'main', { done: true, cancelled: false, cancelling: 1 }],
      [1, 'returned', 'run', null],
      [1, 'closed', 'run'],
    ],
    final: { a: ['failed', 'ValueError', 'in finally'] },
  },
  {
    name: 'agen_aclose_while_running',
    because: 'return() is no error while a next() is pending: it queues up behind it, and waits for ever if that never settles.',
    events: [
      [0, 'start', 'consumer'],
      [20, 'got', 'consumer', 1],
      [20, 'finally', 'gen'],
      [20, 'result', 'main', 'aclose', { done: true, value: undefined }],
      [20, 'end', 'consumer'],
      [20, 'result', 'main', 'await', null],
      [20, 'returned', 'run', null],
      [20, 'closed', 'run'],
    ],
    final: { consumer: ['done', null] },
  },
  {
    name: 'agen_yield_in_finally',
    because: 'return() fulfils with the value that finally yields, and the generator stays open: a silent leak, not an error.',
    events: [
      [0, 'result', 'main', 'aclose', { done: false, value: 2 }],
      [0, 'returned', 'run', null],
      [0, 'closed', 'run'],
    ],
    final: {},
  },
  {
    name: 'cancel_aexit_swallows',
    because: 'A disposer is not told of the error that leaves its block and cannot keep it; only a catch block can.',
    events: [
      [0, 'start', 'a'],
      [1, 'cancelled', 'a'],
      [1, 'caught', 'main', 'await', 'CancelledError'],
      [1, 'state', 'main', { done: true, cancelled: true, cancelling: 1 }],
      [1, 'returned', 'run', null],
      [1, 'closed', 'run'],
    ],
    final: { a: ['cancelled'] },
  },
  {
    name: 'exc_destroyed_pending',
    because: 'A suspended function that becomes unreachable just vanishes. So run() holds every task that is not done, and cancels it at the end: its finally runs.',
    events: [
      [1, 'step', 'main', 'tasks', 2],
      [1, 'returned', 'run', null],
      [1, 'except', 'lost', 'CancelledError'],
      [1, 'finally', 'lost'],
      [1, 'closed', 'run'],
    ],
    final: {},
  },
  {
    name: 'run_spawn_during_shutdown',
    because: 'run() cancels in rounds until nothing is left: a task that a left-over task starts is cancelled and awaited too.',
    events: [
      [0, 'start', 'bg'],
      [1, 'returned', 'run', 'value'],
      [1, 'start', 'extra'],
      [6, 'cancelled', 'bg'],
      [6, 'except', 'extra', 'CancelledError'],
      [6, 'closed', 'run'],
    ],
    final: { bg: ['cancelled'] },
  },
  {
    name: 'tg_create_task_states',
    because: 'A group exists only inside taskGroup(): there is none that has not been entered. Its other states are as recorded.',
    events: [
      [0, 'start', 'adder'],
      [5, 'end', 'adder'],
      [5, 'start', 'late'],
      [10, 'end', 'late'],
      [10, 'caught', 'main', 'RuntimeError', 'finished'],
      [11, 'caught', 'late_adder', 'RuntimeError', 'shutting down'],
      [11, 'except', 'main', ['ExceptionGroup', [['ValueError', 'boom']]]],
      [11, 'returned', 'run', null],
      [11, 'closed', 'run'],
    ],
    final: { late: ['done', null] },
  },
];

/** The recorded scenarios that are not ported, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  cancel_in_condition_wait: 'There is no condition: a Gate, or a Queue, and a Lock do its work.',
  cancel_in_semaphore: 'There is no semaphore: a Queue of permits is one.',
  timeout_reuse: 'withTimeout() takes a function: there is no timeout object that could be entered twice.',
};
