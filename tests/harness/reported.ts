import { readFileSync } from 'node:fs';
import type { Span } from '../../src/flow/graph.ts';
import type { Finding } from '../../src/engine/finding.ts';
import type { Range } from './fixture.ts';
import type { Reported } from './verdict.ts';

/** A finding as fixtures speak of it: lines and columns, of a longer range its first line. */
export function reportedOf({ rule, message, file, span, because }: Finding, textOf = readText): Reported {
  return {
    rule,
    message,
    ...rangeOf(file, textOf(file), span),
    because: because.map(step => ({ message: step.message, ...rangeOf(step.file, textOf(step.file), step.span) })),
  };
}

export function rangeOf(file: string, text: string, { start, end }: Span): Range {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const line = text.slice(0, start).split('\n').length - 1;
  const lineEnd = text.indexOf('\n', start);
  const firstLineEnd = lineStart + text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).trimEnd().length;
  return { file, line, column: start - lineStart, endColumn: Math.min(end, firstLineEnd) - lineStart };
}

const texts = new Map<string, string>();

function readText(file: string): string {
  const text = texts.get(file) ?? readFileSync(file, 'utf8');
  texts.set(file, text);
  return text;
}
