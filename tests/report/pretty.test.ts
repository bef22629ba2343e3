import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { formatPretty } from '../../src/report/pretty.ts';
import { context, result } from './example.ts';

test('a finding, its path, its repair, the notes and the sum', () => {
  expect(formatPretty(result, context)).toBe(`✖ error  no-floating-task  src/my orders.ts:4:3
  Nothing waits for \`save(order)\`, so its rejection is unhandled: await it,
  return it, or handle its error.

  1 3 │ function close() {
      │          ───── It is started here.
  ✖ 4 │   save(order);
      │   ━━━━━━━━━━━
    5 │   return true;

  src/store.ts:1:23
  2 1 │ export async function save(order: Order) {
      │                       ──── It can reject here.

  → Await it.
    await save(order);

▲ warning  no-catch-all  src/store.ts:2:3
  Every error ends here.

    1 │ export async function save(order: Order) {
  ▲ 2 │   await put(order);
      │   ━━━━━━━━━━━━━━━━

Notes
  • bundle.js: Left out: it looks minified.
  • 1 module is not found: \`absent\`.

✖ 1 error, 1 warning in 2 files, 5 functions, 1.2 s
`);
});

test('nothing found', () => {
  const clean = { ...result, findings: [], notes: [], summary: { ...result.summary, findings: 0, errors: 0, warnings: 0, milliseconds: 12 } };
  expect(formatPretty(clean, context)).toBe('✔ No findings in 2 files, 5 functions, 12 ms\n');
});

test('colours change no letter', () => {
  const coloured = formatPretty(result, { ...context, colours: true });
  expect(coloured).not.toBe(formatPretty(result, context));
  expect(stripVTControlCharacters(coloured)).toBe(formatPretty(result, context));
});

test('a source that cannot be read any more', () => {
  expect(formatPretty(result, { ...context, sourceOf: () => undefined })).toContain('  ✖ line 4\n  1 line 3 It is started here.');
});

test('no line is longer than the terminal is wide', () => {
  for (const width of [60, 72, 100]) {
    const lines = formatPretty(result, { ...context, width }).split('\n');
    expect(lines.filter(line => line.length > width)).toEqual([]);
  }
});
