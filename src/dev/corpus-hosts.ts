import { resolve } from 'node:path';
import { rules } from '../../rules/index.ts';
import { audit } from '../audit/audit.ts';
import { createAnalysis } from '../engine/create-analysis.ts';
import { nameOf, sourcesOf } from './corpus/checkout.ts';
import { recordOf } from './corpus/files.ts';
import { weakerHosts } from './corpus/hosts.ts';

const usage = 'Name a checked-out repository that has a record, such as `npm run corpus-hosts -- ../got`.';

/** `npm run corpus-hosts -- <folder>`: how many findings of ESLint, with and without types, the audit of a real repository takes back. */
export async function main([folder]: readonly string[]): Promise<void> {
  const header = folder === undefined ? undefined : recordOf(nameOf(folder))?.header;
  if (folder === undefined || header === undefined) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const options = { cwd: resolve(folder), paths: await sourcesOf(folder, header) };
  const strongest = new Set((await audit(options, { createAnalysis, rules })).findings.map(({ fingerprint }) => fingerprint));
  for (const [name, createWeaker] of Object.entries(weakerHosts)) {
    const { findings } = await audit(options, { createAnalysis: createWeaker, rules });
    const takenBack = findings.filter(({ fingerprint }) => !strongest.has(fingerprint));
    const share = findings.length === 0 ? '' : ` (${Math.round((100 * takenBack.length) / findings.length)} %)`;
    console.info(`${header.repository}, ${name}: ${findings.length} findings; the audit, with ${strongest.size}, takes back ${takenBack.length}${share}`);
    for (const { file, line, rule, message } of takenBack) {
      console.info(`  ${file}:${line} ${rule} ${message}`);
    }
  }
}
