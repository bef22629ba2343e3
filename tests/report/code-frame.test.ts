import { expect, test } from 'vitest';
import { codeFrame, type Mark } from '../../src/report/code-frame.ts';
import { createStyle } from '../../src/report/style.ts';

function frame(source: string, marks: readonly Partial<Mark>[], width = 60): string {
  const look = { style: createStyle(false), colours: false, width };
  const full = marks.map((mark): Mark => {
    const { line = 1, column = 1 } = mark;
    return { line, column, endLine: line, endColumn: column + 1, sign: '✖', isMain: true, colour: 'red', ...mark };
  });
  return `\n${codeFrame(source, full, look).join('\n')}\n`;
}

const story = `export async function save(order: Order) {
  try {
    await put(order);
  } catch (error) {
    // It is only an order.

    log(error);
    count(1);
    count(2);
    count(3);
    return false;
  }
}
`;

test('a range is underlined, with a line of code before and after', () => {
  expect(frame(story, [{ line: 4, column: 5, endColumn: 18 }])).toBe(`
  3 │     await put(order);
✖ 4 │   } catch (error) {
    │     ━━━━━━━━━━━━━
  7 │     log(error);
`);
});

test('steps are numbered and stand where they stand in the file; what is left out is marked', () => {
  const marks: Partial<Mark>[] = [
    { line: 4, column: 5, endColumn: 18 },
    { line: 3, column: 5, endColumn: 21, sign: '1', isMain: false, label: 'It can be cancelled here.' },
    { line: 11, column: 5, endColumn: 18, sign: '2', isMain: false, label: 'It ends here.' },
  ];
  expect(frame(story, marks)).toBe(`
1  3 │     await put(order);
     │     ──────────────── It can be cancelled here.
✖  4 │   } catch (error) {
     │     ━━━━━━━━━━━━━
   7 │     log(error);
     ⋮
2 11 │     return false;
     │     ───────────── It ends here.
`);
});

test('several marks in one line are told apart', () => {
  const marks: Partial<Mark>[] = [
    { column: 1, endColumn: 6 },
    { column: 7, endColumn: 10, sign: '1', isMain: false, label: 'First.' },
  ];
  expect(frame('start(put())', marks)).toBe(`
✖ 1 │ start(put())
    │ ━━━━━ ✖
    │       ─── 1 First.
`);
});

test('of a longer range, the first line is underlined to its end', () => {
  expect(frame('start(\n  1,\n);', [{ column: 1, endLine: 3, endColumn: 3 }])).toBe(`
✖ 1 │ start(
    │ ━━━━━━┄
  2 │   1,
`);
});

test('a label that does not fit stands below, in as many lines as it needs', () => {
  expect(frame('const receipt = await charge(order);', [{ column: 17, endColumn: 36, label: 'A cancellation can arrive here, when the signal is aborted.' }], 50)).toBe(`
✖ 1 │ const receipt = await charge(order);
    │                 ━━━━━━━━━━━━━━━━━━━
    │     A cancellation can arrive here, when the
    │     signal is aborted.
`);
});

test('of a long line, the part with the mark is shown', () => {
  const line = `${'a'.repeat(100)} start() ${'b'.repeat(100)}`;
  expect(frame(line, [{ column: 102, endColumn: 109 }], 46)).toBe(`
✖ 1 │ …aaaaaaaaa start() bbbbbbbbbbbbbbbbbbbb…
    │            ━━━━━━━
`);
});

test('tabs do not shift the mark', () => {
  expect(frame('\t\tstart()', [{ column: 3, endColumn: 10 }])).toBe(`
✖ 1 │     start()
    │     ━━━━━━━
`);
});

test('a mark beyond the end of the file is shown without text', () => {
  expect(frame('start()', [{ line: 9, column: 1 }])).toContain('✖ 9 │');
});
