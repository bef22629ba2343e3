import { readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { audit, type AuditFinding } from '../audit/index.ts';
import { git, nameOf, sourcesOf } from './corpus/checkout.ts';
import { keepRecord, recordOf } from './corpus/files.ts';
import { precisionOf } from './corpus/precision.ts';
import { carryLabels, type Found, type Header, type Labelled, type Preset } from './corpus/record.ts';

const usage = 'Name a checked-out repository, such as `npm run corpus -- ../got source --exclude "**/*.test.ts"`.';

/**
 * `npm run corpus -- <folder> [paths…] [--exclude <glob>…] [--name owner+name]`: audits a real repository under each preset and brings
 * its record, `corpus/<owner>+<name>.jsonl`, up to date; says what appeared, what went, and how many of the findings were right.
 * Without paths, the ones that the record names.
 */
export async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { exclude: { type: 'string', multiple: true }, name: { type: 'string' } },
  });
  const [folder, ...paths] = positionals;
  if (folder === undefined) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const name = values.name ?? nameOf(folder);
  const earlier = recordOf(name);
  const what = {
    paths: paths.length > 0 ? paths : (earlier?.header.paths ?? ['.']),
    excluded: values.exclude ?? earlier?.header.excluded ?? [],
  };
  const { files, found, notes, milliseconds } = await auditRepository(folder, what);
  const { findings, appeared, gone } = carryLabels(earlier?.findings ?? [], found);
  const header: Header = { repository: name.replace('+', '/'), commit: git(folder, 'rev-parse', 'HEAD'), ...what, files: files.length, lines: linesIn(files) };
  keepRecord({ header, findings });
  tell('+', appeared);
  tell('-', gone);
  console.info(`${header.repository}: ${header.files} files, ${header.lines} lines, ${(milliseconds / 1000).toFixed(1)} s, ${notes} notes`);
  for (const { rule, preset, findings: all, labelled, right } of precisionOf(findings)) {
    console.info(`  ${rule} (${preset}): ${all} findings, ${labelled} labelled, ${right} right${labelled === 0 ? '' : ` (${Math.round((100 * right) / labelled)} %)`}`);
  }
}

async function auditRepository(
  folder: string,
  what: Pick<Header, 'paths' | 'excluded'>,
): Promise<{ files: readonly string[]; found: readonly Found[]; notes: number; milliseconds: number }> {
  const top = resolve(folder);
  const files = await sourcesOf(folder, what);
  const { findings, notes, summary } = await audit({ cwd: top, paths: files, preset: 'all' });
  const recommended = await audit({ cwd: top, paths: files });
  const weaker = new Set(recommended.findings.map(({ fingerprint }) => fingerprint));
  const found = findings.map(finding => foundIn(top, finding, weaker.has(finding.fingerprint) ? 'recommended' : 'strict'));
  return { files, found, notes: notes.length, milliseconds: summary.milliseconds };
}

/** What may be kept of a finding: where it is and our own words, but none of the repository's code. */
function foundIn(top: string, { rule, file, line, symbolPath, fingerprint, message }: AuditFinding, preset: Preset): Found {
  return { rule, preset, path: relative(top, file).split(sep).join('/'), line, symbolPath, fingerprint, message };
}

function linesIn(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + readFileSync(file, 'utf8').split('\n').length, 0);
}

function tell(sign: string, findings: readonly Labelled[]): void {
  for (const { rule, preset, path, line, label = 'not labelled', message } of findings) {
    console.info(`${sign} ${path}:${line} ${rule} (${preset}, ${label}) ${message}`);
  }
}
