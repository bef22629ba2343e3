import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allReadings, allRecords } from '../../src/dev/corpus/files.ts';
import { precisionPage } from '../../src/dev/corpus/precision-page.ts';
import { root } from '../harness/stories.ts';

// The page is made of the records and of nothing else (UPDATE=1 writes it).

const file = join(root, 'docs/precision.md');

it('docs/precision.md says what the records say', () => {
  const page = precisionPage(allRecords(), allReadings());
  if (process.env['UPDATE'] === '1') {
    writeFileSync(file, page);
  }
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(page);
});
