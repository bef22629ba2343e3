import type { Labelled, Label } from './record.ts';
import { labels } from './record.ts';

/**
 * A sheet for a reader who did not write the rules: claims about places in real code, in random order and without any label, and
 * among them decoys, which are neighbouring places at which the rule says nothing. What is a decoy stands in the key alone.
 */
export interface Claim {
  readonly id: number;
  readonly repository: string;
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

export interface Answered extends Claim {
  readonly label: Label;
  readonly reason: string;
}

/** Per claim, the fingerprint of the finding; null for a decoy. */
export type Key = readonly (string | null)[];

export interface Sheet {
  readonly claims: readonly Claim[];
  readonly key: Key;
}

export interface Candidate {
  readonly repository: string;
  readonly finding: Labelled;
  /** The lines of the file it stands in. */
  readonly source: readonly string[];
}

/** One decoy for so many findings. */
const findingsPerDecoy = 4;

export function sheetOf(candidates: readonly Candidate[], random: () => number): Sheet {
  const real = candidates.map(({ repository, finding }) => ({ fingerprint: finding.fingerprint, claim: claimAt(repository, finding, finding.line, finding.message) }));
  const decoys = shuffled(candidates, random)
    .slice(0, Math.ceil(candidates.length / findingsPerDecoy))
    .flatMap(candidate => decoyFor(candidate, candidates, random) ?? []);
  const lines = shuffled([...real, ...decoys.map(claim => ({ fingerprint: null, claim }))], random);
  return { claims: lines.map(({ claim }, id) => ({ ...claim, id })), key: lines.map(({ fingerprint }) => fingerprint) };
}

function claimAt(repository: string, { path, rule }: Labelled, line: number, message: string): Omit<Claim, 'id'> {
  return { repository, path, line, rule, message };
}

const expression = /(?:await\s+)?[\w$.#?]+\([^()]*\)/;

/** Another place of the same file that looks alike: the message then speaks of what stands there. */
function decoyFor({ repository, finding, source }: Candidate, candidates: readonly Candidate[], random: () => number): Omit<Claim, 'id'> | undefined {
  const likeIt = likenessOf(source[finding.line - 1] ?? '');
  const taken = new Set(candidates.filter(one => one.repository === repository && one.finding.path === finding.path).map(one => one.finding.line));
  const alike = source.flatMap((text, index) => (likeIt.test(text) && expression.test(text) && !taken.has(index + 1) ? [index + 1] : []));
  const line = alike[Math.floor(random() * alike.length)];
  if (line === undefined) {
    return undefined;
  }
  const there = expression.exec(source[line - 1] ?? '')?.[0] ?? '';
  return claimAt(repository, finding, line, finding.message.replace(/`[^`]+`/, () => `\`${there}\``));
}

/** By the word that says what the line is about, or else by being a call that nothing is done with. */
function likenessOf(line: string): RegExp {
  const [word] = /\b(?:catch|finally|await|setTimeout|setInterval|addEventListener|Promise|then|on|once|return)\b/.exec(line) ?? [];
  return word === undefined ? /^\s*[\w$.#?]+\(.*\);?$/ : new RegExp(`\\b${word}\\b`);
}

function shuffled<T>(list: readonly T[], random: () => number): readonly T[] {
  return list
    .map(item => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

export interface Taken {
  readonly labels: ReadonlyMap<string, { readonly label: Label; readonly reason: string }>;
  readonly decoys: number;
  readonly fooled: number;
}

/** What a reader has said of the findings, by fingerprint, and of the decoys. */
export function answersOf(answers: readonly Answered[], key: Key): Taken {
  const real = answers.flatMap(({ id, label, reason }) => {
    const fingerprint = key[id];
    return typeof fingerprint === 'string' ? [[fingerprint, { label, reason }] as const] : [];
  });
  const decoys = answers.filter(({ id }) => key[id] === null);
  return { labels: new Map(real), decoys: decoys.length, fooled: decoys.filter(({ label }) => label === 'true').length };
}

/** @throws {Error} If a line is no answer. */
export function readAnswers(text: string): readonly Answered[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map((line, index) => {
      const answer: unknown = JSON.parse(line);
      if (!isAnswered(answer)) {
        throw new Error(`Line ${index + 1} of the sheet has no \`id\`, no \`label\` of ${labels.join(', ')}, or no \`reason\`.`);
      }
      return answer;
    });
}

function isAnswered(value: unknown): value is Answered {
  return (
    typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'number' &&
    'label' in value && labels.some(label => label === value.label) && 'reason' in value && typeof value.reason === 'string' && value.reason !== ''
  );
}
