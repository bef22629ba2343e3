import type ts from 'typescript';
import type { CatalogEntry } from '../facts/catalog/entry.ts';
import type { Catalog } from '../facts/catalog/catalog.ts';
import type { Compiler, Strength, Summaries } from '../facts/context.ts';
import type { Facts } from '../facts/facts.ts';
import type { PresumptionId } from '../facts/presumptions.ts';
import type { Used } from '../facts/trace.ts';
import type { Finding, Note } from './finding.ts';
import type { Rule } from './rule.ts';
import type { Unit } from './unit.ts';

/** Counted in functions and depth, never in milliseconds: the same input gives the same answer on each machine. */
export interface Budget {
  readonly functions: number;
  readonly depth: number;
}

/** What a host hands over: a program and the compiler instance that made it. */
export interface AnalysisHost {
  readonly ts: Compiler;
  readonly program: ts.Program;
  readonly strength: Strength;
  /** The user's additions to the catalog. */
  readonly catalog?: readonly CatalogEntry[];
  /** None in the audit. */
  readonly budget?: Budget;
  /** For tests: stands between the rules and the facts, and between the facts themselves. */
  readonly wrapFacts?: (facts: Facts) => Facts;
  /** For tests: stands between facts and what is known of whole functions. */
  readonly wrapSummaries?: (summaries: Summaries) => Summaries;
  /** For tests: stands between facts and what is known of libraries. */
  readonly wrapCatalog?: (catalog: Catalog) => Catalog;
  /** For tests: presumptions that do not hold. */
  readonly refute?: ReadonlySet<PresumptionId>;
  /** For tests: told after each rule's check what answering needed. */
  readonly onUsed?: (rule: string, used: Used) => void;
}

/** The analysis of one program: units are made on demand and kept. */
export interface Analysis {
  unit(sourceFile: ts.SourceFile): Unit;
  check<Options extends object>(unit: Unit, rule: Rule<Options>, options: Options): readonly Finding[];
  /** What was left out in this file so far. */
  notes(sourceFile: ts.SourceFile): readonly Note[];
}
