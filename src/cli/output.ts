import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputUnwritable } from './messages/output-unwritable.ts';
import type { Terminal } from './terminal.ts';

export interface ReportOutput {
  write(text: string): void;
}

/**
 * Where the report goes.
 *
 * A file is tried before the work is done, not after; and it is put in place when it is complete, so that nobody reads half of it.
 */
export function openOutput(given: string | undefined, { stdout, cwd }: Terminal): ReportOutput {
  if (given === undefined) {
    return { write: text => stdout.write(text) };
  }
  const file = path.resolve(cwd, given);
  const draft = `${file}.${String(process.pid)}.tmp`;
  trying(file, () => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(draft, '');
    rmSync(draft);
  });
  return {
    write(text) {
      trying(file, () => {
        writeFileSync(draft, text);
        renameSync(draft, file);
      });
      stdout.write(`The report is in ${given}.\n`);
    },
  };
}

function trying(file: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw outputUnwritable(file, error);
  }
}
