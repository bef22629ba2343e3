import { basename, dirname } from 'node:path';
import type { Rule as ESLintRule } from 'eslint';
import type { Finding, Suggestion } from '../engine/finding.ts';
import { withoutYielded } from '../engine/precedence.ts';
import type { Rule } from '../engine/rule.ts';
import { rulePageOf } from '../engine/rule-page.ts';
import type { Span } from '../flow/graph.ts';
import { becauseOf } from './because.ts';
import type { SourceUnits } from './source-unit.ts';

/**
 * Makes a rule of ours one of ESLint's.
 *
 * `because` is a placeholder at the end of each message rather than text joined to it: so a report keeps its `messageId`,
 * which is how ESLint's `RuleTester` and its users name it.
 */
export function adapt(rule: Rule, units: SourceUnits, rules: readonly Rule[]): ESLintRule.RuleModule {
  return {
    meta: {
      type: 'problem',
      docs: {
        description: rule.summary,
        url: rulePageOf(rule.name),
        recommended: rule.presets.recommended !== false,
        dialects: ['JavaScript', 'TypeScript'],
      },
      hasSuggestions: true,
      messages: Object.fromEntries(Object.entries(rule.messages).map(([id, message]) => [id, `${message}{{because}}`])),
      schema: [{ type: 'object', properties: rule.schema, additionalProperties: false }],
      defaultOptions: [rule.defaults],
    },
    create: context => ({
      Program(): void {
        check(rule, units, context, rules);
      },
    }),
  };
}

function check(rule: Rule, units: SourceUnits, context: ESLintRule.RuleContext, rules: readonly Rule[]): void {
  const unit = units.of(context.sourceCode, context.filename, context.settings);
  if (unit === undefined) {
    return;
  }
  const countsLines = isWholeFile(context);
  // ESLint does not say which other rules are on; presets have those that are yielded to.
  const told = (name: string): readonly Finding[] => rules.flatMap(other => (other.name === name ? unit.findings(other, other.defaults) : []));
  for (const finding of withoutYielded(rule, unit.findings(rule, { ...rule.defaults, ...context.options[0] }), told)) {
    report(context, finding, countsLines ? becauseOf(finding, unit.file) : '', unit.file.shift);
  }
}

const programName = /\.[cm]?[jt]sx?$|^[^.]+$/;

/** Of a block that was cut out of a page nobody but its processor knows in which line of the page it begins. */
function isWholeFile({ filename, physicalFilename }: ESLintRule.RuleContext): boolean {
  return programName.test(basename(filename)) && dirname(filename) !== physicalFilename;
}

function report(context: ESLintRule.RuleContext, finding: Finding, because: string, shift: number): void {
  context.report({
    loc: {
      start: context.sourceCode.getLocFromIndex(finding.span.start - shift),
      end: context.sourceCode.getLocFromIndex(finding.span.end - shift),
    },
    messageId: finding.messageId,
    data: { ...finding.data, because },
    suggest: finding.suggestions.map(suggestion => suggestionOf(suggestion, shift)),
  });
}

function suggestionOf({ messageId, data, edits }: Suggestion, shift: number): ESLintRule.SuggestionReportDescriptor {
  return {
    messageId,
    data: { ...data, because: '' },
    fix: fixer => edits.map(({ span, text }) => fixer.replaceTextRange(rangeOf(span, shift), text)),
  };
}

function rangeOf({ start, end }: Span, shift: number): [number, number] {
  return [start - shift, end - shift];
}
