/**
 * Reads the verdicts that stand in a fixture.
 *
 * After a line of the program, carets in a comment mark the range of a finding in that line (of a longer range, the part in
 * its first line), and dashes a place that the finding names as a reason:
 *
 *     //  ^^^^^ no-swallowed-cancellation: part of the message
 *     //  ----- because: part of the step's message
 *
 * Before the rule's name stands the weakest host that reports it (`annotated:`, `typed:`, `audit:`); without one, all do. A
 * line `// refuted: typed` after an annotation names the host from which on the finding is rightly taken back. A range that
 * begins in the first column, where the comment's own slashes stand, is written `//<^^^`. The first lines of a file may hold
 * `// @options {…}` for the rule and `// @settings {…}` for `settings.cancellation`. Whatever is not well formed is an error,
 * since an annotation that is silently a comment would assert nothing.
 */
export const hostNames = ['javascript', 'annotated', 'typed', 'audit'] as const;

/** From weak to strong: names only, the syntax of types, types and what is near, the whole program. */
export type HostName = (typeof hostNames)[number];

/** A range in one line: columns count from zero, the end is exclusive. */
export interface Range {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

export interface Expectation extends Range {
  readonly rule: string;
  /** Contained in the message. */
  readonly text: string;
  readonly least: HostName;
  readonly refuted?: HostName;
}

export interface ExpectedStep extends Range {
  readonly text: string;
}

export interface FixtureFile {
  readonly path: string;
  readonly text: string;
  readonly expectations: readonly Expectation[];
  readonly steps: readonly ExpectedStep[];
}

export interface Fixture {
  /** The story's file or folder, relative to the folder of all fixtures. */
  readonly name: string;
  readonly rule: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly files: readonly FixtureFile[];
}

class MalformedFixture extends Error {
  override readonly name = 'MalformedFixture';

