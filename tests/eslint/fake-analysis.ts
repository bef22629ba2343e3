import type ts from 'typescript';
import type { Analysis, AnalysisHost } from '../../src/engine/analysis.ts';
import type { Finding } from '../../src/engine/finding.ts';
import type { Rule } from '../../src/engine/rule.ts';
import type { Unit } from '../../src/engine/unit.ts';
import type { CancellationPlugin } from '../../src/eslint/cancellation-plugin.ts';
import { createPlugin } from '../../src/eslint/plugin.ts';

// An engine that knows one thing: each call of something named `fault` is a fault, and the `reason` before it is why. So the
// host can be tested without the rules, and every number in a report can be checked by eye.

interface Options {
  readonly named: string;
}

export const fakeRule: Rule<Options, 'fault' | 'repair' | 'reason'> = {
  name: 'no-fault',
  summary: 'Disallow faults.',
  presets: { recommended: {}, strict: { named: 'fault' } },
  needs: { least: 'syntax', best: 'types' },
  shows: ['swallowed'],
  sources: [],
  messages: { fault: 'This is a fault: `{{text}}`.', repair: 'Remove `{{text}}`.', reason: 'It begins here.' },
  schema: { named: { type: 'string' } },
  defaults: { named: 'fault' },
  check: () => [],
};

export interface FakeEngine {
  readonly plugin: CancellationPlugin;
  /** What each analysis was given, in order. */
  readonly hosts: AnalysisHost[];
  /** How often a unit was asked for. */
  units: number;
}

/** @param elsewhere A reason in another file, given with each finding. */
export function fakeEngine(rules: readonly Rule[] = [fakeRule], elsewhere: Finding['because'] = []): FakeEngine {
  const hosts: AnalysisHost[] = [];
  const engine = {
    hosts,
    units: 0,
    plugin: createPlugin({
      rules,
      createAnalysis(host) {
        hosts.push(host);
        const analysis = createFakeAnalysis(host, elsewhere);
        return {
          ...analysis,
          unit(sourceFile) {
            engine.units += 1;
            return analysis.unit(sourceFile);
          },
        };
      },
    }),
  };
  return engine;
}

export function createFakeAnalysis(host: AnalysisHost, elsewhere: Finding['because'] = []): Analysis {
  const files = new WeakMap<Unit, ts.SourceFile>();
  return {
    unit(sourceFile) {
      const unit = { file: sourceFile.fileName } as Unit;
      files.set(unit, sourceFile);
      return unit;
    },
    check(unit, rule, options) {
      const sourceFile = files.get(unit);
      return sourceFile === undefined ? [] : findingsIn(host, sourceFile, rule.name, { ...fakeRule.defaults, ...options }, elsewhere);
    },
    notes: () => [],
  };
}

function findingsIn(
  { ts }: AnalysisHost,
  sourceFile: ts.SourceFile,
  rule: string,
  { named }: Options,
  elsewhere: Finding['because'],
): readonly Finding[] {
  const findings: Finding[] = [];
  const because: Finding['because'][number][] = [...elsewhere];
  const visit = (node: ts.Node): void => {
    const span = { start: node.getStart(), end: node.end };
    if (ts.isIdentifier(node) && node.text === 'reason') {
      because.push({ file: sourceFile.fileName, span, message: 'It begins here.' });
    }
    if (ts.isCallExpression(node) && node.expression.getText() === named) {
      const data = { text: node.getText() };
      const edits = [{ span, text: '' }];
      findings.push({
        rule,
        messageId: 'fault',
        message: `This is a fault: \`${data.text}\`.`,
        data,
        file: sourceFile.fileName,
        span,
        because: [...because],
        suggestions: [{ messageId: 'repair', message: `Remove \`${data.text}\`.`, data, edits }],
        presumed: [],
        symbolPath: '',
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return findings;
}
