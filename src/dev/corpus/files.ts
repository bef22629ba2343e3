import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';
import type { Reading } from './precision-page.ts';
import { readRecord, writeRecord, type RepositoryRecord } from './record.ts';

const folder = join(root, 'corpus');
const readingsFile = join(folder, 'readings.json');

/** A repository's record, as it was left by the last audit; undefined if it was never audited. */
export function recordOf(name: string): RepositoryRecord | undefined {
  const file = join(folder, `${name}.jsonl`);
  return existsSync(file) ? readRecord(readFileSync(file, 'utf8')) : undefined;
}

export function keepRecord(record: RepositoryRecord): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${record.header.repository.replace('/', '+')}.jsonl`), writeRecord(record));
}

/** All records, in the order of their names. */
export function allRecords(): readonly RepositoryRecord[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.jsonl'))
    .sort()
    .map(name => readRecord(readFileSync(join(folder, name), 'utf8')));
}

export function allReadings(): readonly Reading[] {
  return existsSync(readingsFile) ? (JSON.parse(readFileSync(readingsFile, 'utf8')) as readonly Reading[]) : [];
}

export function keepReading(reading: Reading): void {
  writeFileSync(readingsFile, `${JSON.stringify([...allReadings(), reading], null, 2)}\n`);
}
