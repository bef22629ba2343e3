import { rules } from '../../../rules/index.ts';
import { agreementOf, precisionOf, type Precision } from './precision.ts';
import type { Header, Labelled, RepositoryRecord } from './record.ts';

interface Placed {
  readonly header: Header;
  readonly finding: Labelled;
}

const mostExamples = 3;

/** `docs/precision.md`: what the rules find in code that stands, and how much of it is true. */
export function precisionPage(records: readonly RepositoryRecord[], decoys: readonly Reading[]): string {
  const findings = records.flatMap(record => record.findings);
  const lines = records.reduce((sum, { header }) => sum + header.lines, 0);
  const { read, agreed } = agreementOf(findings);
  const precision = precisionOf(findings);
  return [
    '# Precision',
    '',
    '<!-- Generated from corpus/*.jsonl by `npm run update-docs`, and checked by tests/dev/precision.test.ts. -->',
    '',
    `What the rules find in ${records.length} public repositories at pinned commits, ${count(lines)} lines together, and how much of it`,
    'is true. Somebody has read the code at each labelled finding: *true* means that some input leads to harm that can be observed, and',
    'the record says which. *Unsure* counts as false. Of `recommended` all findings are read, of what `strict` adds to a rule a random choice.',
    '',
    `Two readers labelled ${read} findings independently, and agreed on ${agreed}${read === 0 ? '' : ` (${percent(agreed, read)})`}. ${tellDecoys(decoys)}`,
    '',
    '## Repositories',
    '',
    '| repository | commit | files | lines | `recommended` | `strict` adds |',
    '|---|---|---|---|---|---|',
    ...records.map(({ header, findings: own }) =>
      row([header.repository, `\`${header.commit.slice(0, 10)}\``, header.files, count(header.lines), own.filter(({ preset }) => preset === 'recommended').length, own.filter(({ preset }) => preset === 'strict').length]),
    ),
    '',
    '## Rules',
    '',
    '| rule | preset | findings | read | true |',
    '|---|---|---|---|---|',
    ...precision.map(({ rule, preset, findings: all, labelled, right }) => row([`\`${rule}\``, preset, all, labelled, labelled === 0 ? '–' : `${right} (${percent(right, labelled)})`])),
    ...rules.filter(({ name }) => precision.every(({ rule }) => rule !== name)).map(({ name }) => row([`\`${name}\``, '–', 0, 0, '–'])),
    '',
    ...rules.flatMap(({ name }) => sectionOf(name, records, precision)),
  ].join('\n');
}

/** Somebody read findings mixed with places at which nothing is wrong. */
export interface Reading {
  readonly date: string;
  readonly findings: number;
  readonly decoys: number;
  /** Decoys that the reader took for a fault. */
  readonly fooled: number;
}

function tellDecoys(readings: readonly Reading[]): string {
  const decoys = readings.reduce((sum, reading) => sum + reading.decoys, 0);
  const fooled = readings.reduce((sum, reading) => sum + reading.fooled, 0);
  return decoys === 0
    ? 'No reading was mixed with decoys yet.'
    : `Among what they read were ${decoys} decoys, neighbouring places at which the rule says nothing: ${fooled} were taken for a fault.`;
}

function sectionOf(rule: string, records: readonly RepositoryRecord[], precision: readonly Precision[]): readonly string[] {
  const own = precision.filter(candidate => candidate.rule === rule);
  if (own.length === 0) {
    return [];
  }
  const placed = records.flatMap(({ header, findings }) => findings.filter(finding => finding.rule === rule).map(finding => ({ header, finding })));
  const right = placed.filter(({ finding }) => finding.label === 'true');
  const wrong = placed.filter(({ finding }) => finding.label === 'false' || finding.label === 'unsure');
  return [
    `### ${rule}`,
    '',
    ...listed('True, for example:', oneOfEachRepositoryFirst(right).slice(0, mostExamples)),
    ...listed('Not true, or not certainly:', wrong),
  ];
}

function listed(title: string, placed: readonly Placed[]): readonly string[] {
  return placed.length === 0 ? [] : [title, '', ...placed.map(one => `- ${tell(one)}`), ''];
}

function tell({ header, finding }: Placed): string {
  const unsure = finding.label === 'unsure' ? 'unsure: ' : '';
  return `${header.repository}@${header.commit.slice(0, 10)} \`${finding.path}:${finding.line}\`: ${unsure}${finding.reason ?? ''}`;
}

function oneOfEachRepositoryFirst(placed: readonly Placed[]): readonly Placed[] {
  const isFirst = (one: Placed): boolean => placed.find(({ header }) => header === one.header) === one;
  return [...placed.filter(isFirst), ...placed.filter(one => !isFirst(one))];
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
