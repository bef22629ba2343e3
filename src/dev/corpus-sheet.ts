import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { allRecords } from './corpus/files.ts';
import { chosenFor } from './corpus/precision.ts';
import { sheetOf } from './corpus/sheet.ts';

const usage = 'Name the folder that holds the repositories and the sheet to write: `npm run corpus-sheet -- ../repositories sheet.jsonl`.';
const perStrictRule = 40;

/**
 * `npm run corpus-sheet -- <repositories> <sheet> [--second] [--rule <name>…]`: writes what is still to be read, shuffled and with
 * decoys among it, for somebody who adds `label` and `reason` to each line; and beside it the key, `<sheet>.key`. With `--second`,
 * what one reader has labelled is given to another.
 */
export async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { second: { type: 'boolean', default: false }, rule: { type: 'string', multiple: true } },
  });
  const [repositories, file] = positionals;
  if (repositories === undefined || file === undefined) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const records = allRecords();
  const chosen = new Set(chosenFor(records.flatMap(({ findings }) => findings), perStrictRule));
  const candidates = records.flatMap(({ header, findings }) =>
    findings
      .filter(finding => chosen.has(finding) && (values.rule?.includes(finding.rule) ?? true))
      .filter(({ label, second }) => (values.second ? label !== undefined && second === undefined : label === undefined))
      .map(finding => ({
        repository: header.repository,
        finding,
        source: readFileSync(join(repositories, header.repository.replace('/', '+'), finding.path), 'utf8').split('\n'),
      })),
  );
  const { claims, key } = sheetOf(candidates, Math.random);
  writeFileSync(file, claims.map(claim => `${JSON.stringify(claim)}\n`).join(''));
  writeFileSync(`${file}.key`, JSON.stringify(key));
  console.info(`${candidates.length} findings and ${claims.length - candidates.length} decoys in ${file}.`);
  await Promise.resolve();
}
