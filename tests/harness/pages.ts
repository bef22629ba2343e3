import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './stories.ts';

/** A fenced program of a page. */
export interface Sample {
  readonly heading: string;
  /** Counted from 1 in the page. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

export function readPage(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The headings of the second level, in order. */
export function headingsOf(page: string): readonly string[] {
  return [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
}

export function samplesOf(page: string): readonly Sample[] {
  const found: Sample[] = [];
  let heading = '';
  let open: { line: number; language: string; lines: string[] } | undefined;
  for (const [number, line] of page.split('\n').entries()) {
    const fence = /^```(\w*)/.exec(line);
    if (open !== undefined && fence !== null) {
      found.push({ heading, line: open.line, language: open.language, text: `${open.lines.join('\n')}\n` });
      open = undefined;
    } else if (open !== undefined) {
      open.lines.push(line);
    } else if (fence !== null) {
      open = { line: number + 2, language: fence[1] ?? '', lines: [] };
    } else {
      heading = /^##+ (.+)$/.exec(line)?.[1] ?? heading;
    }
  }
  return found;
}
