import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { play } from './session.ts';

// Each folder of fixtures/cli is a small project with a record of what the command says in it. UPDATE=1 writes the records anew.

const root = path.resolve(import.meta.dirname, '../../fixtures/cli');

test.each(readdirSync(root))('%s', async scenario => {
  const folder = path.join(root, scenario);
  const file = path.join(folder, 'session.txt');
  const recorded = readFileSync(file, 'utf8');
  const played = await play(folder, recorded);
  if (process.env['UPDATE'] === undefined) {
    expect(played).toBe(recorded);
  } else {
    writeFileSync(file, played);
  }
});
