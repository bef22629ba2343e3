import * as typescriptParser from '@typescript-eslint/parser';
import { RuleTester, type Linter, type Rule as ESLintRule } from 'eslint';
import { RuleTester as RuleTester9 } from 'eslint-9';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/engine/rule.ts';
import { rulePageOf } from '../../src/engine/rule-page.ts';
import { version } from '../../src/engine/own-package.ts';
import { createPlugin } from '../../src/eslint/plugin.ts';
import { createFakeAnalysis, fakeEngine, fakeRule } from './fake-analysis.ts';
import { eslints, lint } from './lint.ts';

const strictRule: Rule = { ...fakeRule, name: 'no-policy-fault', presets: { recommended: false, strict: {} } };
const otherRule: Rule = { ...fakeRule, name: 'no-rare-fault', presets: { recommended: false, strict: false } };
const program = 'async function save() {}\nfault(save());\n';

describe('the plugin', () => {
  const { plugin } = fakeEngine([fakeRule, otherRule, strictRule]);

  it('says who it is', () => {
    expect(plugin.meta).toEqual({ name: 'eslint-plugin-cancellation', version, namespace: 'cancellation' });
  });

  it('reports as errors what is recommended, and as warnings what strict and all add', () => {
    const rulesOf = (preset: 'recommended' | 'strict' | 'all') => plugin.configs[preset].map(({ rules }) => rules);
    expect(rulesOf('recommended')).toEqual([{ 'cancellation/no-fault': 'error' }]);
    expect(rulesOf('strict')).toEqual([
      { 'cancellation/no-fault': ['error', { named: 'fault' }], 'cancellation/no-policy-fault': 'warn' },
    ]);
    expect(rulesOf('all')).toEqual([
      { 'cancellation/no-fault': ['error', { named: 'fault' }], 'cancellation/no-rare-fault': 'warn', 'cancellation/no-policy-fault': 'warn' },
    ]);
  });

  it.each(Object.entries(eslints))('brings itself into the configuration of %s', (_, Version) => {
    const messages = new Version().verify(program, plugin.configs.recommended);
    expect(messages.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([['cancellation/no-fault', 2]]);
  });

  it('documents each rule', () => {
    expect(plugin.rules['no-fault']?.meta).toMatchObject({
      type: 'problem',
      docs: { description: 'Disallow faults.', recommended: true, url: rulePageOf('no-fault') },
      schema: [{ type: 'object', properties: { named: { type: 'string' } }, additionalProperties: false }],
      defaultOptions: [{ named: 'fault' }],
      hasSuggestions: true,
    });
    expect(plugin.rules['no-policy-fault']?.meta?.docs?.recommended).toBe(false);
  });
});

describe('a report', () => {
  it('names the other lines of the finding, each once, and not its own', () => {
    const text = 'reason();\nreason(); reason();\nasync; reason(); fault();';
    expect(lint({ plugin: fakeEngine().plugin, text }).map(({ message }) => message)).toEqual(['This is a fault: `fault()`. (line 1, line 2)']);
  });

  it('names the first three of many lines', () => {
    const text = `${'reason();\n'.repeat(5)}async; fault();`;
    expect(lint({ plugin: fakeEngine().plugin, text })[0]?.message).toBe('This is a fault: `fault()`. (line 1, line 2, line 3, …)');
  });

  it('names nothing where there is nothing else to see', () => {
    expect(lint({ plugin: fakeEngine().plugin, text: program })[0]?.message).toBe('This is a fault: `fault(save())`.');
  });

  it('names lines of other files', () => {
    const files = new Map([['/shop/orders.ts', 'fault();'], ['/shop/lib/save.ts', '\nexport function save() {}']].map(([name = '', text = '']) => [name, ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)]));
    const program = ts.createProgram([...files.keys()], { noLib: true, types: [] }, { ...ts.createCompilerHost({}), getSourceFile: name => files.get(name) });
    const { plugin } = fakeEngine([fakeRule], [
      { file: '/shop/lib/save.ts', span: { start: 1, end: 7 }, message: 'It begins here.' },
      { file: '/gone.ts', span: { start: 1, end: 7 }, message: 'It begins here.' },
    ]);
    const config: Linter.Config = { languageOptions: { parser: typescriptParser, parserOptions: { programs: [program] } } };
    expect(lint({ plugin, text: 'fault();', filename: '/shop/orders.ts', config })[0]?.message).toBe('This is a fault: `fault()`. (save.ts:2, gone.ts)');
  });

  it('can be disabled by a comment', () => {
    const disabled = program.replace('fault', '// eslint-disable-next-line cancellation/no-fault\nfault');
    expect(lint({ plugin: fakeEngine().plugin, text: disabled })).toEqual([]);
  });

  it('obeys the options, and what they leave out has its default', () => {
    const { plugin } = fakeEngine();
    const rules = (options: object): Linter.RulesRecord => ({ 'cancellation/no-fault': ['error', options] });
    expect(lint({ plugin, text: program, rules: rules({ named: 'save' }) })[0]?.column).toBe(7);
    expect(lint({ plugin, text: program, rules: rules({}) })[0]?.column).toBe(1);
    expect(() => lint({ plugin, text: program, rules: rules({ name: 'save' }) })).toThrow('Unexpected property "name"');
  });
});

