import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Log } from 'sarif';
import { expect, test } from 'vitest';
import type { AuditResult } from '../../src/engine/audit-result.ts';
import { formatSarif } from '../../src/report/sarif.ts';
import { context, result } from './example.ts';

function validator(): ValidateFunction {
  const file = path.resolve(import.meta.dirname, '../../fixtures/sarif/sarif-2.1.0.schema.json');
  // Written for draft 4, which differs from draft 7 in two keywords; the other (a Boolean `exclusiveMinimum`) is not used in it.
  const { $schema: _, id: $id, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  ajv.addFormat('uri', { validate: isUri });
  ajv.addFormat('uri-reference', { validate: (text: string) => URL.canParse(text, 'https://example.org/') && !/[ \\<>^`{|}"]/.test(text) });
  ajv.addFormat('date-time', { validate: (text: string) => !Number.isNaN(Date.parse(text)) });
  return ajv.compile({ $id: String($id), ...schema });
}

function isUri(text: string): boolean {
  return URL.canParse(text);
}

const validate = validator();

function sarifOf(audited: AuditResult = result): Log {
  const log: unknown = JSON.parse(formatSarif(audited, context));
  expect(validate(log), JSON.stringify(validate.errors, undefined, 2)).toBe(true);
  return log as Log;
}

test('it is valid against the official schema, with findings and without', () => {
  sarifOf();
  sarifOf({ ...result, findings: [], notes: [] });
});

test('the schema would say if it were not', () => {
  const log = sarifOf();
  expect(validate({ ...log, version: '2.0.0' })).toBe(false);
  expect(validate({ ...log, runs: [{ tool: { driver: {} } }] })).toBe(false);
});

test('paths are relative to the repository, and encoded', () => {
  const [run] = sarifOf().runs;
  expect(run?.originalUriBaseIds).toEqual({ SRCROOT: { uri: 'file:///shop/' } });
  expect(run?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation).toEqual({ uri: 'src/my%20orders.ts', uriBaseId: 'SRCROOT' });
});

test('a file outside of the repository has its whole address', () => {
  const [finding] = result.findings;
  const outside = { ...result, findings: finding === undefined ? [] : [{ ...finding, file: '/elsewhere/a.ts' }] };
  expect(sarifOf(outside).runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation).toEqual({ uri: 'file:///elsewhere/a.ts' });
});

test('the path of a finding is a code flow, in its order, and its places are related', () => {
  const [first] = sarifOf().runs[0]?.results ?? [];
  const flow = first?.codeFlows?.[0]?.threadFlows[0]?.locations.map(({ location, executionOrder }) => [
    executionOrder,
    location?.physicalLocation?.region?.startLine,
    location?.message?.text,
  ]);
  expect(flow).toEqual([
    [1, 3, 'It is started here.'],
    [2, 1, 'It can reject here.'],
  ]);
  expect(first?.relatedLocations?.map(({ id }) => id)).toEqual([1, 2]);
});

test('repairs are fixes, by offset', () => {
  const [first] = sarifOf().runs[0]?.results ?? [];
  expect(first?.fixes?.[0]).toMatchObject({
    description: { text: 'Await it.' },
    artifactChanges: [{ replacements: [{ deletedRegion: { charOffset: 54, charLength: 0 }, insertedContent: { text: 'await ' } }] }],
  });
});

test('each rule stands there with its page, and results point to it', () => {
  const [run] = sarifOf().runs;
  expect(run?.tool.driver.rules?.map(({ id, helpUri }) => [id, helpUri])).toEqual(context.rules.map(({ name, url }) => [name, url]));
  for (const { ruleId, ruleIndex } of run?.results ?? []) {
    expect(run?.tool.driver.rules?.[ruleIndex ?? -1]?.id).toBe(ruleId);
  }
});

test('the fingerprint is a partial fingerprint, the severity is the level, notes are notifications', () => {
  const [run] = sarifOf().runs;
  expect(run?.results?.map(({ level, partialFingerprints }) => [level, partialFingerprints])).toEqual([
    ['error', { 'cancellation/v1': 'a'.repeat(64) }],
    ['warning', { 'cancellation/v1': 'b'.repeat(64) }],
  ]);
  expect(run?.invocations?.[0]?.toolExecutionNotifications?.map(({ descriptor }) => descriptor?.id)).toEqual(['too-large', 'missing-module']);
});
