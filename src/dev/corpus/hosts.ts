import type ts from 'typescript';
import { createAnalysis } from '../../engine/create-analysis.ts';
import type { Analysis, AnalysisHost } from '../../engine/analysis.ts';
import { oneFileProgram } from '../../engine/one-file-program.ts';
import type { Unit } from '../../engine/unit.ts';

/**
 * What ESLint would know, where the audit knows more: the same files, rules and fingerprints, so that one can see which findings of
 * a weaker host a stronger one takes back. Only the budget that ESLint has per file is left out.
 */
export const weakerHosts: Readonly<Record<string, (host: AnalysisHost) => Analysis>> = {
  'ESLint without types': host => new FileByFile(host),
  'ESLint with types': host => createAnalysis({ ...host, strength: 'types' }),
};

/** Each file by itself: names are bound, and nothing else is known. */
class FileByFile implements Analysis {
  readonly #host: AnalysisHost;
  readonly #analyses = new WeakMap<Unit, Analysis>();

  constructor(host: AnalysisHost) {
    this.#host = host;
  }

  unit({ fileName, text }: ts.SourceFile): Unit {
    const { ts, catalog = [] } = this.#host;
    // A file that does not parse is left out, as ESLint does.
    const { program, sourceFile } = oneFileProgram(ts, { fileName, text }) ?? oneFileProgram(ts, { fileName, text: '' }) ?? {};
    if (program === undefined || sourceFile === undefined) {
      throw new Error('An empty file parses.');
    }
    const analysis = createAnalysis({ ts, program, strength: 'syntax', catalog });
    const unit = analysis.unit(sourceFile);
    this.#analyses.set(unit, analysis);
    return unit;
  }

  check: Analysis['check'] = (unit, rule, options) => this.#analyses.get(unit)?.check(unit, rule, options) ?? [];

  notes(): readonly [] {
    return [];
  }
}
