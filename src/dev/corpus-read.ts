import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { allRecords, keepReading, keepRecord } from './corpus/files.ts';
import { agreementOf } from './corpus/precision.ts';
import { answersOf, readAnswers, type Key } from './corpus/sheet.ts';

const usage = 'Name the sheet with its answers: `npm run corpus-read -- sheet.jsonl`. Its key lies beside it.';

/** `npm run corpus-read -- <sheet> [--second]`: takes the labels of a sheet into the records, and says how the reader did on the decoys. */
export async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { second: { type: 'boolean', default: false } } });
  const [file] = positionals;
  if (file === undefined) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const key = JSON.parse(readFileSync(`${file}.key`, 'utf8')) as Key;
  const { labels, decoys, fooled } = answersOf(readAnswers(readFileSync(file, 'utf8')), key);
  for (const record of allRecords()) {
    const findings = record.findings.map(finding => {
      const answer = labels.get(finding.fingerprint);
      return answer === undefined ? finding : values.second ? { ...finding, second: answer.label } : { ...finding, ...answer };
    });
    keepRecord({ ...record, findings });
  }
  keepReading({ date: new Date().toISOString().slice(0, 10), findings: labels.size, decoys, fooled });
  const { read, agreed } = agreementOf(allRecords().flatMap(({ findings }) => findings));
  console.info(`${labels.size} labels taken; ${fooled} of ${decoys} decoys were taken for a fault; of ${read} findings read twice, ${agreed} agree.`);
  await Promise.resolve();
}
