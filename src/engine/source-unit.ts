import type ts from 'typescript';
import type { FlowEvent } from '../flow/graph.ts';
import type { FactContext } from '../facts/context.ts';
import type { AbortTest, Cleanup, Facts, HandedSignal, Handler, MadeController, Registration, TaskSite, WaitSite } from '../facts/facts.ts';
import { abortTestsIn } from '../facts/signal/abort-test.ts';
import { controllersIn } from '../facts/signal/controller.ts';
import { cleanupsIn } from '../facts/cleanup/site.ts';
import type { RaisedFlag } from '../facts/flag.ts';
import { flagsIn } from '../facts/flag.ts';
import { handedSignalsIn } from '../facts/signal/handed.ts';
import { handlersIn } from '../facts/handler/handlers.ts';
import { heldIn, type HeldTask } from '../facts/lifetime/lifetime.ts';
import { returnsIn } from '../facts/returned.ts';
import { registrationsIn } from '../facts/registration/registration.ts';
import { isNeverEntered } from '../facts/task/entered.ts';
import { tasksIn } from '../facts/task/task.ts';
import { executorsIn, waitsIn } from '../facts/signal/wait-site.ts';
import { functionsOf } from '../lower/lower.ts';
import type { FunctionNode, Lowered } from '../lower/lowered.ts';
import { symbolPathOf } from './symbol-path.ts';
import type { Unit, UnitFunction } from './unit.ts';

/** One file: its functions are found when first asked for, and lowered when a site in them is. */
export class SourceUnit implements Unit {
  readonly file: string;
  readonly sourceFile: ts.SourceFile;
  readonly #context: FactContext;
  #functions: readonly FunctionNode[] | undefined;

  constructor(context: FactContext, sourceFile: ts.SourceFile) {
    this.#context = context;
    this.sourceFile = sourceFile;
    this.file = sourceFile.fileName;
  }

  get facts(): Facts {
    return this.#context.facts;
  }

  get functions(): readonly UnitFunction[] {
    const { ts } = this.#context;
    return this.#lowered().map(({ function: fn, graph }) => ({ graph, symbolPath: symbolPathOf(ts, fn) }));
  }

  get handlers(): Iterable<Handler> {
    return this.#sites(lowered => handlersIn(this.#context, lowered));
  }

  get cleanups(): Iterable<Cleanup> {
    return this.#sites(lowered => cleanupsIn(this.#context, lowered));
  }

  get tasks(): Iterable<TaskSite> {
    return this.#sites(lowered => this.#entered(lowered, tasksIn(this.#context, lowered), ({ start }) => start));
  }

  get held(): Iterable<HeldTask> {
    return this.#sites(lowered => heldIn(this.#context, lowered));
  }

  get returns(): Iterable<FlowEvent> {
    return this.#sites(lowered => returnsIn(this.#context, lowered));
  }

  get registrations(): Iterable<Registration> {
    return this.#sites(lowered => this.#entered(lowered, registrationsIn(this.#context, lowered), ({ event }) => event));
  }

  get waits(): Iterable<WaitSite> {
    return this.#sites(lowered => waitsIn(this.#context, lowered));
  }

  get executors(): Iterable<WaitSite> {
    return this.#sites(lowered => executorsIn(this.#context, lowered));
  }

  get handedSignals(): Iterable<HandedSignal> {
    return this.#sites(lowered => handedSignalsIn(this.#context, lowered));
  }

  get abortTests(): Iterable<AbortTest> {
    return this.#sites(lowered => abortTestsIn(this.#context, lowered));
  }

  get controllers(): Iterable<MadeController> {
    return this.#sites(lowered => controllersIn(this.#context, lowered));
  }

  get flags(): Iterable<RaisedFlag> {
    return this.#sites(lowered => flagsIn(this.#context, lowered));
  }

  *#sites<Site>(find: (lowered: Lowered) => Iterable<Site>): Iterable<Site> {
    for (const lowered of this.#lowered()) {
      for (const site of find(lowered)) {
        this.#context.trace.begin();
        yield site;
      }
    }
  }

  /** What stands in a handler that nothing enters never happens. */
  *#entered<Site>(lowered: Lowered, sites: Iterable<Site>, eventOf: (site: Site) => FlowEvent): Iterable<Site> {
    for (const site of sites) {
      if (!isNeverEntered(this.#context, lowered, eventOf(site))) {
        yield site;
      }
    }
  }

  #lowered(): readonly Lowered[] {
    this.#functions ??= functionsOf(this.#context.ts, this.sourceFile).filter(fn => !hasSyntaxError(fn));
    return this.#functions.map(fn => this.#context.lowered(fn)).filter(lowered => lowered !== undefined);
  }
}

/** The parser repairs what it cannot read; what it made up is not what the user will run. */
function hasSyntaxError(fn: FunctionNode): boolean {
  const source: { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] } & ts.SourceFile = fn.getSourceFile();
  return (source.parseDiagnostics ?? []).some(({ start }) => fn.pos <= start && start <= fn.end);
}
