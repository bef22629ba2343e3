/**
 * Programs with the arrows of their graphs beside them. `UPDATE=1` writes the arrows anew; read what you bless.
 *
 * In the first line, `@module` asks for the graph of the file itself, `@values` for a list of values, places and events.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arrowsOfFile, marker } from './arrows.ts';

const folder = join(import.meta.dirname, '../../fixtures/flow');

describe('the arrows of', () => {
  it.each(readdirSync(folder))('%s', name => {
    const file = join(folder, name);
    const whole = readFileSync(file, 'utf8');
    const program = whole.split(marker)[0]?.trimEnd() ?? '';
    const updated = `${program}\n${marker}\n${arrowsOfFile(name, program)}\n*/\n`;
    if (process.env['UPDATE'] !== undefined) {
      writeFileSync(file, updated);
    }
    expect(updated).toBe(readFileSync(file, 'utf8'));
  });
});
