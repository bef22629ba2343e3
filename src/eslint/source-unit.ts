import type ts from 'typescript';
import type { Analysis, AnalysisHost } from '../engine/analysis.ts';
import type { Finding } from '../engine/finding.ts';
import { isStackOverflow } from '../engine/one-file-program.ts';
import type { Rule } from '../engine/rule.ts';
import { parsedFileOf, type ParsedFile, type SourceCode } from './parsed-file.ts';
import { catalogOf, type Settings } from './settings.ts';

export type CreateAnalysis = (host: AnalysisHost) => Analysis;

/** One file that is being linted: what its rules share. */
export interface SourceUnit {
  readonly file: ParsedFile;
  findings<Options extends object>(rule: Rule<Options>, options: Options): readonly Finding[];
}

/**
 * How far an analysis looks beyond the function at hand while somebody is typing.
 */
const budget = { functions: 2000, depth: 40 };

/**
 * The units of the files that ESLint has at hand, each made once for all its rules.
 *
 * Nothing is kept that could become stale: a unit lives as long as ESLint's source code, and an analysis as long as the program
 * of the parser, which makes a new one when a file changes.
 */
export class SourceUnits {
  readonly #createAnalysis: CreateAnalysis;
  readonly #units = new WeakMap<SourceCode, Map<string, SourceUnit | undefined>>();
  readonly #analyses = new WeakMap<ts.Program, Map<string, Analysis>>();

  constructor(createAnalysis: CreateAnalysis) {
    this.#createAnalysis = createAnalysis;
  }

  /** Undefined where there is nothing that the rules could speak of. */
  of(sourceCode: SourceCode, filename: string, settings: Settings): SourceUnit | undefined {
    const key = JSON.stringify(settings['cancellation'] ?? {});
    const units = valueOf(this.#units, sourceCode, () => new Map<string, SourceUnit | undefined>());
    if (!units.has(key)) {
      units.set(key, this.#make(sourceCode, filename, settings, key));
    }
    return units.get(key);
  }

  #make(sourceCode: SourceCode, filename: string, settings: Settings, key: string): SourceUnit | undefined {
    const file = parsedFileOf(sourceCode, filename);
    if (file === undefined) {
      return undefined;
    }
    return quietly(() => {
      const analysis = this.#analysisOf(file, settings, key);
      const unit = analysis.unit(file.sourceFile);
      return { file, findings: (rule, options) => quietly(() => analysis.check(unit, rule, options)) ?? [] };
    });
  }

  #analysisOf({ ts, program, strength }: ParsedFile, settings: Settings, key: string): Analysis {
    const analyses = valueOf(this.#analyses, program, () => new Map<string, Analysis>());
    let analysis = analyses.get(key);
    if (analysis === undefined) {
      analysis = this.#createAnalysis({ ts, program, strength, budget, catalog: catalogOf(settings) });
      analyses.set(key, analysis);
    }
    return analysis;
  }
}

function valueOf<Key extends object, Value>(map: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** Code that is nested so deep that a recursion overflows is left out; ESLint has no place for a note. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isStackOverflow(error)) {
      return undefined;
    }
    throw error;
  }
}