describe.each([
  ['ESLint 9', RuleTester9 as unknown as typeof RuleTester],
  ['ESLint 10', RuleTester],
])("ESLint's rule tester (%s)", (_, Tester) => {
  Object.assign(Tester, { describe: (_: string, body: () => void) => { body(); }, it: (_: string, body: () => void) => { body(); }, itOnly: undefined });
  const rule = (): ESLintRule.RuleModule => fakeEngine().plugin.rules['no-fault'] ?? expect.fail();
  const suggestions = [{ messageId: 'repair', data: { text: 'fault(save())', because: '' }, output: 'async function save() {}\n;\n' }];

  it('can name a report by its id and a repair by its id and data', () => {
    new Tester().run('no-fault', rule(), { valid: ['async; ok();'], invalid: [{ code: program, errors: [{ messageId: 'fault', suggestions }] }] });
  });

  it('fails for another id', () => {
    const invalid = [{ code: program, errors: [{ messageId: 'reason', suggestions }] }];
    expect(() => { new Tester().run('no-fault', rule(), { valid: [], invalid }); }).toThrow("messageId 'fault'");
  });

  it('can name the text', () => {
    const invalid = [{ code: `reason();\n${program}`, errors: [{ message: 'This is a fault: `fault(save())`. (line 1)', suggestions: 1 }] }];
    new Tester().run('no-fault', rule(), { valid: [], invalid });
  });
});

describe('what is shared', () => {
  it('is one unit between the rules of a file', () => {
    const engine = fakeEngine([fakeRule, strictRule]);
    expect(lint({ plugin: engine.plugin, text: program, rules: { 'cancellation/no-fault': 'error', 'cancellation/no-policy-fault': 'warn' } })).toHaveLength(2);
    expect([engine.hosts.length, engine.units]).toEqual([1, 1]);
  });

  it('is nothing between the files of a program, so that the order in which they are linted does not matter', () => {
    const engine = fakeEngine();
    const open = (name: string) => ts.createSourceFile(name, program, ts.ScriptTarget.Latest, true);
    const host = { ...ts.createCompilerHost({}), getSourceFile: open };
    const programs = [ts.createProgram(['/shop/a.ts', '/shop/b.ts'], { noLib: true, types: [] }, host)];
    const config: Linter.Config = { languageOptions: { parser: typescriptParser, parserOptions: { programs } } };
    for (const name of ['a', 'b', 'a']) {
      expect(lint({ plugin: engine.plugin, text: program, filename: `/shop/${name}.ts`, config })).toHaveLength(1);
    }
    expect([engine.hosts.length, engine.units]).toEqual([3, 3]);
  });

  it('is nothing between two texts of one file', () => {
    const engine = fakeEngine();
    expect(lint({ plugin: engine.plugin, text: program })).toHaveLength(1);
    expect(lint({ plugin: engine.plugin, text: program.replace('fault', 'ok') })).toHaveLength(0);
    expect(lint({ plugin: engine.plugin, text: program })).toHaveLength(1);
  });
});

describe('the settings', () => {
  const catalog = [{ of: { from: 'any', name: 'save' }, source: 'https://shop.example/save', detaches: true }];

  it('add to the catalog', () => {
    const engine = fakeEngine();
    lint({ plugin: engine.plugin, text: program, config: { settings: { cancellation: { catalog } } } });
    lint({ plugin: engine.plugin, text: program });
    expect(engine.hosts.map(host => host.catalog)).toEqual([catalog, []]);
  });

  it('are refused if they are no catalog', () => {
    expect(() => lint({ plugin: fakeEngine().plugin, text: program, config: { settings: { cancellation: { catalog: ['save'] } } } })).toThrow('`catalog[0]` has to be an object');
  });
});

it('a file without a word of tasks is not analysed', () => {
  const engine = fakeEngine();
  for (const config of [{}, { languageOptions: { parser: typescriptParser } }]) {
    expect(lint({ plugin: engine.plugin, text: 'fault(1);', config })).toEqual([]);
  }
  expect(engine.hosts).toEqual([]);
});

describe('a host that imitates ESLint', () => {
  it('is served without parser services', () => {
    const reports: object[] = [];
    const positions = { getLocFromIndex: (index: number) => ({ line: 1, column: index }) };
    const context = {
      id: 'cancellation/no-fault',
      filename: '/shop/orders.ts',
      cwd: '/shop',
      options: [],
      settings: {},
      sourceCode: { text: 'void async; fault<T>();', ast: { body: [{ range: [0, 11] }, { range: [12, 23] }] }, ...positions },
      report: (report: object) => reports.push(report),
    };
    const rule = fakeEngine().plugin.rules['no-fault'] ?? expect.fail();
    const visitor = rule.create(context as unknown as ESLintRule.RuleContext);
    visitor.Program?.(undefined as never);
    expect(reports).toMatchObject([{ loc: { start: { column: 12 }, end: { column: 22 } }, messageId: 'fault' }]);
  });
});

describe('an engine that fails', () => {
  function failing(error: Error) {
    return createPlugin({
      rules: [fakeRule],
      createAnalysis: host => ({
        ...createFakeAnalysis(host),
        check: () => {
          throw error;
        },
      }),
    });
  }

  it('is silent where the nesting is too deep for it', () => {
    const endless = (): number => endless() + 1;
    let overflow: unknown;
    try {
      endless();
    } catch (error) {
      overflow = error;
    }
    expect(lint({ plugin: failing(overflow as RangeError), text: program })).toEqual([]);
  });

  it('is not hidden otherwise', () => {
    expect(() => lint({ plugin: failing(new RangeError('Invalid array length')), text: program })).toThrow('Invalid array length');
  });
});
