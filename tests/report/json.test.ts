import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { formatJson } from '../../src/report/json.ts';
import { context, result } from './example.ts';

const schema = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../schema.json'), 'utf8')) as { $defs: object };
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('uri', { validate: (text: string) => URL.canParse(text) });
const validate = ajv.compile({ $ref: '#/$defs/report', $defs: schema.$defs });

const report = JSON.parse(formatJson(result, context)) as Record<string, unknown> & { findings: Record<string, unknown>[] };

test('it is as the published schema says', () => {
  expect(validate(report), JSON.stringify(validate.errors, undefined, 2)).toBe(true);
});

test('the schema knows nothing else, and misses nothing', () => {
  const [finding] = report.findings;
  expect(validate({ ...report, findings: [{ ...finding, symbolPath: 'close' }] })).toBe(false);
  for (const key of Object.keys(finding ?? {})) {
    expect(validate({ ...report, findings: [{ ...finding, [key]: undefined }] }), key).toBe(false);
  }
});

test('its keys are those that are documented', () => {
  expect(Object.keys(report)).toEqual(['version', 'tool', 'summary', 'findings', 'notes']);
  expect(Object.keys(report.findings[0] ?? {})).toEqual([
    'rule',
    'messageId',
    'message',
    'severity',
    'file',
    'line',
    'column',
    'endLine',
    'endColumn',
    'because',
    'suggestions',
    'fingerprint',
    'url',
  ]);
});

test('the schema knows each code of a note', () => {
  const source = readFileSync(path.resolve(import.meta.dirname, '../../src/engine/finding.ts'), 'utf8');
  const [, union = ''] = /interface Note \{\s+readonly code:([^;]*);/.exec(source) ?? [];
  const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(5);
  for (const code of codes) {
    expect(validate({ ...report, notes: [{ code, message: 'Left out.' }] }), code).toBe(true);
  }
});
