import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root } from './stories.ts';

/** A page that is made, or has a part that is, must be what would be made now; with UPDATE it is written instead. */
export function expectGenerated(path: string, render: (text: string) => string): void {
  const file = join(root, path);
  const text = readFileSync(file, 'utf8');
  const rendered = render(text);
  if (process.env['UPDATE'] !== undefined) {
    writeFileSync(file, rendered);
  } else {
    expect(text, `${path} is out of date: \`npm run update-docs\` writes it`).toBe(rendered);
  }
}
