import type ts from 'typescript';
import type { FlowEvent, Span } from '../flow/graph.ts';
import type { FactContext } from '../facts/context.ts';
import type { PresumptionId } from '../facts/presumptions.ts';
import type { Finding, Step, Suggestion } from './finding.ts';
import type { Because, Problem, Rule } from './rule.ts';
import { inBackTicks } from './quoted.ts';
import { symbolPathOf } from './symbol-path.ts';
import type { Unit } from './unit.ts';

const mostSteps = 8;

interface Found {
  readonly context: FactContext;
  readonly unit: Unit;
  readonly rule: Rule;
  readonly problem: Problem;
  readonly presumed: readonly PresumptionId[];
}

/** Turns what a rule yields into a finding that any host can show. */
export function findingOf({ context, unit, rule, problem, presumed }: Found): Finding {
  const data = quotable(problem.data);
  return {
    rule: rule.name,
    messageId: problem.message,
    message: fill(rule, problem.message, data),
    data,
    file: unit.file,
    span: problem.span,
    because: (problem.because ?? []).slice(0, mostSteps).map(step => stepOf(context, unit, rule, step)),
    suggestions: (problem.suggestions ?? []).map((suggestion): Suggestion => {
      const words = quotable(suggestion.data);
      return { messageId: suggestion.message, message: fill(rule, suggestion.message, words), data: words, edits: suggestion.edits };
    }),
    presumed,
    symbolPath: symbolPathAt(context, unit, problem.span),
  };
}

function stepOf(context: FactContext, unit: Unit, rule: Rule, step: Because<string>): Step {
  const message = fill(rule, step.message, quotable(step.data));
  if ('file' in step.at) {
    return { file: step.at.file, span: step.at.span, message };
  }
  return isEvent(step.at)
    ? { file: context.homeOf(step.at).function.getSourceFile().fileName, span: step.at.span, message }
    : { file: unit.file, span: step.at, message };
}

function isEvent(place: FlowEvent | Span): place is FlowEvent {
  return 'kind' in place;
}

/** What fills the placeholders, which stand in back-ticks. */
function quotable(data: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(data).map(([name, text]) => [name, inBackTicks(text)]));
}

function fill(rule: Rule, messageId: string, data: Readonly<Record<string, string>>): string {
  const template = rule.messages[messageId];
  if (template === undefined) {
    throw new Error(`${rule.name} has no message \`${messageId}\`.`);
  }
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = data[name];
    if (value === undefined) {
      throw new Error(`${rule.name} gives no \`${name}\` for its message \`${messageId}\`.`);
    }
    return value;
  });
}

function symbolPathAt(context: FactContext, unit: Unit, span: Span): string {
  const { ts } = context;
  const sourceFile = context.program.getSourceFile(unit.file);
  if (sourceFile === undefined) {
    return '';
  }
  let innermost: ts.Node = sourceFile;
  const descend = (node: ts.Node): void => {
    if (node.pos <= span.start && span.end <= node.end) {
      innermost = node;
      ts.forEachChild(node, descend);
    }
  };
  ts.forEachChild(sourceFile, descend);
  return symbolPathOf(ts, innermost);
}
