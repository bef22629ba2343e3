import type { Disturbance } from './disturbance.ts';
import type { ReportCode } from '../report.ts';
import type { Place, Trace } from './place.ts';
import type { Traces } from './traces.ts';

/** Something that takes time, and how long it has been there. Orders count everything that is noted in a run. */
export interface Step {
  /** What it is: `setTimeout`, or the name that a call of the kit was given. */
  readonly name: string;
  readonly sort: 'timer' | 'interval' | 'sleep' | 'deadline' | 'call';
  readonly started: number;
  readonly at: number;
  readonly trace: Trace;
  /** A call that may fail; a timer cannot. */
  readonly canFail: boolean;
  /** Whether the operation is cancelled before and after its end. */
  readonly isPoint: boolean;
  /** What it fails with, if not with an error of the explorer's own. */
  readonly failure: (() => Error) | undefined;
  /** Its number among the settlements of the run, from one; none if it was taken back or is still to come. */
  settlement?: number;
  ended?: number;
}

/** A promise that was made in the run. */
export interface Made {
  readonly born: number;
  readonly trace: Trace;
  /** The timer or call whose end led to it. */
  readonly cause: Step | undefined;
  /** Made by itself, not out of another promise as by `then` or `await`. */
  readonly isFirst: boolean;
  /** Somebody awaits it, or has put a handler on it. */
  isTaken: boolean;
  settled?: number;
}

/** A promise that rejected, when, and with what. */
export interface Rejection {
  readonly order: number;
  readonly reason: unknown;
}

export interface Look {
  readonly order: number;
  /** By `throwIfAborted`. */
  readonly throws: boolean;
  readonly trace: Trace;
}

export interface Unhandled {
  readonly order: number;
  readonly reason: unknown;
  readonly promise: Made | undefined;
  readonly trace: Trace | undefined;
}

/** What a `run` reported, and where the task was created that it is about. */
export interface Reported {
  readonly code: ReportCode;
  readonly message: string;
  readonly places: readonly Place[];
}

export interface Listening {
  readonly on: string;
  readonly event: string;
  readonly trace: Trace;
}

/** What must be ended: a resource that is open, a lock that is held, a stream that is being read. */
export interface Holding {
  readonly name: string;
  readonly trace: Trace;
  isHeld: boolean;
}

export interface Line {
  readonly at: number;
  readonly text: string;
  readonly trace?: Trace;
}

/** What happened in one run. */
export interface Record {
  readonly disturbances: readonly Disturbance[];
  readonly steps: readonly Step[];
  readonly story: readonly Line[];
  readonly unhandled: readonly Unhandled[];
  readonly reports: readonly Reported[];
  /** How the operation ended; missing if it did not. */
  readonly outcome?: PromiseSettledResult<unknown>;
  readonly settled?: number;
  /** Why it is believed that the operation never ends. */
  readonly stuck?: 'waits' | 'spins' | 'goes on';
  /** When it was cancelled, and what was waiting and was told of it. */
  readonly abort?: {
    readonly order: number;
    readonly reason: unknown;
    readonly interrupted: readonly Made[];
    readonly isOwn: boolean;
    /** A task was cancelled, whose report says whether it kept that. */
    readonly isTask: boolean;
    /** Nobody was waiting for what was interrupted: it ended, and no one took note. */
    readonly isOfNobody: boolean;
  };
  /** When a step was made to fail: what it failed with, and the promises that it rejected. */
  readonly failures: readonly { readonly order: number; readonly error: Error; readonly step: Step; readonly rejected: readonly Made[] }[];
  /** The operation's own code looked at an aborted signal. */
  readonly ownLooks: readonly Look[];
  /** A call that was given the aborted signal looked at it, or threw. */
  readonly foreignLooks: readonly Look[];
  /** Read only where it matters: in runs that were cancelled, looked at the signal and returned. */
  readonly rejections: readonly Rejection[];
  /** Waits that could have been told of the cancellation, and took their time. */
  readonly deaf: readonly Trace[];
  /** Promises that nothing will settle any more, made by themselves. */
  readonly unsettled: readonly Made[];
  readonly pendingFunctions: readonly Made[];
  readonly timersLeft: readonly Step[];
  readonly listenersLeft: readonly Listening[];
  readonly held: readonly Holding[];
  /** Waited for in real time, since nothing that is virtual was due. */
  readonly isForeign: boolean;
  readonly traces: Traces;
}
