import type { FlowEvent, FlowGraph } from '../flow/graph.ts';
import type { Cleanup } from '../facts/cleanup/site.ts';
import type { RaisedFlag } from '../facts/flag.ts';
import type { HeldTask } from '../facts/lifetime/lifetime.ts';
import type { AbortTest, Facts, HandedSignal, Handler, MadeController, Registration, TaskSite, WaitSite } from '../facts/facts.ts';

/** One function of the file, as rules see it. */
export interface UnitFunction {
  readonly graph: FlowGraph;
  /** Names of the enclosing functions and of this one, outermost first, joined by ` › `. */
  readonly symbolPath: string;
}

/** One file, as rules see it. Iterating over sites starts the record of presumptions anew at each. */
export interface Unit {
  readonly file: string;
  readonly functions: readonly UnitFunction[];
  /** Whatever takes an error: `catch` clauses, `.catch(f)`, `.then(a, f)`, a `finally` that discards it. */
  readonly handlers: Iterable<Handler>;
  /** What runs because an operation is on its way out: `finally`, a handler that throws again, `.finally(f)`, a disposer, an abort listener. */
  readonly cleanups: Iterable<Cleanup>;
  /** Each place where a task is started, but for handlers that nothing enters. */
  readonly tasks: Iterable<TaskSite>;
  /** Each task that is started and held on to. */
  readonly held: Iterable<HeldTask>;
  /** What is returned from within a `try`, or while a `using` is open. */
  readonly returns: Iterable<FlowEvent>;
  /** Each call that adds something that stays: a listener, a timer; but for handlers that nothing enters. */
  readonly registrations: Iterable<Registration>;
  /** Each call that the function around it waits for. */
  readonly waits: Iterable<WaitSite>;
  /** Each promise that is made by hand and waited for where it is made. */
  readonly executors: Iterable<WaitSite>;
  /** Each signal that a function is handed under a name of its own. */
  readonly handedSignals: Iterable<HandedSignal>;
  /** Each `if` for the case that the operation was aborted. */
  readonly abortTests: Iterable<AbortTest>;
  /** Each controller that is made. */
  readonly controllers: Iterable<MadeController>;
  /** Each place where a flag is raised that says that work is under way. */
  readonly flags: Iterable<RaisedFlag>;
  readonly facts: Facts;
}
