/** What a report is about. The pages under docs/runtime say for each what to do. */
export type ReportCode =
  /** A task failed, and nobody awaited it or read its error. */
  | 'never-retrieved'
  /** A task was still running when the time for the shutdown was over. Its `finally` blocks never ran. */
  | 'destroyed-pending'
  /** A task failed while `run` was cancelling what was left. */
  | 'unhandled-at-shutdown'
  /** A done callback threw. */
  | 'callback-exception'
  /** Work that had been given up failed later. */
  | 'orphan-failed'
  /** Work that had been given up was still running at the end of `run`. */
  | 'orphan-pending'
  /** Debug: a task that nobody ever awaited was still running at the end of `run`. */
  | 'dropped-pending'
  /** Debug: a task was created while `run` was shutting down. */
  | 'late-spawn'
  /** Debug: a task kept its cancellation and returned a value. */
  | 'cancel-swallowed'
  /** Debug: a task answered its cancellation with another error. */
  | 'cancel-converted'
  /** Debug: a task returned before its cancellation could be raised; the value is dropped. */
  | 'cancel-undelivered'
  /** Debug: a request has been waiting for an await of the runtime for a long time. */
  | 'cancel-latency'
  /** Debug: a task ended with the cancellation of a task that it had itself cancelled; an error in flight is lost. */
  | 'cleanup-masked-error'
  /** Debug: an error left `gather` while other members were running. */
  | 'gather-left-running'
  /** Debug: an await was cancelled because somebody else's request reached the task that both awaited. */
  | 'shared-task-cancelled';

/** Something that went wrong where no caller could be told by an error. */
export interface Report {
  readonly code: ReportCode;
  readonly message: string;
  /** The name of the task, if it is about one. */
  readonly task: string | undefined;
  /** With `debug`: the stack of the call that created the task. */
  readonly createdAt: string | undefined;
  /** The error, if there is one; `undefined` can also be what was thrown. */
  readonly error: unknown;
}

/** Writes a report to the console. */
export function printReport({ code, message, createdAt, error }: Report): void {
  const lines = [`${code}: ${message}`, ...(createdAt === undefined ? [] : [`created ${createdAt}`])];
  if (error === undefined) {
    console.error(lines.join('\n'));
  } else {
    console.error(lines.join('\n'), error);
  }
}
