import { describe, expect, it } from 'vitest';
import { rules } from '../rules/index.ts';
import type { Rule } from '../src/engine/rule.ts';
import { findingsByPlace } from './harness/places.ts';

// Three texts, three readers: the summary for someone choosing, the page for someone learning, the message for someone fixing.
// A message is one or two plain sentences with the user's own names in backticks; it neither begs nor shouts.

const texts = rules.flatMap(({ name, messages }) => Object.entries(messages).map(([id, text]) => ({ name: `${name}, ${id}`, text })));
const findings = [...findingsByPlace().values()];

describe.each(texts)('the message of $name', ({ text }) => {
  it('is one or two sentences', () => {
    expect(text).toMatch(/^(?:[A-Z`{][^\n]*[.])$/);
    expect(text.replaceAll(/`[^`]*`/g, 'x').split(/[.?](?:\s|$)/).filter(sentence => sentence !== '').length).toBeLessThanOrEqual(2);
  });

  it('neither begs nor shouts, and speaks of what is', () => {
    expect(text).not.toMatch(/\bplease\b|\bshould\b|\bconsider\b|\bmight want\b|\bwill\b|!(?:\s|$)/i);
  });

  it("sets the user's names in backticks", () => {
    expect(text.replaceAll(/`\{\{\w+\}\}`/g, '')).not.toMatch(/\{\{/);
    expect(text.split('`').length % 2, 'backticks come in pairs').toBe(1);
  });
});

describe.each(rules)('$name', rule => {
  it('has a summary that says in a sentence what it is for', () => {
    expect(rule.summary).toMatch(/^(?:Disallow|Require|Prefer) [^.]*\.$/);
  });

  it('uses each of its messages in some story', () => {
    expect(Object.keys(rule.messages).filter(id => !isSeen(rule, id))).toEqual([]);
  });
});

describe('what is shown to the user', () => {
  it('stands on one line of a bearable length', () => {
    const shown = findings.flatMap(({ message, because, suggestions }) => [message, ...because.map(step => step.message), ...suggestions.map(s => s.message)]);
    expect(shown.filter(text => text.includes('\n') || text.length > 260)).toEqual([]);
  });

  it('quotes what the user wrote as Markdown does, also where that has backticks of its own', () => {
    const shown = findings.flatMap(({ message, because }) => [message, ...because.map(step => step.message)]);
    expect(shown.filter(text => text.replaceAll(/(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)/g, '').includes('`'))).toEqual([]);
    expect(shown.some(text => text.includes('``'))).toBe(true);
  });

  it('names no placeholder that nobody has filled', () => {
    expect(findings.filter(({ message }) => /\{\{|\[object/.test(message)).map(({ message }) => message)).toEqual([]);
  });
});

/** Was the message said: as a finding, a reason or a suggestion? */
function isSeen(rule: Rule, id: string): boolean {
  const template = new RegExp(`^${(rule.messages[id] ?? '').split(/\{\{\w+\}\}/).map(escape).join('.*')}$`);
  return findings
    .filter(finding => finding.rule === rule.name)
    .some(
      ({ messageId, because, suggestions }) =>
        messageId === id || because.some(step => template.test(step.message)) || suggestions.some(suggestion => suggestion.messageId === id),
    );
}

function escape(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
}
