import { printReport, type Report, type ReportCode } from './report.ts';

// A session is one call of `run`: the tasks that live in it, what failed in it, and where its reports go.

/** How `run` watches and ends its tasks. */
export interface RunOptions {
  /** Records where each task was created and makes the reports marked "Debug". Default: false. */
  readonly debug?: boolean;
  /** What happens at the end to errors that nobody has retrieved: reports alone, or `run` also rejects with an `AggregateError` of them. Default: 'log'. */
  readonly onUnretrieved?: 'log' | 'throw';
  /** How long the tasks that are left when main ends may take for their clean-up, in milliseconds. Default: 30,000. */
  readonly shutdownTimeoutMilliseconds?: number;
  /** Receives the reports. Default: the console. */
  readonly onReport?: (report: Report) => void;
}

/** What a report says about a task, or about a future, which has no name. */
export interface Origin {
  readonly name: string | undefined;
  readonly createdAt: string | undefined;
}

/** A task as far as its session is concerned. */
export interface Member extends Origin {
  readonly name: string;
  readonly done: boolean;
  cancel(reason?: unknown): boolean;
}

/** An error that waits to be retrieved. */
export interface Failure {
  readonly origin: Origin | undefined;
  readonly error: unknown;
}

/** A promise or a thread that goes on though its awaiter has gone. */
export interface Orphan {
  readonly what: string;
  readonly origin: Origin | undefined;
}

interface Filed {
  readonly failure: Failure;
  readonly session: Session;
}

// The early channel: a failed task that became unreachable can no longer be retrieved by anybody. The sweep at the end of `run` is the reliable one.
const unreachable = new FinalizationRegistry<Filed>(({ failure, session }) => { session.giveUp(failure); });

export class Session {
  readonly debug: boolean;
  readonly onUnretrieved: 'log' | 'throw';
  readonly shutdownTimeoutMilliseconds: number;
  /** Every task that is not done, held strongly: a suspended function that nobody holds would vanish without running its `finally`. */
  readonly live = new Set<Member>();
  readonly generators = new Set<AsyncGenerator>();
  readonly orphans = new Set<Orphan>();
  /** What is open to others as long as this runs, as the function that closes it. */
  readonly open = new Set<() => void>();
  readonly #failures = new Set<Failure>();
  readonly #onReport: (report: Report) => void;
  readonly #unretrieved: unknown[] = [];
  /** The tasks that are left get cancelled: what is created now comes late. */
  closing = false;
  #created = 0;

  constructor(options: RunOptions) {
    this.debug = options.debug ?? false;
    this.onUnretrieved = options.onUnretrieved ?? 'log';
    this.shutdownTimeoutMilliseconds = options.shutdownTimeoutMilliseconds ?? 30_000;
    this.#onReport = options.onReport ?? printReport;
  }

  nextName(): string {
    this.#created += 1;
    return `task-${this.#created}`;
  }

  report(code: ReportCode, message: string, { origin, error }: { readonly origin?: Origin | undefined; readonly error?: unknown } = {}): void {
    this.#onReport({ code, message, task: origin?.name, createdAt: origin?.createdAt, error });
  }

  /** Files an error until somebody retrieves it. */
  file(holder: object, failure: Failure): void {
    this.#failures.add(failure);
    unreachable.register(holder, { failure, session: this }, failure);
  }

  retrieve(failure: Failure): void {
    this.#failures.delete(failure);
    unreachable.unregister(failure);
  }

  giveUp(failure: Failure): void {
    if (this.#failures.delete(failure)) {
      unreachable.unregister(failure);
      this.#unretrieved.push(failure.error);
      const { origin, error } = failure;
      this.report('never-retrieved', `${origin?.name === undefined ? 'A future' : `Task ${origin.name}`} failed and nobody retrieved the error.`, { origin, error });
    }
  }

  /** Reports what nobody will retrieve any more, and returns the errors of the whole session. */
  sweep(): readonly unknown[] {
    for (const failure of [...this.#failures]) {
      this.giveUp(failure);
    }
    for (const { what, origin } of this.orphans) {
      this.report('orphan-pending', `${what} was given up and is still running at the end of run().`, { origin });
    }
    return this.#unretrieved;
  }
}
