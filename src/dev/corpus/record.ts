/**
 * The record of one repository: what the audit found in it, and what a person who read the code thinks of each finding.
 *
 * One JSON object per line. The first says what was audited, each of the others is a finding. A label belongs to a fingerprint, which
 * survives moved lines, so that a finding is read once and not after every change of a rule. What an audit no longer finds is
 * dropped from the record, and told when it goes: the history of the file keeps it. A second reader's label stands beside the first.
 */
export interface RepositoryRecord {
  readonly header: Header;
  readonly findings: readonly Labelled[];
}

export interface Header {
  /** `owner/name`. */
  readonly repository: string;
  readonly commit: string;
  /** What was audited, and what was left out of it: globs, relative to the repository. */
  readonly paths: readonly string[];
  readonly excluded: readonly string[];
  readonly files: number;
  readonly lines: number;
}

/** The weakest preset in which a finding is reported. */
export const presets = ['recommended', 'strict'] as const;
export type Preset = (typeof presets)[number];

export interface Found {
  readonly rule: string;
  readonly preset: Preset;
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly line: number;
  readonly symbolPath: string;
  readonly fingerprint: string;
  readonly message: string;
}

export interface Labelled extends Found {
  /** Missing for one that nobody has read. */
  readonly label?: Label;
  /** One line: which input does which harm, or which fact would have known better. */
  readonly reason?: string;
  /** What another reader said, who knew neither the first label nor whether it is a finding at all. */
  readonly second?: Label;
}

export const labels = ['true', 'false', 'unsure'] as const;
export type Label = (typeof labels)[number];

export interface Changes {
  readonly findings: readonly Labelled[];
  readonly appeared: readonly Labelled[];
  readonly gone: readonly Labelled[];
}

/** The findings of a new audit, with the labels that earlier ones were given. */
export function carryLabels(earlier: readonly Labelled[], found: readonly Found[]): Changes {
  const known = new Map(earlier.map(finding => [finding.fingerprint, finding]));
  const findings = found.map(finding => ({ ...finding, ...opinionOf(known.get(finding.fingerprint)) }));
  const still = new Set(found.map(({ fingerprint }) => fingerprint));
  return {
    findings,
    appeared: findings.filter(({ fingerprint }) => !known.has(fingerprint)),
    gone: earlier.filter(({ fingerprint }) => !still.has(fingerprint)),
  };
}

function opinionOf(finding: Labelled | undefined): Pick<Labelled, 'label' | 'reason' | 'second'> {
  return {
    ...(finding?.label !== undefined && { label: finding.label }),
    ...(finding?.reason !== undefined && { reason: finding.reason }),
    ...(finding?.second !== undefined && { second: finding.second }),
  };
}

export function writeRecord({ header, findings }: RepositoryRecord): string {
  return [header, ...findings].map(line => `${JSON.stringify(line)}\n`).join('');
}

/** @throws {Error} If a line is not what `writeRecord` writes, or a person has given a label that there is not. */
export function readRecord(text: string): RepositoryRecord {
  const [header, ...findings] = text
    .split('\n')
    .filter(line => line !== '')
    .map((line, index) => parseLine(line, index + 1));
  if (!isHeader(header)) {
    throw new Error('Line 1 is no header: it has no `repository`, `commit`, `paths`, `excluded`, `files` and `lines`.');
  }
  return { header, findings: findings.map((finding, index) => labelledOf(finding, index + 2)) };
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`Line ${number} is no JSON: ${line}`, { cause: error });
  }
}

function labelledOf(finding: unknown, line: number): Labelled {
  if (!isFound(finding)) {
    throw new Error(`Line ${line} is no finding: ${JSON.stringify(finding)}`);
  }
  const { label, second, reason }: { readonly label?: unknown; readonly second?: unknown; readonly reason?: unknown } & Found = finding;
  const known = labelOf(label, line);
  const other = labelOf(second, line);
  if (known !== undefined && (typeof reason !== 'string' || reason === '')) {
    throw new Error(`Line ${line} has the label ${known} and no reason.`);
  }
  return { ...finding, ...(known !== undefined && { label: known }), ...(typeof reason === 'string' && { reason }), ...(other !== undefined && { second: other }) };
}

function labelOf(label: unknown, line: number): Label | undefined {
  const known = labels.find(candidate => candidate === label);
  if (label !== undefined && known === undefined) {
    throw new Error(`Line ${line} has the label ${JSON.stringify(label)}: it must be one of ${labels.join(', ')}, or be left out.`);
  }
  return known;
}

function isHeader(value: unknown): value is Header {
  return (
    isRecord(value) &&
    areStrings(value, ['repository', 'commit']) &&
    areNumbers(value, ['files', 'lines']) &&
    [value['paths'], value['excluded']].every(list => Array.isArray(list) && list.every(item => typeof item === 'string'))
  );
}

function isFound(value: unknown): value is Found {
  return (
    isRecord(value) &&
    areStrings(value, ['rule', 'path', 'symbolPath', 'fingerprint', 'message']) &&
    areNumbers(value, ['line']) &&
    presets.some(preset => preset === value['preset'])
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function areStrings(value: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean {
  return keys.every(key => typeof value[key] === 'string');
}

function areNumbers(value: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean {
  return keys.every(key => typeof value[key] === 'number');
}
