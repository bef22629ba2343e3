import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { withoutYielded } from '../../src/engine/precedence.ts';
import type { Finding } from '../../src/engine/finding.ts';
import type { Rule } from '../../src/engine/rule.ts';
import { audit } from '../../src/audit/index.ts';
import plugin from '../../src/eslint/index.ts';
import { folderWith } from '../audit/folder.ts';
import { lint } from '../eslint/lint.ts';

function findingAt(start: number): Finding {
  return { rule: 'some', messageId: 'some', message: '', data: {}, file: 'a.ts', span: { start, end: start + 1 }, because: [], suggestions: [], presumed: [], symbolPath: '' };
}

function ruleThatYieldsTo(yieldsTo: readonly string[] | undefined): Rule {
  const [rule] = rules;
  if (rule === undefined) {
    throw new Error('There are no rules.');
  }
  return { ...rule, ...(yieldsTo !== undefined && { yieldsTo }) };
}

describe('where several rules speak of one place', () => {
  it('the one that yields is not told', () => {
    const left = withoutYielded(ruleThatYieldsTo(['stronger']), [findingAt(1), findingAt(5)], name => (name === 'stronger' ? [findingAt(5)] : []));
    expect(left.map(({ span }) => span.start)).toEqual([1]);
  });

  it('a rule that yields to nobody is told, and nobody else is asked', () => {
    const left = withoutYielded(ruleThatYieldsTo(undefined), [findingAt(5)], () => {
      throw new Error('asked');
    });
    expect(left).toHaveLength(1);
  });

  it('rules yield to rules that there are, and never in a circle', () => {
    const known = new Map(rules.map(rule => [rule.name, rule.yieldsTo ?? []]));
    const reaches = (from: string, to: string): boolean => (known.get(from) ?? []).some(next => next === to || reaches(next, to));
    expect([...known.values()].flat().filter(name => !known.has(name))).toEqual([]);
    expect([...known.keys()].filter(name => reaches(name, name))).toEqual([]);
  });

  it('a task that is late on one way and lost on another is lost, in the audit as in ESLint', async () => {
    const text = [
      'async function saved(text) { return JSON.parse(text); }',
      'export async function save(text, wanted) {',
      '  const saving = saved(text);',
      '  await new Promise(resolve => setTimeout(resolve, 5));',
      '  if (!wanted) return;',
      '  await saving;',
      '}',
    ].join('\n');
    const linted = lint({ plugin, text, rules: { 'cancellation/no-late-await': 'error', 'cancellation/no-lost-task': 'error' } });
    const { findings } = await audit({ cwd: folderWith({ 'orders.js': text }), preset: 'strict' });
    expect(linted.map(({ ruleId }) => ruleId)).toEqual(['cancellation/no-lost-task']);
    expect(findings.map(({ rule }) => rule)).toEqual(['no-lost-task']);
  });
});
