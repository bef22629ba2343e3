import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { parseSettings, SettingsError, type SettingsPlace } from '../../src/engine/settings.ts';
import { builtinCatalog } from '../../src/facts/catalog/builtin.ts';
import { createCatalog } from '../../src/facts/catalog/catalog.ts';
import type { CatalogEntry } from '../../src/facts/catalog/entry.ts';
import { alone } from '../facts/catalog/programs.ts';
import { root } from '../harness/stories.ts';

function problemsOf(value: unknown, place?: SettingsPlace): readonly string[] {
  try {
    parseSettings(value, place);
  } catch (error) {
    if (error instanceof SettingsError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

function catalogOf(value: unknown): readonly CatalogEntry[] {
  return parseSettings(value).catalog;
}

describe('settings', () => {
  test('may be left out', () => {
    expect(parseSettings(undefined)).toEqual({ rules: new Map(), ignores: [], catalog: [] });
  });

  test('of the same object are the same settings', () => {
    const value = { cheap: ['peek'] };
    expect(parseSettings(value)).toBe(parseSettings(value));
  });

  test('choose rules by name, with or without a prefix, and know both words for a warning', () => {
    const { preset, rules, ignores } = parseSettings({
      preset: 'strict',
      rules: { 'cancellation/no-floating-task': 'warn', 'no-catch-all': ['warning', { depth: 1 }], 'no-lost-task': ['off'] },
      ignores: ['generated/**'],
    });
    expect({ preset, ignores, rules: Object.fromEntries(rules) }).toEqual({
      preset: 'strict',
      ignores: ['generated/**'],
      rules: {
        'no-floating-task': { severity: 'warning', options: {} },
        'no-catch-all': { severity: 'warning', options: { depth: 1 } },
        'no-lost-task': { severity: 'off', options: {} },
      },
    });
  });
});

describe('a short key is another way to write an entry:', () => {
  const source = 'cancellation.config.json';
  const save = { from: 'package', package: 'orders', name: 'save' } as const;
  const saved = { of: save, source };

  test.each([
    ['signalTypes', [save], { ...saved, type: 'signal' }],
    ['signalProperties', ['stop'], { of: { from: 'any', name: 'stop' }, source, givesSignal: 'foreign' }],
    ['cancellationErrors', ['Stopped'], { of: { from: 'any', name: 'Stopped' }, source, cancellation: 'class' }],
    ['cancellationPredicates', [save], { ...saved, cancellation: 'predicate' }],
    ['cancellableCallees', [{ of: save, argument: 1 }], { ...saved, signal: [{ argument: 1, kind: 'cancels' }] }],
    [
      'cancellableCallees',
      [{ of: save, argument: 1, property: 'stop', kind: 'commit' }],
      { ...saved, signal: [{ argument: 1, property: 'stop', kind: 'commit' }] },
    ],
    ['detach', [save], { ...saved, detaches: true }],
    ['sinks', [{ of: save, argument: 1 }], { ...saved, callbacks: [{ argument: 1, runs: 'later', result: 'dropped', errors: 'unknown' }] }],
    [
      'sinks',
      [save],
      { ...saved, callbacks: [0, 1, 2].map(argument => ({ argument, runs: 'later', result: 'dropped', errors: 'unknown' })) },
    ],
    ['boundaries', [save], { ...saved, boundary: true }],
    ['neverRejects', [save], { ...saved, rejects: 'never' }],
    ['cheap', [save], { ...saved, cheap: true }],
    ['catalog', [{ of: save, logs: true }], { ...saved, logs: true }],
  ])('%s', (key, value, entry) => {
    expect(catalogOf({ [key]: value })).toEqual([entry]);
  });

  test('several names make several entries', () => {
    const names = catalogOf({ cheap: [{ from: 'lib', name: ['peek', 'poll'] }] }).map(({ of }) => of);
    expect(names).toEqual([
      { from: 'lib', name: 'peek' },
      { from: 'lib', name: 'poll' },
    ]);
  });
});

describe('in a program, settings', () => {
  function entriesIn(text: string, settings: unknown): (CatalogEntry | undefined)[] {
    const { program, file } = alone(text);
    const catalog = createCatalog(ts, program.getTypeChecker(), builtinCatalog, catalogOf(settings));
    const found: (CatalogEntry | undefined)[] = [];
    const visit = (node: ts.Node): void => {
      ts.forEachChild(node, visit);
      if (ts.isCallExpression(node)) {
        found.push(catalog.entryOf(node.expression));
      }
    };
    visit(file);
    return found;
  }

  test('are laid over the built-in catalog, key by key', () => {
    const [fetch] = entriesIn(`fetch('/orders');`, { catalog: [{ of: { from: 'lib', name: 'fetch' }, cheap: true }] });
    expect(fetch).toMatchObject({ cheap: true, rejects: 'witness', signal: [{ argument: 1, property: 'signal' }] });
  });

  test('of a package, a file and a bare name are found', () => {
    const text = `import { save } from 'orders'; import { peek } from '../queue'; function log() {} save(); peek(); log(); client.retry(); poll();`;
    const settings = {
      cheap: [
        { from: 'package', package: 'orders', name: 'save' },
        { from: 'file', name: 'peek', path: './queue.ts' },
        { from: 'file', name: 'log' },
        'retry',
        'poll',
      ],
    };
    expect(entriesIn(text, settings).map(entry => entry?.cheap)).toEqual([true, true, true, true, true]);
  });

  test('of another package, file or owner are not found', () => {
    const text = `import { save } from 'jobs'; import { peek } from './stack'; save(); peek(); other.retry(); poll();`;
    const settings = {
      cheap: [
        { from: 'package', package: 'orders', name: 'save' },
        { from: 'file', name: 'peek', path: 'queue.ts' },
        'client.retry',
        { from: 'file', name: 'poll' },
      ],
    };
    expect(entriesIn(text, settings).map(entry => entry?.cheap)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('add words for cancellations and properties for signals', () => {
    const { program } = alone('');
    const extra = catalogOf({ cancellationErrors: ['orders.Stopped'], signalProperties: ['stop'] });
    const catalog = createCatalog(ts, program.getTypeChecker(), builtinCatalog, extra);
    expect(catalog.isCancellationWord('Stopped')).toBe('yes');
    expect(catalog.isCancellationWord('AbortError')).toBe('yes');
    expect(catalog.isCancellationWord('TimeoutError')).toBe('no');
    expect(catalog.isTimeoutWord('TimeoutError')).toBe('yes');
    expect(catalog.signalProperties).toEqual(['signal', 'abortSignal', 'cancelSignal', 'stop']);
  });
});

describe('what cannot be used is told by key, with what was expected and what to do:', () => {
  test.each<readonly [string, unknown, string]>([
    ['an unknown key', { sink: [] }, 'It has no key `sink`. It may have `$schema`, `preset`, `rules`, `ignores`, `catalog`,'],
    ['no object', 'strict', 'It has to be an object, but is "strict". `cancellation.config.json`.'],
    ['an unknown preset', { preset: 'hard' }, '`preset` has to be one of `recommended`, `strict`, `all`, but is "hard". The rules that run unless'],
    ['no list', { cheap: 'peek' }, '`cheap` has to be a list, but is "peek". Calls that are over so soon'],
    ['a number for a name', { cheap: [1] }, '`cheap[0]` has to be a text or an object, but is 1. A bare name means whatever is called so;'],
    ['an empty name', { cheap: [''] }, '`cheap[0]` must not be empty.'],
    ['a package without its name', { cheap: [{ from: 'package', name: 'save' }] }, '`cheap[0]` needs the key `package`.'],
    ['an unknown origin', { cheap: [{ from: 'npm', name: 'save' }] }, '`cheap[0].from` has to be one of `lib`, `package`, `file`, `any`, but is "npm". `lib`: a global'],
    ['an unknown severity', { rules: { 'no-lost-task': 'fatal' } }, '`rules.no-lost-task` has to be one of `error`, `warn`, `warning`, `off`, but is "fatal".'],
    ['options that are no object', { rules: { 'a/b': ['error', 1] } }, '`rules.a/b[1]` has to be an object, but is 1.'],
    ['a position that is none', { sinks: [{ of: 'enqueue', argument: 'first' }] }, '`sinks[0].argument` has to be a whole number, but is "first". The position of the argument, counted from 0.'],
    ['a negative position', { cancellableCallees: [{ of: 'save', argument: -1 }] }, '`cancellableCallees[0].argument` must not be less than 0, but is -1.'],
    ['a slot without a position', { cancellableCallees: [{ of: 'save' }] }, '`cancellableCallees[0]` needs the key `argument`. A function that takes a signal, and where.'],
    ['an entry about nothing', { catalog: [{ of: 'save' }] }, '`catalog[0]` says nothing about what it names.'],
    ['a claim that is not made so', { catalog: [{ of: 'save', logs: false }] }, '`catalog[0].logs` has to be true or be left out, but is false. Only tells somebody'],
    ['a claim that does not exist', { catalog: [{ of: 'save', slow: true }] }, '`catalog[0]` has no key `slow`. It may have `of`, `source`, `signal`,'],
  ])('%s', (_title, value, problem) => {
    expect(problemsOf(value).join('\n')).toContain(problem);
  });

  test('each problem once, and all of them', () => {
    expect(problemsOf({ cheap: [1], sink: [], preset: 'hard' })).toHaveLength(3);
  });

  test('keys of the audit in ESLint', () => {
    expect(problemsOf({ rules: {} }, 'settings.cancellation')).toEqual([
      '`rules` is only for the audit. Say it in eslint.config.js, where ESLint looks for it, or in cancellation.config.json.',
    ]);
  });

  test('the error names the place', () => {
    expect(() => parseSettings({ sink: [] }, 'settings.cancellation')).toThrow(/^`settings\.cancellation` cannot be used:\n- It has no key `sink`\./);
  });
});

describe('the schema', () => {
  interface Schema {
    readonly description?: string;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly enum?: readonly string[];
    readonly $ref?: string;
    readonly $defs: Readonly<Record<string, Schema>>;
  }
  const schema = JSON.parse(readFileSync(join(root, 'schema.json'), 'utf8')) as Schema;

  test('describes every key', () => {
    const ours = ['configuration', 'catalogEntry', 'signalSlot', 'callbackUse', 'registration', 'cancellableCallee', 'specifier'];
    const silent = ours.flatMap(name =>
      Object.entries(schema.$defs[name]?.properties ?? {})
        .filter(([, { description, $ref }]) => description === undefined && $ref === undefined)
        .map(([key]) => `${name}.${key}`),
    );
    expect(silent).toEqual([]);
  });

  const program = ts.createProgram([join(root, 'src/engine/settings.ts')], { strict: true, noEmit: true, allowImportingTsExtensions: true, module: ts.ModuleKind.NodeNext, types: [] });
  const checker = program.getTypeChecker();

  /** The properties of an interface, with the texts or the `true` that they may hold. */
  function typeNamed(file: string, name: string): Record<string, readonly string[]> {
    const source = program.getSourceFile(join(root, file));
    const declaration = source?.statements.find(one => ts.isInterfaceDeclaration(one) && one.name.text === name);
    const properties = declaration === undefined ? [] : checker.getTypeAtLocation(declaration).getProperties();
    return Object.fromEntries(properties.map(property => [property.name, wordsOf(checker.getNonNullableType(checker.getTypeOfSymbol(property)))]));
  }

  function wordsOf(type: ts.Type): string[] {
    const members = type.isUnion() ? type.types : [type];
    return members.every(member => member.isStringLiteral()) ? members.map(member => (member.isStringLiteral() ? member.value : '')).sort() : [];
  }

  function schemaNamed(name: string): Record<string, readonly string[]> {
    return Object.fromEntries(Object.entries(schema.$defs[name]?.properties ?? {}).map(([key, value]) => [key, [...(value.enum ?? [])].sort()]));
  }

  test.each([
    ['src/facts/catalog/entry.ts', 'CatalogEntry', 'catalogEntry'],
    ['src/facts/catalog/entry.ts', 'SignalSlot', 'signalSlot'],
    ['src/facts/catalog/entry.ts', 'CallbackUse', 'callbackUse'],
    ['src/facts/catalog/entry.ts', 'RegistrationClaim', 'registration'],
  ])('has the keys and words of %s, %s', (file, type, name) => {
    expect(schemaNamed(name)).toEqual(typeNamed(file, type));
  });

  test('has the keys that are read', () => {
    const { $schema: _unread, ...read } = schemaNamed('configuration');
    expect(Object.keys(read).sort()).toEqual(Object.keys(typeNamed('src/engine/settings.ts', 'WrittenSettings')).sort());
  });
});
