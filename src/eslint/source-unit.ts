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
 * How far an analysis may look beyond the file at hand. In 1,500 files of trpc, openai-agents-js and the MCP SDK, the median file
 * made it look into 5 functions or fewer, one in a hundred into 400, the worst into 653; never deeper than 11 calls.
 */
const budget = { functions: 2000, depth: 40 };

/**
 * The units of the files that ESLint has at hand, each made once for all its rules.
 *
 * Nothing is kept that could become stale: a unit lives as long as ESLint's source code. Each file has an analysis of its own, also
 * where a program holds many files. The budget is then the file's own, so that what is said of a file does not depend on which
 * files were linted before it, or on how ESLint shares files out among its workers. Sharing one would save little, since what
 * costs is kept by the checker, which is the program's: on two projects of 32,000 lines it was 2 and 13 percent, and most files
 * look into no function but their own.
 */
export class SourceUnits {
  readonly #createAnalysis: CreateAnalysis;
  readonly #units = new WeakMap<SourceCode, Map<string, SourceUnit | undefined>>();

  constructor(createAnalysis: CreateAnalysis) {
    this.#createAnalysis = createAnalysis;
  }

  /** Undefined where there is nothing that the rules could speak of. */
  of(sourceCode: SourceCode, filename: string, settings: Settings): SourceUnit | undefined {
    let units = this.#units.get(sourceCode);
    if (units === undefined) {
      units = new Map();
      this.#units.set(sourceCode, units);
    }
    const key = JSON.stringify(settings['cancellation'] ?? {});
    if (!units.has(key)) {
      units.set(key, this.#make(sourceCode, filename, settings));
    }
    return units.get(key);
  }

  #make(sourceCode: SourceCode, filename: string, settings: Settings): SourceUnit | undefined {
    const catalog = catalogOf(settings);
    const file = parsedFileOf(sourceCode, filename);
    if (file === undefined) {
      return undefined;
    }
    const { ts, program, sourceFile, strength } = file;
    return quietly(() => {
      const analysis = this.#createAnalysis({ ts, program, strength, budget, catalog });
      const unit = analysis.unit(sourceFile);
      return { file, findings: (rule, options) => quietly(() => analysis.check(unit, rule, options)) ?? [] };
    });
  }
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
