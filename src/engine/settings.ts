import { later, type Claims } from '../facts/catalog/claims.ts';
import type { CatalogEntry, SignalSlot, Specifier } from '../facts/catalog/entry.ts';
import type { PresetName } from './rule.ts';
import type { Severity } from './finding.ts';
import { problemsIn } from './settings-schema.ts';

/**
 * What users tell us: `settings.cancellation` in ESLint, and the same keys in `cancellation.config.json`.
 *
 * There is one vocabulary. The short keys (`sinks`, `cheap`, …) are other ways to write catalog entries, and are turned into
 * them here, so that facts know only the catalog.
 */
export interface Settings {
  readonly preset?: PresetName;
  /** By the rule's own name, without a plugin's prefix. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
  /** Globs, relative to the configuration file. */
  readonly ignores: readonly string[];
  /** To be laid over the built-in catalog. */
  readonly catalog: readonly CatalogEntry[];
}

interface RuleSetting {
  readonly severity: Severity | 'off';
  readonly options: Readonly<Record<string, unknown>>;
}

/** Where settings come from: what errors call it, and whether it also chooses the rules. */
export type SettingsPlace = 'settings.cancellation' | 'cancellation.config.json';

/** The settings are not what they have to be: the user's mistake, told key by key. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];

  constructor(place: SettingsPlace, problems: readonly string[]) {
    super([`\`${place}\` cannot be used:`, ...problems.map(problem => `- ${problem}`)].join('\n'));
    this.problems = problems;
  }
}

/**
 * Reads settings from a value that somebody else has parsed. The same object gives the same settings again.
 *
 * @throws {SettingsError} If a key is unknown or holds something else than the schema says.
 */
export function parseSettings(value: unknown, place: SettingsPlace = 'cancellation.config.json'): Settings {
  if (value === undefined || value === null) {
    return { rules: new Map(), ignores: [], catalog: [] };
  }
  const known = typeof value === 'object' ? parsed.get(value) : undefined;
  if (known?.place === place) {
    return known.settings;
  }
  const settings = parse(value, place);
  if (typeof value === 'object') {
    parsed.set(value, { place, settings });
  }
  return settings;
}

/** ESLint hands over the same object for each file. */
const parsed = new WeakMap<object, { readonly place: SettingsPlace; readonly settings: Settings }>();

function parse(value: unknown, place: SettingsPlace): Settings {
  const problems = [...problemsIn(value), ...misplacedKeys(value, place)];
  if (problems.length > 0) {
    throw new SettingsError(place, problems);
  }
  // The schema has just said that the value is of this shape; tests hold schema and type together.
  const written = value as WrittenSettings;
  const { preset, rules = {}, ignores = [] } = written;
  return {
    ...(preset && { preset }),
    rules: new Map(Object.entries(rules).map(ruleSetting)),
    ignores,
    catalog: entriesOf(written, place),
  };
}

/** A name alone means whatever is called so. */
type Named = string | WrittenSpecifier;

type WrittenSpecifier = OneOrMore<Specifier>;

type OneOrMore<T> = T extends { readonly name: string } ? Omit<T, 'name'> & { readonly name: string | readonly string[] } : never;

type WrittenSeverity = 'error' | 'warn' | 'warning' | 'off';

interface WrittenSettings {
  readonly preset?: PresetName;
  readonly rules?: Readonly<Record<string, WrittenSeverity | readonly [WrittenSeverity, RuleSetting['options']?]>>;
  readonly ignores?: readonly string[];
  readonly catalog?: readonly (Claims & { readonly of: Named; readonly source?: string })[];
  readonly signalTypes?: readonly Named[];
  readonly signalProperties?: readonly string[];
  readonly cancellationErrors?: readonly Named[];
  readonly cancellationPredicates?: readonly Named[];
  readonly cancellableCallees?: readonly { readonly of: Named; readonly argument: number; readonly property?: string; readonly kind?: SignalSlot['kind'] }[];
  readonly detach?: readonly Named[];
  readonly sinks?: readonly (Named | { readonly of: Named; readonly argument?: number })[];
  readonly boundaries?: readonly Named[];
  readonly neverRejects?: readonly Named[];
  readonly cheap?: readonly Named[];
}

/** Where an async callback is looked for if the user does not say: among the first arguments. */
const usualCallbacks = [0, 1, 2];

function entriesOf(written: WrittenSettings, place: SettingsPlace): CatalogEntry[] {
  const entries = (of: Named, claims: Claims, source: string = place): CatalogEntry[] =>
    specifiersOf(of).map(specifier => ({ of: specifier, source, ...claims }));
  const all = (names: readonly Named[] | undefined, claims: Claims): CatalogEntry[] => (names ?? []).flatMap(of => entries(of, claims));
  return [
    ...all(written.signalTypes, { type: 'signal' }),
    ...all(written.signalProperties, { givesSignal: 'foreign' }),
    ...all(written.cancellationErrors, { cancellation: 'class' }),
    ...all(written.cancellationPredicates, { cancellation: 'predicate' }),
    ...(written.cancellableCallees ?? []).flatMap(({ of, kind = 'cancels', ...slot }) => entries(of, { signal: [{ ...slot, kind }] })),
    ...all(written.detach, { detaches: true }),
    ...(written.sinks ?? []).flatMap(sink => {
      const { of, argument } = typeof sink === 'object' && 'of' in sink ? sink : { of: sink, argument: undefined };
      return entries(of, { callbacks: (argument === undefined ? usualCallbacks : [argument]).map(later) });
    }),
    ...all(written.boundaries, { boundary: true }),
    ...all(written.neverRejects, { rejects: 'never' }),
    ...all(written.cheap, { cheap: true }),
    // Last: what is said in full goes over what is said in short.
    ...(written.catalog ?? []).flatMap(({ of, source, ...claims }) => entries(of, claims, source)),
  ];
}

function specifiersOf(of: Named): Specifier[] {
  if (typeof of === 'string') {
    return [{ from: 'any', name: of }];
  }
  const { name } = of;
  return typeof name === 'string' ? [{ ...of, name }] : name.map(one => ({ ...of, name: one }));
}

function ruleSetting([name, given]: [string, NonNullable<WrittenSettings['rules']>[string]]): [string, RuleSetting] {
  const [severity, options = {}] = typeof given === 'string' ? [given] : given;
  return [name.slice(name.lastIndexOf('/') + 1), { severity: severity === 'warn' ? 'warning' : severity, options }];
}

const ofTheAudit = ['preset', 'rules', 'ignores'];

function misplacedKeys(value: unknown, place: SettingsPlace): string[] {
  if (place !== 'settings.cancellation' || typeof value !== 'object' || value === null) {
    return [];
  }
  return ofTheAudit
    .filter(key => key in value)
    .map(key => `\`${key}\` is only for the audit. Say it in eslint.config.js, where ESLint looks for it, or in cancellation.config.json.`);
}
