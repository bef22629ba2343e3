import { basename } from 'node:path';
import type { Finding } from '../engine/finding.ts';
import type { Span } from '../flow/graph.ts';
import type { ParsedFile } from './parsed-file.ts';

const mostPlaces = 3;

/**
 * The places that a finding rests on, for the end of its message: ` (line 3, line 7, orders.ts:12)`.
 *
 * Neither ESLint nor its editor clients show related places, so the message has to name them. The line of the finding itself
 * goes without saying.
 */
export function becauseOf({ because, span }: Finding, { sourceFile, program }: ParsedFile): string {
  const head = lineOf(sourceFile, span);
  const places = new Set<string>();
  for (const step of because) {
    const file = step.file === sourceFile.fileName ? sourceFile : program.getSourceFile(step.file);
    if (file === undefined) {
      places.add(basename(step.file));
    } else if (file !== sourceFile) {
      places.add(`${basename(step.file)}:${lineOf(file, step.span)}`);
    } else if (lineOf(file, step.span) !== head) {
      places.add(`line ${lineOf(file, step.span)}`);
    }
  }
  const named = [...places].slice(0, mostPlaces);
  return named.length === 0 ? '' : ` (${named.join(', ')}${places.size > mostPlaces ? ', …' : ''})`;
}

function lineOf(file: ParsedFile['sourceFile'], span: Span): number {
  return file.getLineAndCharacterOfPosition(span.start).line + 1;
}
