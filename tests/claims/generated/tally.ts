import { rules } from '../../../rules/index.ts';
import type { Finding } from '../../../src/engine/finding.ts';
import { kinds, type Kind, type Sighting } from '../../../src/runtime/explorer/sighting.ts';
import { isShown, lineAt, unshown } from '../shows.ts';
import { limits } from './limits.ts';
import type { Judged } from './run-operations.ts';

// What a rule says is counted by findings. What the runtime shows is counted by sites: a kind at a line of an operation, however often
// and in however many runs it was seen there.

export interface Site {
  readonly kind: Kind;
  readonly line: string;
  readonly operation: Judged['operation'];
  /** The rules that said it. */
  readonly saidBy: readonly string[];
}

/** How often something was the case, of how many. */
export interface Share {
  readonly of: number;
  readonly are: number;
}

export interface Tally {
  readonly operations: number;
  /** Of a rule's findings, those that a run has shown. */
  readonly shown: ReadonlyMap<string, Share>;
  /** Of the sites of a rule's kinds, those that it said. */
  readonly said: ReadonlyMap<string, Share>;
  /** Of the sites of a kind, those that some rule said. */
  readonly saidOfKind: ReadonlyMap<Kind, Share>;
  /** Sites of kinds that rules show which none said, by the limit that explains them. */
  readonly missed: ReadonlyMap<string, number>;
  readonly unexplained: readonly Site[];
}

export function tallyOf(judged: readonly Judged[]): Tally {
  const sites = judged.flatMap(sitesIn);
  const findings = judged.flatMap(one => one.findings.map(finding => ({ finding, isShown: unshown([finding], one.seen, one.text).length === 0 })));
  const claimed = kinds.filter(kind => rules.some(({ shows }) => shows.includes(kind)));
  const unsaid = sites.filter(({ kind, saidBy }) => claimed.includes(kind) && saidBy.length === 0);
  const limitOf = (site: Site): string | undefined => limits.find(({ kinds: of, holds }) => of.includes(site.kind) && holds(site))?.because;
  return {
    operations: judged.length,
    shown: new Map(rules.map(({ name }) => [name, share(findings.filter(({ finding }) => finding.rule === name), one => one.isShown)])),
    said: new Map(rules.map(({ name, shows }) => [name, share(sites.filter(({ kind }) => shows.includes(kind)), ({ saidBy }) => saidBy.includes(name))])),
    saidOfKind: new Map(claimed.map(kind => [kind, share(sites.filter(site => site.kind === kind), ({ saidBy }) => saidBy.length > 0)])),
    missed: new Map(limits.map(({ because }) => [because, unsaid.filter(site => limitOf(site) === because).length])),
    unexplained: unsaid.filter(site => limitOf(site) === undefined),
  };
}

function share<T>(all: readonly T[], is: (one: T) => boolean): Share {
  return { of: all.length, are: all.filter(is).length };
}

function sitesIn({ operation, lines, path, text, findings, seen }: Judged): readonly Site[] {
  const sites = new Map<number, Map<Kind, Sighting[]>>();
  for (const sighting of seen) {
    const place = sighting.places.find(({ file, line }) => file === path && lines.from <= line && line <= lines.to);
    if (place !== undefined) {
      const here = sites.get(place.line) ?? new Map<Kind, Sighting[]>();
      sites.set(place.line, here.set(sighting.kind, [...(here.get(sighting.kind) ?? []), sighting]));
    }
  }
  return [...sites].flatMap(([line, here]) =>
    [...here].map(([kind, sightings]) => {
      const saidBy = findings.filter(finding => sightings.some(sighting => isShown(sighting, finding, text)) || (isOfKind(finding, kind) && isTriedBy(finding, line, text))).map(({ rule }) => rule);
      return { kind, line: operation.lines[line - lines.from]?.trim() ?? '', operation, saidBy: [...new Set(saidBy)] };
    }),
  );
}

function isOfKind(finding: Finding, kind: Kind): boolean {
  return rules.some(({ name, shows }) => name === finding.rule && shows.includes(kind));
}

/** What is said of a handler is said of all that it handles, though it names one call. */
function isTriedBy({ span }: Finding, line: number, text: string): boolean {
  const all = text.split('\n');
  const head = lineAt(text, span.start);
  const [indent] = /^ */.exec(all[head - 1] ?? '') ?? [''];
  if (all[head - 1]?.startsWith(`${indent}}`) !== true) {
    return false;
  }
  const start = all.slice(0, head - 1).lastIndexOf(`${indent}try {`) + 1;
  return start > 0 && start < line && line < head;
}
