import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import type { Rule } from '../../src/engine/rule.ts';
import { root } from './stories.ts';

/** One premise of a rule, dropped: what stood there, and what stands there instead. */
export interface RuleMutation {
  readonly file: string;
  readonly line: number;
  readonly was: string;
  readonly is: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Every single premise that the source of a rule shows: a comparison with an answer, an operand of `&&` or `||` in a
 * condition, a guard that leaves a round or the function.
 */
export function mutationsOf(rule: string): readonly RuleMutation[] {
  return filesOf(rule).flatMap(file => {
    const sourceFile = parse(file);
    const found: RuleMutation[] = [];
    const replace = (node: ts.Node, is: string) => {
      const { line } = sourceFile.getLineAndCharacterOfPosition(node.getStart());
      found.push({ file, line: line + 1, was: node.getText(), is, start: node.getStart(), end: node.end });
    };
    const visit = (node: ts.Node): void => {
      if (isComparisonWithAnswer(node)) {
        replace(node, 'true');
        replace(node, 'false');
      }
      if (ts.isBinaryExpression(node) && isLogical(node.operatorToken.kind)) {
        const neutral = node.operatorToken.kind === ts.SyntaxKind.BarBarToken ? 'false' : 'true';
        for (const operand of [node.left, node.right].filter(isFurtherPremise)) {
          replace(operand, neutral);
        }
      }
      if (ts.isIfStatement(node) && node.elseStatement === undefined && leaves(node.thenStatement)) {
        replace(node, ';');
      }
      ts.forEachChild(node, visit);
    };
    visit(sourceFile);
    return found;
  });
}

/** The rule with the mutation in it, or as it is. Nothing is written: the mutant lives in memory. */
export async function loadMutant(rule: string, mutation: RuleMutation | undefined): Promise<Rule> {
  const loaded = new Map<string, object>();
  for (const file of filesOf(rule)) {
    for (const specifier of importsOf(parse(file))) {
      const path = specifier.startsWith('.') ? resolve(dirname(file), specifier) : specifier;
      if (!filesOf(rule).includes(path)) {
        loaded.set(path, (await import(specifier.startsWith('.') ? pathToFileURL(path).href : specifier)) as object);
      }
    }
  }
  const evaluate = (file: string): object => {
    const known = loaded.get(file);
    if (known !== undefined) {
      return known;
    }
    const module = { exports: {} };
    const source = mutation?.file === file ? mutated(file, mutation) : readFileSync(file, 'utf8');
    const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
    const require = (specifier: string) => evaluate(specifier.startsWith('.') ? resolve(dirname(file), specifier) : specifier);
    const run = compileFunction(outputText, ['module', 'exports', 'require']) as (...given: unknown[]) => void;
    run(module, module.exports, require);
    loaded.set(file, module.exports);
    return module.exports;
  };
  const [main] = filesOf(rule);
  const { default: mutant } = evaluate(main ?? '') as { default: Rule };
  return mutant;
}

function mutated(file: string, { start, end, is }: RuleMutation): string {
  const text = readFileSync(file, 'utf8');
  return text.slice(0, start) + is + text.slice(end);
}

/** The rule's file, or the files of its folder with `index.ts` first. */
function filesOf(rule: string): readonly string[] {
  const folder = join(root, 'rules', rule);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return [`${folder}.ts`];
  }
  const names = readdirSync(folder).filter(name => name.endsWith('.ts') && name !== 'index.ts');
  return ['index.ts', ...names].map(name => join(folder, name));
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);
}

function importsOf(sourceFile: ts.SourceFile): readonly string[] {
  return sourceFile.statements
    .filter(statement => ts.isImportDeclaration(statement))
    .filter(({ importClause }) => importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword)
    .map(({ moduleSpecifier }) => (ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : ''));
}

function isComparisonWithAnswer(node: ts.Node): boolean {
  return ts.isBinaryExpression(node) && isEquality(node.operatorToken.kind) && [node.left, node.right].some(isAnswer);
}

function isLogical(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.AmpersandAmpersandToken;
}

/** Comparisons with an answer are replaced anyway; comparisons with undefined only please the type checker. */
function isFurtherPremise(node: ts.Expression): boolean {
  if (!ts.isBinaryExpression(node)) {
    return true;
  }
  const { kind } = node.operatorToken;
  const isWithUndefined = isEquality(kind) && [node.left, node.right].some(side => ts.isIdentifier(side) && side.text === 'undefined');
  return !isLogical(kind) && !isComparisonWithAnswer(node) && !isWithUndefined;
}

function isEquality(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
}

function isAnswer(node: ts.Expression): boolean {
  return ts.isStringLiteral(node) && ['yes', 'no', 'unknown'].includes(node.text);
}

function leaves(statement: ts.Statement): boolean {
  const only = ts.isBlock(statement) ? statement.statements[0] : statement;
  return only !== undefined && (ts.isContinueStatement(only) || ts.isReturnStatement(only) || ts.isBreakStatement(only));
}
