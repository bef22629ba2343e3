import { rules } from '../../rules/index.ts';
import type { Finding } from '../../src/engine/finding.ts';
import type { Place, Sighting } from '../../src/runtime/index.ts';

type Reading = (file: string) => string;

/** Does what was seen lie where the finding points, or in its reasons? */
export function shows(sighting: Sighting, finding: Finding, textOf: Reading): boolean {
  const places = [{ file: finding.file, span: finding.span }, ...finding.because];
  return places.some(({ file, span }) => {
    const [first, last] = [lineAt(textOf(file), span.start), lineAt(textOf(file), Math.max(span.start, span.end - 1))];
    return sighting.places.some((place: Place) => place.file === file && first <= place.line && place.line <= last);
  });
}

/** Findings that nothing has shown yet. What a message is that no run can show, its rule says. */
export function unshown(findings: readonly Finding[], seen: readonly Sighting[], text: string): readonly Finding[] {
  return findings.filter(finding => {
    const rule = rules.find(({ name }) => name === finding.rule);
    return rule !== undefined && !(finding.messageId in (rule.unshown ?? {})) && !seen.some(sighting => isShown(sighting, finding, text));
  });
}

/** Is it what the finding's rule says, and where? */
export function isShown(sighting: Sighting, finding: Finding, text: string): boolean {
  return rules.some(({ name, shows: shown }) => name === finding.rule && shown.includes(sighting.kind)) && shows(sighting, finding, () => text);
}

/** The number of the line, from one. */
export function lineAt(text: string, offset: number): number {
  const starts = startsOf(text);
  let [from, to] = [0, starts.length];
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    [from, to] = (starts[middle] ?? 0) <= offset ? [middle, to] : [from, middle];
  }
  return to;
}

// Lines are asked for by the thousand, in few texts.
const known = new Map<string, readonly number[]>();

function startsOf(text: string): readonly number[] {
  const found = known.get(text) ?? [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  known.set(text, found);
  return found;
}
