import ts from 'typescript';
import { createAnalysis } from '../../src/engine/create-analysis.ts';
import type { Analysis, AnalysisHost } from '../../src/engine/analysis.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { catalogOf } from '../../src/eslint/settings.ts';
import type { Rule } from '../../src/engine/rule.ts';
import type { Fixture } from './fixture.ts';
import { programOfFixtures, sourceFileOf } from './program.ts';

/** The parts of the analysis that a test may want to disturb. */
export type Disturbance = Pick<AnalysisHost, 'wrapFacts' | 'wrapSummaries' | 'wrapCatalog' | 'refute' | 'onUsed'>;

/**
 * The strongest host: the rules over the whole program, as the audit runs them. An analysis is kept per settings, so that
 * summaries of the world are made once.
 */
export function createAuditHost(disturbance: Disturbance = {}, program = programOfFixtures()) {
  const analyses = new Map<string, Analysis>();

  function analysisFor({ settings }: Fixture): Analysis {
    const key = JSON.stringify(settings);
    let analysis = analyses.get(key);
    if (analysis === undefined) {
      analysis = createAnalysis({ ts, program, strength: 'program', catalog: catalogOf({ cancellation: settings }), ...disturbance });
      analyses.set(key, analysis);
    }
    return analysis;
  }

  return {
    findings(fixture: Fixture, rule: Rule): readonly Finding[] {
      const analysis = analysisFor(fixture);
      return fixture.files.flatMap(file =>
        analysis.check(analysis.unit(sourceFileOf(program, file.path)), rule, { ...rule.defaults, ...fixture.options }),
      );
    },
  };
}
