import type { Labelled, Preset } from './record.ts';
import { presets } from './record.ts';

/** How often a rule is right, of what a person has read. */
export interface Precision {
  readonly rule: string;
  readonly preset: Preset;
  readonly findings: number;
  readonly labelled: number;
  /** Those labelled true. Unsure counts as false: a reader who cannot tell has been bothered for nothing. */
  readonly right: number;
}

/** Per rule, and per preset that adds findings to it. */
export function precisionOf(findings: readonly Labelled[]): readonly Precision[] {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  return rules.flatMap(rule =>
    presets.flatMap(preset => {
      const own = findings.filter(finding => finding.rule === rule && finding.preset === preset);
      const labelled = own.filter(({ label }) => label !== undefined);
      return own.length === 0 ? [] : [{ rule, preset, findings: own.length, labelled: labelled.length, right: labelled.filter(({ label }) => label === 'true').length }];
    }),
  );
}

export interface Agreement {
  /** Findings that two people have read. */
  readonly read: number;
  readonly agreed: number;
}

export function agreementOf(findings: readonly Labelled[]): Agreement {
  const twice = findings.filter(({ label, second }) => label !== undefined && second !== undefined);
  return { read: twice.length, agreed: twice.filter(({ label, second }) => label === second).length };
}

/**
 * The findings that are to be read: all of `recommended`, and of what `strict` adds to a rule so many at random. A fingerprint is a
 * hash, so that the smallest ones are a random choice, which stays the same while findings come and go.
 */
export function chosenFor(findings: readonly Labelled[], perStrictRule: number): readonly Labelled[] {
  const strict = findings.filter(({ preset }) => preset === 'strict').sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  const taken = new Map<string, number>();
  return [
    ...findings.filter(({ preset }) => preset === 'recommended'),
    ...strict.filter(({ rule }) => {
      const count = taken.get(rule) ?? 0;
      taken.set(rule, count + 1);
      return count < perStrictRule;
    }),
  ];
}