  constructor(file: string, line: number, problem: string) {
    super(`${file}:${line + 1}: ${problem}`);
  }
}

function isAtLeast(host: HostName, least: HostName): boolean {
  return hostNames.indexOf(host) >= hostNames.indexOf(least);
}

export function isPromisedTo(host: HostName, { least, refuted }: Expectation): boolean {
  return isAtLeast(host, least) && (refuted === undefined || !isAtLeast(host, refuted));
}

/** Reads the files of one story; `rule` is the folder that they stand in. */
export function readFixture(name: string, rule: string, files: readonly { path: string; text: string }[]): Fixture {
  let options: Record<string, unknown> = {};
  let settings: Record<string, unknown> = {};
  for (const { path, text } of files) {
    options = { ...options, ...readPragma(path, text, 'options') };
    settings = { ...settings, ...readPragma(path, text, 'settings') };
  }
  return { name, rule, options, settings, files: files.map(({ path, text }) => readFile(path, text, rule)) };
}

function readPragma(path: string, text: string, pragma: string): Record<string, unknown> {
  const head = `// @${pragma} `;
  let isFirstLines = true;
  let found: Record<string, unknown> = {};
  for (const [number, line] of text.split('\n').entries()) {
    isFirstLines &&= line.startsWith('//');
    if (!line.trimStart().startsWith(head)) {
      continue;
    }
    if (!isFirstLines) {
      throw new MalformedFixture(path, number, `\`@${pragma}\` must stand in the first lines of the file.`);
    }
    found = { ...found, ...parseObject(path, number, line.trimStart().slice(head.length)) };
  }
  return found;
}

function parseObject(path: string, line: number, json: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw new MalformedFixture(path, line, `This is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new MalformedFixture(path, line, 'An object is expected, such as `{ "checkVoid": true }`.');
  }
  return { ...parsed };
}

const annotationLine = /^\s*\/\/(<?)\s*(\^+|--+)(?=\s|$)\s*(.*)$/;
const refutedLine = /^\s*\/\/\s*refuted:\s*(.*)$/;

function readFile(path: string, text: string, rule: string): FixtureFile {
  const expectations: Expectation[] = [];
  const steps: ExpectedStep[] = [];
  const lines = text.split('\n');
  let last: 'code' | 'step' | 'expectation' = 'code';
  let target: number | undefined;

  for (const [number, line] of lines.entries()) {
    const malformed = (problem: string) => new MalformedFixture(path, number, problem);
    const refuted = refutedLine.exec(line);
    const annotation = annotationLine.exec(line);
    if (refuted !== null) {
      const expectation = expectations.at(-1);
      if (last !== 'expectation' || expectation === undefined) {
        throw malformed('`refuted` must follow the annotation of the finding that it takes back.');
      }
      expectations[expectations.length - 1] = { ...expectation, refuted: refuterOf(expectation, refuted[1] ?? '', malformed) };
    } else if (annotation !== null) {
      const range = { file: path, ...rangeOf(line, annotation, target, lines, malformed) };
      if ((annotation[2] ?? '').startsWith('^')) {
        expectations.push({ ...range, ...findingOf(annotation[3] ?? '', rule, malformed) });
        last = 'expectation';
      } else {
        steps.push({ ...range, text: stepTextOf(annotation[3] ?? '', malformed) });
        last = 'step';
      }
    } else {
      target = number;
      last = 'code';
    }
  }
  return { path, text, expectations, steps };
}

type Malformed = (problem: string) => MalformedFixture;

function rangeOf(line: string, annotation: RegExpExecArray, target: number | undefined, lines: readonly string[], malformed: Malformed) {
  const program = target === undefined ? undefined : lines[target];
  if (target === undefined || program === undefined) {
    throw malformed('There is no line above that this could mark.');
  }
  const marks = annotation[2] ?? '';
  const first = line.indexOf(marks);
  const column = annotation[1] === '<' ? 0 : first;
  const endColumn = first + marks.length;
  if (endColumn > program.length) {
    throw malformed(`The marks reach to column ${endColumn + 1}, the line that they mark ends in column ${program.length + 1}.`);
  }
  const marked = program.slice(column, endColumn);
  if (marked.trim() !== marked) {
    throw malformed(`The marked text begins or ends with white space: "${marked}".`);
  }
  return { line: target, column, endColumn };
}

function findingOf(comment: string, rule: string, malformed: Malformed) {
  const parts = /^(?:([a-z]+):\s+)?([a-z][a-z0-9-]*):\s+(\S.*)$/.exec(comment);
  const [, least = 'javascript', named, text] = parts ?? [];
  if (named === undefined || text === undefined) {
    throw malformed('After the carets, `rule-name: part of the message` is expected, perhaps after `annotated:`, `typed:` or `audit:`.');
  }
  const host = hostNames.find(name => name === least);
  if (host === undefined) {
    throw malformed(`There is no host \`${least}\`; the hosts are ${hostNames.join(', ')}.`);
  }
  if (named !== rule) {
    throw malformed(`This story is in the folder of \`${rule}\`, so \`${named}\` does not run on it.`);
  }
  return { rule: named, text, least: host };
}

function stepTextOf(comment: string, malformed: Malformed): string {
  const text = /^because:\s+(\S.*)$/.exec(comment)?.[1];
  if (text === undefined) {
    throw malformed('After the dashes, `because: part of the message` is expected.');
  }
  return text;
}

function refuterOf(expectation: Expectation, name: string, malformed: Malformed): HostName {
  const host = hostNames.find(candidate => candidate === name);
  if (host === undefined || host === 'javascript') {
    throw malformed(`Only \`annotated\`, \`typed\` and \`audit\` can refute a finding, not \`${name}\`.`);
  }
  if (isAtLeast(expectation.least, host)) {
    throw malformed(`No host is left that reports it: it needs \`${expectation.least}\` and \`${host}\` refutes it.`);
  }
  return host;
}
