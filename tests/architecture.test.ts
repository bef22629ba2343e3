import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { layers, type Layer } from './harness/layers.ts';
import { root } from './harness/stories.ts';

// Reads the imports of src and rules with the compiler and holds them against the table of layers.

const entryPoints = ['src/eslint/index.ts', 'src/audit/index.ts', 'src/runtime/index.ts'];
const free = ['src/dev', 'tests'];

interface Import {
  readonly from: string;
  readonly line: number;
  /** A file of the repository, or the name of a package. */
  readonly to: string;
  readonly erased: boolean;
}

const files = [...programsIn('src'), ...programsIn('rules')];
const imports = files.flatMap(file => importsOf(file, readFileSync(join(root, file), 'utf8')));

describe('imports', () => {
  it.each(layers)('of $layer go only where they may', layer => {
    const broken = imports.filter(candidate => layerOf(candidate.from) === layer && !mayImport(layer, candidate));
    expect(broken.map(({ from, line, to, erased }) => `${from}:${line} imports ${erased ? 'a type of ' : ''}${to}, but ${layer.because}`)).toEqual([]);
  });

  it('are only made by files that belong to a layer', () => {
    const homeless = files.filter(file => layerOf(file) === undefined && !free.some(folder => file.startsWith(`${folder}/`)));
    expect(homeless).toEqual([]);
  });

  it('never lead to development scripts or tests', () => {
    const broken = imports.filter(({ from, to }) => !isIn(from, 'src/dev') && free.some(folder => isIn(to, folder)));
    expect(broken.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('make no cycle', () => {
    expect(cycles().map(cycle => cycle.join(' → '))).toEqual([]);
  });
});

it('the folders of src hold no index.ts but the entry points: barrels make the import cycles of large code bases', () => {
  expect(files.filter(file => file.startsWith('src/') && file.endsWith('/index.ts') && !entryPoints.includes(file))).toEqual([]);
});

describe('the table itself', () => {
  it.each([
    ['a rule that imports a host', 'rules/no-lost-task.ts', "import { Linter } from 'eslint';"],
    ['a rule that asks the compiler', 'rules/no-lost-task.ts', "import type ts from 'typescript';"],
    ['a rule that brings its own facts', 'rules/no-lost-task.ts', "import { and } from '../src/facts/answer.ts';"],
    ['a fact with a compiler of its own', 'src/facts/task/task.ts', "import ts from 'typescript';"],
    ['a graph that knows facts, by re-export', 'src/flow/reach.ts', "export { and } from '../facts/answer.ts';"],
    ['the audit with ts-morph at its start', 'src/audit/index.ts', "const { Project } = await import('ts-morph');"],
    ['a runtime that brings the analyzer', 'src/runtime/task.ts', "type Finding = import('../engine/finding.ts').Finding;"],
  ])('forbids %s', (_, file, text) => {
    const layer = layerOf(file);
    const [candidate] = importsOf(file, text);
    expect(layer !== undefined && candidate !== undefined && mayImport(layer, candidate)).toBe(false);
  });

  it('lets a rule name the types of facts', () => {
    const layer = layerOf('rules/no-lost-task.ts');
    const [candidate] = importsOf('rules/no-lost-task.ts', "import type { Answer } from '../src/facts/answer.ts';");
    expect(layer !== undefined && candidate !== undefined && mayImport(layer, candidate)).toBe(true);
  });
});

function mayImport(layer: Layer, { from, to, erased }: Import): boolean {
  const home = layer.layer.endsWith('.ts') ? dirname(layer.layer) : layer.layer;
  if (files.includes(to) || to.startsWith('src/') || to.startsWith('rules/')) {
    return (
      (isIn(to, home) && isIn(from, home)) ||
      (layer.uses ?? []).some(other => isIn(to, other)) ||
      (erased && (layer.types ?? []).some(other => isIn(to, other)))
    );
  }
  const packageName = builtinModules.includes(to.replace(/^node:/, '')) ? 'node:' : packageOf(to);
  return (layer.packages ?? []).includes(packageName) || (erased && (layer.types ?? []).includes(packageName));
}

/** The most precise layer: a single file's own rule goes before its folder's. */
function layerOf(file: string): Layer | undefined {
  return layers.filter(({ layer }) => isIn(file, layer)).toSorted((a, b) => b.layer.length - a.layer.length)[0];
}

function isIn(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function programsIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => posix.join(folder, name.split(sep).join('/')))
    .sort();
}

function importsOf(file: string, text: string): readonly Import[] {
  const sourceFile = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      const { line } = sourceFile.getLineAndCharacterOfPosition(node.getStart());
      found.push({ from: file, line: line + 1, to: targetOf(file, specifier), erased: isErased(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

function specifierOf(node: ts.Node): string | undefined {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
    return ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
  }
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal) ? node.argument.literal.text : undefined;
  }
  if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require')) {
    const [argument] = node.arguments;
    return argument !== undefined && ts.isStringLiteral(argument) ? argument.text : undefined;
  }
  return undefined;
}

function isErased(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) {
    return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || namesOnlyTypes(node.importClause?.namedBindings);
  }
  return ts.isImportTypeNode(node) || (ts.isExportDeclaration(node) && (node.isTypeOnly || namesOnlyTypes(node.exportClause)));
}

function namesOnlyTypes(names: ts.NamedImportBindings | ts.NamedExportBindings | undefined): boolean {
  return (
    names !== undefined &&
    (ts.isNamedImports(names) || ts.isNamedExports(names)) &&
    names.elements.length > 0 &&
    names.elements.every(element => element.isTypeOnly)
  );
}

function targetOf(file: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), specifier)) : specifier;
}

/** The cycles among imports that stay when the program runs; types may refer to each other as they like. */
function cycles(): readonly (readonly string[])[] {
  const stays = imports.filter(({ erased, to }) => !erased && files.includes(to));
  const done = new Set<string>();
  const found: string[][] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at !== -1) {
      found.push([...path.slice(at), file]);
      return;
    }
    if (!done.has(file)) {
      for (const { to } of stays.filter(({ from }) => from === file)) {
        walk(to, [...path, file]);
      }
      done.add(file);
    }
  };
  for (const file of files) {
    walk(file, []);
  }
  return found;
}
