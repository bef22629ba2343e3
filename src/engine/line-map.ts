/** A place in a file as people count: from 1, columns in UTF-16 code units. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** Translates offsets into lines and columns. */
export interface LineMap {
  readonly lines: number;
  positionOf(offset: number): Position;
  /** The text of a line, counted from 1, without its terminator; empty beyond the last. */
  textOf(line: number): string;
}

// What ECMAScript takes for the end of a line, and so both TypeScript and ESLint.
const terminator = /\r\n|[\n\r\u2028\u2029]/g;

export function createLineMap(text: string): LineMap {
  const starts = [0];
  for (const match of text.matchAll(terminator)) {
    starts.push(match.index + match[0].length);
  }

  return {
    lines: starts.length,
    positionOf(offset) {
      const line = lineAt(starts, Math.min(Math.max(offset, 0), text.length));
      return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
    },
    textOf(line) {
      const start = starts[line - 1];
      return start === undefined ? '' : text.slice(start, starts[line]).replace(/[\n\r\u2028\u2029]+$/, '');
    },
  };
}

/** The last line that starts at or before the offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
