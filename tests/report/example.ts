import type { AuditResult } from '../../src/engine/audit-result.ts';
import type { ReportContext } from '../../src/report/context.ts';

// A made-up result, so that formatters are tested without an audit.

const orders = '/shop/src/my orders.ts';
const store = '/shop/src/store.ts';

const sources: Readonly<Record<string, string>> = {
  [orders]: "import { save } from './store';\n\nfunction close() {\n  save(order);\n  return true;\n}\n",
  [store]: 'export async function save(order: Order) {\n  await put(order);\n}\n',
};

export const result: AuditResult = {
  root: '/shop',
  summary: { files: 2, functions: 5, findings: 2, errors: 1, warnings: 1, milliseconds: 1234 },
  findings: [
    {
      rule: 'no-floating-task',
      messageId: 'floating',
      message: 'Nothing waits for `save(order)`, so its rejection is unhandled: await it, return it, or handle its error.',
      severity: 'error',
      file: orders,
      line: 4,
      column: 3,
      endLine: 4,
      endColumn: 14,
      because: [
        { file: orders, line: 3, column: 10, endLine: 3, endColumn: 15, message: 'It is started here.' },
        { file: store, line: 1, column: 23, endLine: 1, endColumn: 27, message: 'It can reject here.' },
      ],
      suggestions: [{ message: 'Await it.', edits: [{ start: 54, end: 54, text: 'await ' }] }],
      fingerprint: 'a'.repeat(64),
      url: 'https://rules.example/no-floating-task',
      symbolPath: 'close',
      presumed: ['call-returns'],
    },
    {
      rule: 'no-catch-all',
      messageId: 'all',
      message: 'Every error ends here.',
      severity: 'warning',
      file: store,
      line: 2,
      column: 3,
      endLine: 2,
      endColumn: 19,
      because: [],
      suggestions: [],
      fingerprint: 'b'.repeat(64),
      url: 'https://rules.example/no-catch-all',
      symbolPath: '',
      presumed: [],
    },
  ],
  notes: [
    { code: 'too-large', file: '/shop/bundle.js', message: 'Left out: it looks minified.' },
    { code: 'missing-module', message: '1 module is not found: `absent`.' },
  ],
  timings: [],
};

export const context: ReportContext = {
  tool: { name: 'eslint-plugin-cancellation', version: '1.2.3' },
  rules: [
    { name: 'no-catch-all', summary: 'Disallow handlers of every error.', url: 'https://rules.example/no-catch-all', severity: 'warning' },
    { name: 'no-floating-task', summary: 'Disallow tasks that nobody awaits.', url: 'https://rules.example/no-floating-task', severity: 'error' },
  ],
  cwd: '/shop',
  sourceOf: file => sources[file],
  colours: false,
  width: 80,
};
