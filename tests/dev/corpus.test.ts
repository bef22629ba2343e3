import { describe, expect, it } from 'vitest';
import { agreementOf, chosenFor, precisionOf } from '../../src/dev/corpus/precision.ts';
import { carryLabels, readRecord, writeRecord, type Found, type Header, type Labelled } from '../../src/dev/corpus/record.ts';

const header: Header = { repository: 'shop/orders', commit: '0123abc', paths: ['src'], excluded: [], files: 2, lines: 40 };

function found(fingerprint: string, place: Partial<Found> = {}): Found {
  return { rule: 'no-floating-task', preset: 'recommended', path: 'src/orders.ts', line: 7, symbolPath: 'saveOrder', fingerprint, message: 'Nothing waits for `put(order)`.', ...place };
}

describe('the record of a repository', () => {
  it('keeps the label of a finding whose lines have moved', () => {
    const earlier: Labelled[] = [{ ...found('a'), label: 'true', reason: 'A full disk rejects, and nobody sees it.' }];
    const { findings, appeared, gone } = carryLabels(earlier, [found('a', { line: 90 })]);
    expect(findings).toEqual([{ ...found('a', { line: 90 }), label: 'true', reason: 'A full disk rejects, and nobody sees it.' }]);
    expect([appeared, gone]).toEqual([[], []]);
  });

  it('takes the message of the new audit, which may say it better', () => {
    const earlier: Labelled[] = [{ ...found('a'), label: 'false', reason: 'It cannot reject.' }];
    const { findings } = carryLabels(earlier, [found('a', { message: 'Nothing waits for it.' })]);
    expect(findings).toEqual([{ ...found('a', { message: 'Nothing waits for it.' }), label: 'false', reason: 'It cannot reject.' }]);
  });

  it('leaves a new finding without a label, and tells it', () => {
    const { findings, appeared } = carryLabels([{ ...found('a'), label: 'true', reason: 'It rejects.' }], [found('a'), found('b')]);
    expect(findings[1]).toEqual(found('b'));
    expect(appeared).toEqual([found('b')]);
  });

  it('tells what went, with its label', () => {
    const earlier: Labelled[] = [{ ...found('a'), label: 'false', reason: 'It cannot reject.' }];
    expect(carryLabels(earlier, [])).toEqual({ findings: [], appeared: [], gone: earlier });
  });

  it('counts unsure as false, and what nobody has read not at all', () => {
    const labelled = (fingerprint: string, label: Labelled['label']): Labelled => ({ ...found(fingerprint), ...(label && { label, reason: 'Read.' }) });
    const findings = [labelled('a', 'true'), labelled('b', 'unsure'), labelled('c', 'false'), labelled('d', undefined)];
    expect(precisionOf(findings)).toEqual([{ rule: 'no-floating-task', preset: 'recommended', findings: 4, labelled: 3, right: 1 }]);
  });

  it('counts what a stricter preset adds by itself', () => {
    const findings: Labelled[] = [{ ...found('a'), label: 'true', reason: 'Read.' }, { ...found('b', { preset: 'strict' }), label: 'false', reason: 'Read.' }];
    expect(precisionOf(findings).map(({ preset, right }) => [preset, right])).toEqual([['recommended', 1], ['strict', 0]]);
  });

  it('has all of the recommended preset read, and a choice of the rest that stays the same', () => {
    const findings = ['d', 'b', 'c', 'a'].map(fingerprint => found(fingerprint, { preset: 'strict' }));
    expect(chosenFor([found('z'), ...findings], 2).map(({ fingerprint }) => fingerprint)).toEqual(['z', 'a', 'b']);
    expect(chosenFor([found('z'), ...findings.slice(1)], 2).map(({ fingerprint }) => fingerprint)).toEqual(['z', 'a', 'b']);
  });

  it('tells how far two readers agree on what both have read', () => {
    const findings: Labelled[] = [
      { ...found('a'), label: 'true', reason: 'Read.', second: 'true' },
      { ...found('b'), label: 'true', reason: 'Read.', second: 'unsure' },
      { ...found('c'), label: 'true', reason: 'Read.' },
    ];
    expect(agreementOf(findings)).toEqual({ read: 2, agreed: 1 });
  });

  it('reads what it has written', () => {
    const record = { header, findings: [found('a'), { ...found('b'), label: 'unsure' as const, reason: 'Who knows.' }] };
    expect(readRecord(writeRecord(record))).toEqual(record);
  });

  it.each([
    ['a label that there is not', `${JSON.stringify({ ...found('a'), label: 'maybe', reason: 'Read.' })}\n`, 'Line 2 has the label "maybe"'],
    ['a label without a reason', `${JSON.stringify({ ...found('a'), label: 'true' })}\n`, 'Line 2 has the label true and no reason'],
    ['a line that is cut off', '{"rule":\n', 'Line 2 is no JSON'],
    ['a finding without a fingerprint', `${JSON.stringify({ ...found('a'), fingerprint: undefined })}\n`, 'Line 2 is no finding'],
  ])('refuses %s', (_, line, message) => {
    expect(() => readRecord(`${JSON.stringify(header)}\n${line}`)).toThrow(message);
  });

  it('refuses a file without a header', () => {
    expect(() => readRecord(`${JSON.stringify(found('a'))}\n`)).toThrow('Line 1 is no header');
  });
});
