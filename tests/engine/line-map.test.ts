import { expect, test } from 'vitest';
import { createLineMap } from '../../src/engine/line-map.ts';

test('lines and columns count from one, after each kind of line end', () => {
  const text = 'a\r\nbc\nd\u2028e\rf';
  const map = createLineMap(text);
  expect([...text.matchAll(/[a-f]/g)].map(({ index }) => map.positionOf(index))).toEqual([
    { line: 1, column: 1 },
    { line: 2, column: 1 },
    { line: 2, column: 2 },
    { line: 3, column: 1 },
    { line: 4, column: 1 },
    { line: 5, column: 1 },
  ]);
  expect(map.lines).toBe(5);
});

test('the end of the text has a place', () => {
  expect(createLineMap('ab\n').positionOf(3)).toEqual({ line: 2, column: 1 });
  expect(createLineMap('').positionOf(0)).toEqual({ line: 1, column: 1 });
});

test('the text of a line has no terminator, and is empty beyond the last', () => {
  const map = createLineMap('a\r\nb');
  expect([map.textOf(1), map.textOf(2), map.textOf(3)]).toEqual(['a', 'b', '']);
});
