import { isPromisedTo, type Expectation, type ExpectedStep, type Fixture, type HostName, type Range } from './fixture.ts';

/** What a host said. `because` is missing where the host does not show related places. */
export interface Reported extends Range {
  readonly rule: string;
  readonly message: string;
  readonly because?: readonly (Range & { readonly message: string })[];
}

export interface Verdict {
  /** Promised to this host and not reported by it. */
  readonly missing: readonly Expectation[];
  /** Reported by this host and not promised. */
  readonly unexpected: readonly Reported[];
  /** Places that no finding gives as a reason. */
  readonly missingSteps: readonly ExpectedStep[];
}

/** Compares what a host said of a story with what the story promises to that host. */
export function judge(fixture: Fixture, host: HostName, reported: readonly Reported[]): Verdict {
  const promised = fixture.files.flatMap(file => file.expectations).filter(expectation => isPromisedTo(host, expectation));
  const unexpected = [...reported];
  const missing: Expectation[] = [];
  // The longest text first: it is the hardest to please where two findings share a range.
  for (const expectation of promised.toSorted((a, b) => b.text.length - a.text.length)) {
    const found = unexpected.findIndex(finding => pleases(finding, expectation));
    if (found === -1) {
      missing.push(expectation);
    } else {
      unexpected.splice(found, 1);
    }
  }
  return { missing, unexpected, missingSteps: missingSteps(fixture, reported) };
}

export function agrees({ missing, unexpected, missingSteps: steps }: Verdict): boolean {
  return missing.length + unexpected.length + steps.length === 0;
}

function pleases(finding: Reported, expectation: Expectation): boolean {
  return finding.rule === expectation.rule && isSameRange(finding, expectation) && finding.message.includes(expectation.text);
}

function missingSteps(fixture: Fixture, reported: readonly Reported[]): readonly ExpectedStep[] {
  if (reported.some(finding => finding.because === undefined)) {
    return [];
  }
  const given = reported.flatMap(finding => finding.because ?? []);
  // A reason is only asked for where its finding is: without one, the missing finding says enough.
  return reported.length === 0
    ? []
    : fixture.files
        .flatMap(file => file.steps)
        .filter(step => !given.some(other => isSameRange(other, step) && other.message.includes(step.text)));
}

function isSameRange(a: Range, b: Range): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column && a.endColumn === b.endColumn;
}

/** Draws the program with both verdicts below its lines: what the story promises, and what the host said. */
export function draw(fixture: Fixture, host: HostName, reported: readonly Reported[]): string {
  const verdict = judge(fixture, host, reported);
  const text = fixture.files.map(file => {
    const lines = file.text.split('\n').flatMap((line, number) => [
      `${String(number + 1).padStart(4)}   ${line}`,
      ...file.expectations
        .filter(expectation => expectation.line === number && isPromisedTo(host, expectation))
        .map(expectation => mark(expectation, verdict.missing.includes(expectation) ? 'MISSING ' : 'promised', expectation.text)),
      ...verdict.missingSteps
        .filter(step => step.file === file.path && step.line === number)
        .map(step => mark(step, 'MISSING ', `because: ${step.text}`)),
      ...reported
        .filter(finding => finding.file === file.path && finding.line === number)
        .flatMap(finding => [
          mark(finding, verdict.unexpected.includes(finding) ? 'TOO MUCH' : 'reported', `${finding.rule}: ${finding.message}`),
          ...(finding.because ?? []).map(step => `       because line ${step.line + 1}, columns ${step.column}–${step.endColumn}: ${step.message}`),
        ]),
    ]);
    return `${file.path} in the host "${host}":\n${lines.join('\n')}`;
  });
  return text.join('\n');
}

function mark(range: Range, title: string, text: string): string {
  return `       ${' '.repeat(range.column)}${'^'.repeat(Math.max(1, range.endColumn - range.column))} ${title} ${text}`;
}
