import { highlight } from '@babel/code-frame';
import type { Style } from './style.ts';
import { wrap } from './wrap.ts';

/**
 * Draws a piece of source with what there is to say about it.
 *
 * One frame shows all marks of one file, in the order of the lines, so that a reader sees try, handler and what follows in one look, as they
 * stand in the editor; numbers in the margin give the order in which things happen. Ready-made frames show one range each, which is why
 * this one is our own.
 */
export interface Mark {
  /** Counted from 1; the end is the place after the last character. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** In the margin: a number or a symbol. */
  readonly sign: string;
  readonly label?: string;
  readonly isMain: boolean;
  readonly colour: 'red' | 'yellow' | 'cyan';
}

export interface FrameLook {
  readonly style: Style;
  readonly colours: boolean;
  readonly width: number;
}

const tab = '  ';

export function codeFrame(source: string, marks: readonly Mark[], look: FrameLook): string[] {
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/);
  const shown = shownLines(marks, lines);
  const digits = String(shown.at(-1) ?? 0).length;
  const signs = Math.max(...marks.map(({ sign }) => sign.length));
  const drawn: string[] = [];
  let last: number | undefined;
  for (const number of shown) {
    if (last !== undefined && codeBetween(lines, last, number).length > 0) {
      drawn.push(look.style('dim', `${' '.repeat(signs + digits + 2)}⋮`));
    }
    last = number;
    const here = marks.filter(({ line }) => line === number).sort((a, b) => a.column - b.column);
    drawn.push(...drawLine({ text: lines[number - 1] ?? '', number, here, digits, signs, look }));
  }
  return drawn;
}

/**
 * The marked lines, around the main one the code before and after, without which nobody would recognise it. A gap of one line is
 * filled, for the sign of a gap is as long.
 */
function shownLines(marks: readonly Mark[], lines: readonly string[]): number[] {
  const shown = new Set<number>();
  for (const { line, isMain } of marks) {
    for (const number of isMain ? [nextCode(lines, line, -1), line, nextCode(lines, line, 1)] : [line]) {
      if (number !== undefined) {
        shown.add(number);
      }
    }
  }
  const sorted = [...shown].sort((a, b) => a - b);
  return sorted.flatMap((line, index) => {
    const between = codeBetween(lines, sorted[index - 1] ?? line, line);
    return between.length === 1 ? [...between, line] : [line];
  });
}

function nextCode(lines: readonly string[], from: number, step: 1 | -1): number | undefined {
  for (let line = from + step; line >= 1 && line <= lines.length; line += step) {
    if (isTelling(lines[line - 1])) {
      return line;
    }
  }
  return undefined;
}

function codeBetween(lines: readonly string[], from: number, to: number): number[] {
  const between: number[] = [];
  for (let line = from + 1; line < to; line++) {
    if (isCode(lines[line - 1])) {
      between.push(line);
    }
  }
  return between;
}

function isCode(line = ''): boolean {
  return !/^\s*(?:\/\/|$)/.test(line);
}

/** Comments, empty lines and closing brackets do not help to recognise a place. */
function isTelling(line = ''): boolean {
  return isCode(line) && !/^[\s)\]};,]*$/.test(line);
}

interface Line {
  readonly text: string;
  readonly number: number;
  readonly here: readonly Mark[];
  readonly digits: number;
  readonly signs: number;
  readonly look: FrameLook;
}

function drawLine({ text, number, here, digits, signs, look }: Line): string[] {
  const { style } = look;
  const room = Math.max(20, look.width - signs - digits - 4);
  const window = windowOn(text, here, room);
  const main = here.find(({ isMain }) => isMain) ?? here[0];
  const sign = main === undefined ? ' '.repeat(signs) : style([main.colour, 'bold'], main.sign.padStart(signs));
  const label = String(number).padStart(digits);
  const code = look.colours ? highlight(window.text) : window.text;
  const gutter = `${' '.repeat(signs + digits + 1)} ${style('dim', '│')} `;
  return [
    `${sign} ${main === undefined ? style('dim', label) : label} ${style('dim', '│')} ${code}`.trimEnd(),
    ...here.flatMap(mark => drawMark(mark, window, { several: here.length > 1, room, look }).map(line => `${gutter}${line}`)),
  ];
}

function drawMark(mark: Mark, { from, to }: Window, { several, room, look }: { several: boolean; room: number; look: FrameLook }): string[] {
  const { style } = look;
  const start = Math.max(0, from(mark.column));
  const end = mark.endLine > mark.line ? to : Math.min(to, from(mark.endColumn));
  const line = (mark.isMain ? '━' : '─').repeat(Math.max(1, end - start));
  const continues = mark.endLine > mark.line ? '┄' : '';
  const underlined = `${' '.repeat(start)}${style(mark.colour, line + continues)}`;
  const label = `${several ? `${mark.sign} ` : ''}${mark.label ?? ''}`.trim();
  if (label === '') {
    return [underlined];
  }
  const used = start + line.length + continues.length;
  if (used + 1 + label.length <= room) {
    return [`${underlined} ${style(mark.colour, label)}`];
  }
  const indent = Math.min(start, Math.max(0, room - 40));
  return [underlined, ...wrap(label, room - indent).map(part => `${' '.repeat(indent)}${style(mark.colour, part)}`)];
}

interface Window {
  readonly text: string;
  /** Where a column of the file stands in the text. */
  readonly from: (column: number) => number;
  /** The end of the code in the text. */
  readonly to: number;
}

/** The line with its tabs spread out, and if it is too long, the part of it that the marks are about. */
function windowOn(text: string, marks: readonly Mark[], room: number): Window {
  const spread = text.replaceAll('\t', tab);
  const at = (column: number) => text.slice(0, column - 1).replaceAll('\t', tab).length;
  if (spread.length <= room) {
    return { text: spread, from: at, to: spread.trimEnd().length };
  }
  const first = marks.length === 0 ? 0 : Math.min(...marks.map(({ column }) => at(column)));
  const start = first < room - 20 ? 0 : Math.max(0, first - 10);
  const cut = spread.slice(start, start + room - 2);
  const before = start > 0 ? '…' : '';
  const after = start + room - 2 < spread.length ? '…' : '';
  return {
    text: `${before}${cut}${after}`,
    from: column => Math.min(at(column) - start, cut.length) + before.length,
    to: cut.length + before.length,
  };
}
