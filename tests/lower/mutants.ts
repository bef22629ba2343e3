/**
 * Changes to the source of lowering, each of which makes it wrong somewhere.
 *
 * They are found in the text by syntax, not written by hand: a condition is turned round, a statement is left out, an edge gets
 * another kind, an element of a list is dropped, two blocks are exchanged.
 */
import { build, type Plugin } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import type * as Lower from '../../src/lower/lower.ts';

const folder = join(import.meta.dirname, '../../src/lower');
const texts = new Map<string, string>();

/** As it was when it was first read: the tests take a while, and somebody may be editing. */
function textOf(path: string): string {
  const text = texts.get(path) ?? readFileSync(path, 'utf8');
  texts.set(path, text);
  return text;
}

export interface Mutation {
  readonly file: string;
  readonly line: number;
  /** Of the whole line. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** Every mutation of every file, in the order of the text. */
export function mutations(): Mutation[] {
  return readdirSync(folder).flatMap(file => {
    const text = textOf(join(folder, file));
    const sourceFile = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const found: Mutation[] = [];
    const add = (node: ts.Node, after: string): void => {
      const start = node.getStart();
      const line = sourceFile.getLineAndCharacterOfPosition(start).line + 1;
      const wholeLine = text.split('\n')[line - 1]?.trim() ?? '';
      found.push({ file, line, text: wholeLine, start, end: node.end, before: text.slice(start, node.end), after });
    };
    const visit = (node: ts.Node): void => {
      mutate(node, add);
      ts.forEachChild(node, child => {
        if (!ts.isTypeNode(child) && !ts.isImportDeclaration(child)) {
          visit(child);
        }
      });
    };
    visit(sourceFile);
    return found;
  });
}

function mutate(node: ts.Node, add: (node: ts.Node, after: string) => void): void {
  if (ts.isExpressionStatement(node)) {
    add(node, ';');
  }
  if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
    const condition = ts.isIfStatement(node) ? node.expression : node.condition;
    add(condition, `!(${condition.getText()})`);
  }
  if (ts.isStringLiteral(node) && !ts.isImportDeclaration(node.parent)) {
    const other = otherKinds[node.text];
    if (other !== undefined) {
      add(node, `'${other}'`);
    }
  }
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 1) {
    add(node, `[${node.elements.slice(1).map(element => element.getText()).join(', ')}]`);
  }
  if (ts.isObjectLiteralExpression(node)) {
    const names = node.properties.map(property => property.name?.getText());
    if (names.includes('yes') && names.includes('no')) {
      add(node, `{ ${node.properties.map(exchanged).join(', ')} }`);
    }
  }
}

/** What was led to `yes` is led to `no`. */
function exchanged(property: ts.ObjectLiteralElementLike): string {
  const name = property.name?.getText();
  if (name !== 'yes' && name !== 'no') {
    return property.getText();
  }
  const value = ts.isPropertyAssignment(property) ? property.initializer.getText() : name;
  return `${name === 'yes' ? 'no' : 'yes'}: ${value}`;
}

const otherKinds: Record<string, string> = {
  normal: 'break',
  throw: 'normal',
  rethrow: 'throw',
  return: 'normal',
  break: 'continue',
  continue: 'break',
  skip: 'return',
  true: 'false',
  false: 'true',
  truthy: 'present',
  present: 'truthy',
  and: 'or',
  cleanup: 'catch',
  constant: 'unknown',
};

/** Some mutants do not end, and would not be stopped by anything else. */
function withFuel(text: string): string {
  const sourceFile = ts.createSourceFile('mutant.ts', text, ts.ScriptTarget.Latest, true);
  const bodies: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIterationStatement(node, false)) {
      bodies.push(node.statement.getStart() + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return bodies.sort((a, b) => b - a).reduce((fuelled, at) => `${fuelled.slice(0, at)} burn(); ${fuelled.slice(at)}`, text);
}

/** Loads lowering with one of them made. */
export async function load(mutation: Mutation | undefined): Promise<typeof Lower> {
  const mutator: Plugin = {
    name: 'mutator',
    setup: builder => {
      builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const text = textOf(path);
        const isHere = basename(path) === mutation?.file && path.startsWith(folder);
        const contents = isHere ? text.slice(0, mutation.start) + mutation.after + text.slice(mutation.end) : text;
        return { contents: withFuel(contents), loader: 'ts' };
      });
    },
  };
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'lower.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins: [mutator],
    banner: { js: 'let fuel = 3_000_000; const burn = () => { if (fuel-- < 0) throw new Error("does not end"); };' },
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  // The text is a module of lowering's own, with its exports.
  return (await import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)) as typeof Lower;
}
