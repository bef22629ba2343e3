import type ts from 'typescript';
import type { FlowEvent } from '../flow/graph.ts';
import { builtinCatalog } from '../facts/catalog/builtin.ts';
import { createCatalog } from '../facts/catalog/catalog.ts';
import type { FactContext } from '../facts/context.ts';
import { createFacts } from '../facts/facts.ts';
import { Trace } from '../facts/trace.ts';
import { functionAround, lower } from '../lower/lower.ts';
import type { FunctionNode, GaveUp, Lowered } from '../lower/lowered.ts';
import { createSummaries } from '../summaries/summaries.ts';
import type { Analysis, AnalysisHost } from './analysis.ts';
import { findingOf } from './find.ts';
import type { Finding, Note } from './finding.ts';
import type { Rule } from './rule.ts';
import { SourceUnit } from './source-unit.ts';
import type { Unit } from './unit.ts';

/** Opens an analysis of a program. Nothing is read before a unit is asked for. */
export function createAnalysis(host: AnalysisHost): Analysis {
  return new ProgramAnalysis(host);
}

class ProgramAnalysis implements Analysis {
  readonly #host: AnalysisHost;
  readonly #context: FactContext;
  readonly #units = new Map<ts.SourceFile, SourceUnit>();
  readonly #lowered = new Map<FunctionNode, Lowered | undefined>();
  readonly #homes = new WeakMap<FlowEvent, Lowered>();
  readonly #notes = new Map<ts.SourceFile, Note[]>();

  constructor(host: AnalysisHost) {
    this.#host = host;
    this.#context = this.#createContext();
  }

  unit(sourceFile: ts.SourceFile): SourceUnit {
    let unit = this.#units.get(sourceFile);
    if (unit === undefined) {
      unit = new SourceUnit(this.#context, sourceFile);
      this.#units.set(sourceFile, unit);
    }
    return unit;
  }

  check<Options extends object>(unit: Unit, rule: Rule<Options>, options: Options): readonly Finding[] {
    const { trace } = this.#context;
    const findings: Finding[] = [];
    trace.beginRule();
    for (const problem of rule.check(unit, options)) {
      findings.push(findingOf({ context: this.#context, unit, rule, problem, presumed: [...trace.used().presumed] }));
    }
    this.#host.onUsed?.(rule.name, trace.usedByRule());
    return findings;
  }

  notes(sourceFile: ts.SourceFile): readonly Note[] {
    return this.#notes.get(sourceFile) ?? [];
  }

  #createContext(): FactContext {
    const { ts, program, strength, refute, wrapFacts, wrapSummaries, wrapCatalog, budget } = this.#host;
    const checker = program.getTypeChecker();
    const trace = new Trace();
    const catalog = createCatalog(ts, checker, builtinCatalog, this.#host.catalog ?? []);
    const context: FactContext = {
      ts,
      program,
      checker,
      strength,
      trace,
      catalog: wrapCatalog?.(catalog) ?? catalog,
      get facts() {
        return facts;
      },
      get summaries() {
        return summaries;
      },
      lowered: fn => this.#lower(fn),
      homeOf: event => this.#homeOf(event),
      functionAround: node => functionAround(ts, node),
      presume: (presumption, contrary) => {
        if (contrary === 'yes') {
          return 'no';
        }
        trace.presume(presumption);
        return refute?.has(presumption) === true ? 'unknown' : 'yes';
      },
    };
    const allFacts = createFacts(context);
    const facts = wrapFacts?.(allFacts) ?? allFacts;
    const allSummaries = createSummaries(context, budget);
    const summaries = wrapSummaries?.(allSummaries) ?? allSummaries;
    return context;
  }

  #lower(fn: FunctionNode): Lowered | undefined {
    if (!this.#lowered.has(fn)) {
      const result = lower(this.#host.ts, this.#context.checker, fn);
      if ('gaveUp' in result) {
        this.#note(fn.getSourceFile(), { code: 'gave-up', file: fn.getSourceFile().fileName, message: result.gaveUp });
      }
      this.#lowered.set(fn, this.#keep(result));
    }
    return this.#lowered.get(fn);
  }

  #keep(result: Lowered | GaveUp): Lowered | undefined {
    if ('gaveUp' in result) {
      return undefined;
    }
    for (const event of result.graph.events) {
      this.#homes.set(event, result);
    }
    return result;
  }

  #homeOf(event: FlowEvent): Lowered {
    const home = this.#homes.get(event);
    if (home === undefined) {
      throw new Error(`Event ${String(event.id)} belongs to no graph of this analysis.`);
    }
    return home;
  }

  #note(sourceFile: ts.SourceFile, note: Note): void {
    const notes = this.#notes.get(sourceFile);
    if (notes === undefined) {
      this.#notes.set(sourceFile, [note]);
    } else {
      notes.push(note);
    }
  }
}
