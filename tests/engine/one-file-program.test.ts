import * as parser from '@typescript-eslint/parser';
import { ts as bundled } from 'ts-morph';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { isStackOverflow, oneFileProgram, type OneFileProgram } from '../../src/engine/one-file-program.ts';

function made(fileName: string, text: string, compiler = ts): OneFileProgram {
  return oneFileProgram(compiler, { fileName, text }) ?? expect.fail(`${fileName} has no program`);
}

/** Where the name that is used last is declared. */
function declarationOfLast({ program, sourceFile }: OneFileProgram, name: string): ts.Declaration | undefined {
  let last: ts.Identifier | undefined;
  const visit = (node: ts.Node): void => {
    last = ts.isIdentifier(node) && node.text === name ? node : last;
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return program.getTypeChecker().getSymbolAtLocation(last ?? sourceFile)?.declarations?.[0];
}

describe('a program over one text', () => {
  it('binds the names of the file', () => {
    const file = made('orders.js', 'async function save() {}\nsave();');
    expect(declarationOfLast(file, 'save')?.getText()).toBe('async function save() {}');
  });

  it('holds this file alone', () => {
    const { program } = made('/nowhere/orders.ts', "/// <reference types='node' />\nimport { save } from './save';\nimport 'typescript';\nsave();");
    expect(program.getSourceFiles().map(({ fileName }) => fileName)).toEqual(['/nowhere/orders.ts']);
  });

  it.each(['orders.js', 'orders.mjs', 'orders.cjs', 'orders.jsx', '<input>', '/bin/orders', 'orders.es6'])('reads %s as JavaScript with JSX', name => {
    const { sourceFile } = made(name, 'const page = <p>{a < b > (c)}</p>;');
    expect(sourceFile.languageVariant).toBe(ts.LanguageVariant.JSX);
    expect((sourceFile.flags & ts.NodeFlags.JavaScriptFile) !== 0).toBe(true);
  });

  it('reads a comparison as a comparison in JavaScript, where TypeScript would read a call', () => {
    const [statement] = made('orders.js', 'f < T > (x);').sourceFile.statements;
    expect(statement && ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression)).toBe(true);
  });

  it.each(['orders.ts', 'orders.mts', 'orders.cts'])('reads %s as TypeScript', name => {
    expect(made(name, 'const cast = <T>(x: T) => <unknown>x;').sourceFile.languageVariant).toBe(ts.LanguageVariant.Standard);
  });

  it('can be made with another compiler', () => {
    // The declarations of the two differ; the instance alone reads its trees.
    const { program, sourceFile } = made('orders.js', 'save();', bundled as unknown as typeof ts);
    expect(program.getSourceFile('orders.js')).toBe(sourceFile);
  });

  it.each([
    ['a syntax error', 'async function save( {'],
    ['a component file', '<template><p>{{ order }}</p></template>\n<script>async function save() {}</script>'],
    ['ten thousand parentheses', `${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['ten thousand links of a chain', `p${'.then(f)'.repeat(10_000)}`],
  ])('is not made of %s', (_, text) => {
    expect(oneFileProgram(ts, { fileName: 'orders.js', text })).toBeUndefined();
  });
});

describe("a program over the parser's tree", () => {
  const code = 'export async function save(order: Order) { await put(order); }\nsave(first);';

  function parse() {
    return parser.parseForESLint(code, { filePath: '/shop/orders.ts', range: true, loc: true });
  }

  function treeOf({ services, ast }: ReturnType<typeof parse>): ts.SourceFile {
    return services.esTreeNodeToTSNodeMap.get(ast);
  }

  it('binds the tree where it stands', () => {
    const tree = treeOf(parse());
    const file = oneFileProgram(ts, tree) ?? expect.fail('no program');
    expect(file.sourceFile).toBe(tree);
    expect(declarationOfLast(file, 'save')?.pos).toBe(0);
  });

  it("leaves the parser's ESTree and its map as they were", () => {
    const parsed = parse();
    const untouched = parse();
    oneFileProgram(ts, treeOf(parsed));
    expect(withoutParents(parsed.ast)).toEqual(withoutParents(untouched.ast));
    expect(treeOf(parsed).getText()).toBe(treeOf(untouched).getText());
    expect(parsed.services.tsNodeToESTreeNodeMap.get(treeOf(parsed).statements[1] ?? expect.fail())).toBe(parsed.ast.body[1]);
  });

  it('can be made twice', () => {
    const tree = treeOf(parse());
    const [first, second] = [oneFileProgram(ts, tree), oneFileProgram(ts, tree)];
    expect(first && declarationOfLast(first, 'save')).toBe(second && declarationOfLast(second, 'save'));
  });
});

function withoutParents(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'parent' ? undefined : value)));
}

it('tells an overflowing stack from other range errors', () => {
  const endless = (): number => endless() + 1;
  expect(() => endless()).toThrow(expect.toSatisfy(isStackOverflow));
  expect(() => (1).toFixed(101)).toThrow(expect.toSatisfy((error: unknown) => !isStackOverflow(error)));
});
