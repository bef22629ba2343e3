import { expect, test } from 'vitest';
import { renderMarkdown } from '../../src/cli/markdown.ts';
import { createStyle } from '../../src/report/style.ts';

function rendered(markdown: string, width = 40): string {
  return renderMarkdown(markdown, { style: createStyle(false), width });
}

test('headings, quotes and paragraphs', () => {
  expect(rendered('<!-- generated -->\n# no-lost-task\n\n> Disallow it.\n\nA task that\nnobody *ever* joins, **never**, in `code`.\n')).toBe(
    'no-lost-task\n\nDisallow it.\n\nA task that nobody ever joins,\nnever, in code.\n',
  );
});

test('code keeps its lines, also the empty ones', () => {
  expect(rendered('Like this:\n\n```ts\nawait put();\n\n# no heading\n```\n\nSo.')).toBe('Like this:\n\n    await put();\n\n    # no heading\n\nSo.\n');
});

test('items of a list hang below their text', () => {
  expect(rendered('- The first one, which is rather long\n  and goes on.\n- The second.\n1. One.\n')).toBe(
    '• The first one, which is rather long\n  and goes on.\n• The second.\n1. One.\n',
  );
});

test('tables are columns', () => {
  expect(rendered('| where | what |\n|---|---|\n| `audit` | all |\n| ESLint | a \\| b |\n')).toBe('  where   what\n  audit   all\n  ESLint  a | b\n');
});

test('a long cell is broken', () => {
  expect(rendered('| where | what |\n|---|---|\n| audit | every caller and every implementation |\n')).toBe(
    '  where  what\n  audit  every caller and every\n         implementation\n',
  );
});

test('links are written out', () => {
  expect(rendered('See [DOM](https://dom.example/a) and <https://b.example>.', 80)).toBe('See DOM (https://dom.example/a) and https://b.example.\n');
});
