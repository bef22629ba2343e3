import path from 'node:path';
import type { AuditFinding, AuditResult, Place } from '../engine/audit-result.ts';
import type { Note } from '../engine/finding.ts';
import { codeFrame, type Mark } from './code-frame.ts';
import type { ReportContext } from './context.ts';
import { createStyle, type Style } from './style.ts';
import { wrap } from './wrap.ts';

/** The format that people read. */
export function formatPretty(result: AuditResult, context: ReportContext): string {
  const style = createStyle(context.colours);
  const pretty = new Pretty(context, style);
  const blocks = result.findings.map(finding => pretty.finding(finding));
  return [...blocks, pretty.notes(result.notes), pretty.summary(result)].filter(lines => lines.length > 0).map(lines => `${lines.join('\n')}\n`).join('\n');
}

const signs = { error: '✖', warning: '▲' } as const;
const colours = { error: 'red', warning: 'yellow' } as const;
const indent = '  ';

class Pretty {
  readonly #context: ReportContext;
  readonly #style: Style;
  readonly #width: number;

  constructor(context: ReportContext, style: Style) {
    this.#context = context;
    this.#style = style;
    // Longer lines are hard to read, however wide the terminal.
    this.#width = Math.min(context.width, 120);
  }

  finding(finding: AuditFinding): string[] {
    const { severity, rule, message } = finding;
    const colour = colours[severity];
    return [
      `${this.#style([colour, 'bold'], `${signs[severity]} ${severity}`)}  ${this.#style('bold', rule)}  ${this.#where(finding)}`,
      ...wrap(message, this.#width - indent.length).map(line => indent + this.#quoted(line)),
      '',
      ...this.#frames(finding),
      ...(finding.suggestions.length > 0 ? [''] : []),
      ...finding.suggestions.flatMap(suggestion => this.#suggestion(suggestion, finding)),
    ];
  }

  notes(notes: readonly Note[]): string[] {
    if (notes.length === 0) {
      return [];
    }
    const lines = notes.flatMap(({ file, message }) => {
      const [first = '', ...rest] = wrap(`${file === undefined ? '' : `${this.#relative(file)}: `}${message}`, this.#width - 4);
      return [`${indent}${this.#style('cyan', '•')} ${first}`, ...rest.map(line => `${indent}${indent}${line}`)];
    });
    return [this.#style('bold', notes.length === 1 ? 'Note' : 'Notes'), ...lines];
  }

  summary({ summary }: AuditResult): string[] {
    const { files, functions, findings, errors, warnings, milliseconds } = summary;
    const scope = `${counted(files, 'file')}, ${counted(functions, 'function')}, ${duration(milliseconds)}`;
    if (files === 0) {
      return [`${this.#style(['yellow', 'bold'], '▲ No file could be analysed')} ${this.#style('dim', `in ${duration(milliseconds)}`)}`];
    }
    if (findings === 0) {
      return [`${this.#style(['green', 'bold'], '✔ No findings')} ${this.#style('dim', `in ${scope}`)}`];
    }
    const colour = errors > 0 ? 'red' : 'yellow';
    const counts = [errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : ''].filter(text => text !== '');
    return [
      `${this.#style([colour, 'bold'], `${signs[errors > 0 ? 'error' : 'warning']} ${counts.join(', ')}`)} ${this.#style('dim', `in ${scope}`)}`,
    ];
  }

  /** One frame for each file of the path, the finding's own first. */
  #frames(finding: AuditFinding): string[] {
    const main: Mark = { ...finding, sign: signs[finding.severity], isMain: true, colour: colours[finding.severity] };
    const steps = finding.because.map((step, index): Mark & Place => ({
      ...step,
      sign: String(index + 1),
      label: step.message,
      isMain: false,
      colour: 'cyan',
    }));
    const own = steps.filter(({ file }) => file === finding.file);
    const others = [...new Set(steps.map(({ file }) => file))].filter(file => file !== finding.file);
    return [
      ...this.#frame(finding.file, [main, ...own]),
      ...others.flatMap(file => {
        const marks = steps.filter(step => step.file === file);
        const [first] = marks;
        return first === undefined ? [] : ['', `${indent}${this.#where(first)}`, ...this.#frame(file, marks)];
      }),
    ];
  }

  #frame(file: string, marks: readonly Mark[]): string[] {
    const source = this.#context.sourceOf(file);
    if (source === undefined) {
      return marks.map(({ sign, line, label }) => `${indent}${sign} line ${String(line)} ${label ?? ''}`.trimEnd());
    }
    const look = { style: this.#style, colours: this.#context.colours, width: this.#width - indent.length };
    return codeFrame(source, marks, look).map(line => indent + line);
  }

  #suggestion({ message, edits }: AuditFinding['suggestions'][number], { file }: AuditFinding): string[] {
    const source = this.#context.sourceOf(file);
    const line = source === undefined ? undefined : repairedLine(source, edits);
    return [
      `${indent}${this.#style('green', '→')} ${this.#quoted(message)}`,
      ...(line === undefined ? [] : [`${indent}${indent}${this.#style('green', line)}`]),
    ];
  }

  #where({ file, line, column }: Place): string {
    return this.#style('cyan', `${this.#relative(file)}:${String(line)}:${String(column)}`);
  }

  #relative(file: string): string {
    const relative = path.relative(this.#context.cwd, file);
    return relative === '' || relative.startsWith(`..${path.sep}..${path.sep}..`) ? file : relative;
  }

  /** The user's own names stand out. */
  #quoted(text: string): string {
    return text.replaceAll(/(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)/g, quoted => this.#style('bold', quoted));
  }
}

/** The line that the edits change, as it would be; undefined if it takes more than one to see the repair. */
function repairedLine(source: string, edits: AuditFinding['suggestions'][number]['edits']): string | undefined {
  const sorted = [...edits].sort((a, b) => a.start - b.start);
  const [first] = sorted;
  if (first === undefined) {
    return undefined;
  }
  const from = source.lastIndexOf('\n', first.start - 1) + 1;
  const newline = source.indexOf('\n', first.start);
  const to = newline === -1 ? source.length : newline;
  let line = '';
  let at = from;
  for (const { start, end, text } of sorted) {
    if (end > to || text.includes('\n')) {
      return undefined;
    }
    line += source.slice(at, start) + text;
    at = end;
  }
  return (line + source.slice(at, to)).trim();
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${String(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
