import type { Analysis, AnalysisHost } from '../../src/engine/analysis.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { defineRule, type Problem, type Rule } from '../../src/engine/rule.ts';
import type { Libraries } from '../../src/audit/program-host.ts';
import type { Unit } from '../../src/engine/unit.ts';

// The audit's own work (which files, which program, which severity, what is told) does not depend on what a rule knows. So its tests
// run a rule that finds words: `lose()` is a fault, `because()` a step on the way to it.

function wordRule(name: string, preset: 'recommended' | 'strict'): Rule {
  return defineRule({
    name,
    summary: 'Disallow calls of `lose`.',
    presets: { recommended: preset === 'recommended' ? {} : false, strict: { word: 'lose' } },
    needs: { least: 'syntax', best: 'syntax' },
    shows: ['unhandled'],
    sources: [],
    messages: { lost: 'The task `{{task}}` is lost: await it.', step: 'It is started here.', repair: 'Await it.' },
    schema: { word: { type: 'string' } },
    defaults: { word: 'lose' },
    *check() {
      // Found by the fake analysis.
    },
  });
}

export const fakeRules: readonly Rule[] = [wordRule('no-floating-task', 'recommended'), wordRule('no-catch-all', 'strict')];

/** Parsing the platform's declarations is most of what a small audit does. */
export const libraries: Libraries = new Map();

/** What the last audits were given, for tests that look behind the curtain. */
export interface Seen {
  readonly hosts: AnalysisHost[];
  readonly options: object[];
}

export function fakeAnalysis(seen: Seen = { hosts: [], options: [] }): (host: AnalysisHost) => Analysis {
  return host => {
    seen.hosts.push(host);
    const textOf = (file: string) => host.program.getSourceFile(file)?.text ?? '';
    return {
      // The fake rules read nothing else of a unit.
      unit: sourceFile => ({ file: sourceFile.fileName, functions: [...sourceFile.text.matchAll(/\bfunction\b/g)] }) as unknown as Unit,
      check: (unit, rule, options) => {
        seen.options.push(options);
        return [...problems(textOf(unit.file), 'word' in options ? String(options.word) : 'lose')].map(problem => findingOf(problem, unit.file, rule.name));
      },
      notes: () => [],
    };
  };
}

function* problems(text: string, word: string): Iterable<Problem> {
  const steps = [...text.matchAll(/because\(\)/g)].map(({ index }) => ({ start: index, end: index + 'because()'.length }));
  for (const { index } of text.matchAll(new RegExp(`(?<!function )\\b${word}\\(\\)`, 'g'))) {
    const span = { start: index, end: index + word.length + 2 };
    yield {
      span,
      message: 'lost',
      because: steps.map(at => ({ at, message: 'step' })),
      suggestions: [{ message: 'repair', edits: [{ span: { start: index, end: index }, text: 'await ' }] }],
    };
  }
}

function findingOf({ span, because = [], suggestions = [] }: Problem, file: string, rule: string): Finding {
  return {
    rule,
    messageId: 'lost',
    message: 'The task `lose()` is lost: await it.',
    file,
    span,
    because: because.map(({ at }) => ({ file, span: 'span' in at ? at.span : at, message: 'It is started here.' })),
    suggestions: suggestions.map(({ edits }) => ({ messageId: 'repair', message: 'Await it.', edits })),
    presumed: [],
    symbolPath: 'save',
  };
}
