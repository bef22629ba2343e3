import { join } from 'node:path';
import ts from 'typescript';
import { builtinCatalog } from '../../src/facts/catalog/builtin.ts';
import { createCatalog } from '../../src/facts/catalog/catalog.ts';
import type { CatalogEntry } from '../../src/facts/catalog/entry.ts';
import type { FactContext, Strength } from '../../src/facts/context.ts';
import { createFacts } from '../../src/facts/facts.ts';
import { Trace } from '../../src/facts/trace.ts';
import { functionAround, functionsOf, lower } from '../../src/lower/lower.ts';
import type { FunctionNode, Lowered } from '../../src/lower/lowered.ts';
import { createSummaries } from '../../src/summaries/summaries.ts';
import { programWith, samplePath } from './samples.ts';

/** A program in memory, beside the world, with everything that facts and summaries ask. */
export interface Scene {
  readonly context: FactContext;
  /** The function, method or variable with this name; `Class.method` for members. */
  fn(name: string): FunctionNode;
  /** The first call whose source is this text. */
  call(text: string): ts.CallExpression | ts.NewExpression;
  /** The first expression whose source is this text. */
  expression(text: string): ts.Expression;
  lowered(name: string): Lowered;
}

export function sceneOf(text: string, { strength = 'program', catalog = [] }: { strength?: Strength; catalog?: readonly CatalogEntry[] } = {}): Scene {
  const path = samplePath('scene');
  const program = programWith(new Map([[path, text]]), ['lib.dom.d.ts', 'lib.esnext.promise.d.ts']);
  const sourceFile = program.getSourceFile(path);
  if (sourceFile === undefined) {
    throw new Error('The scene is not in its own program.');
  }
  const context = contextOf(program, strength, catalog);
  const fn = (name: string): FunctionNode => {
    const found = functionsOf(ts, sourceFile).find(candidate => nameOf(candidate) === name);
    if (found === undefined) {
      throw new Error(`The scene has no function ${name}.`);
    }
    return found;
  };
  const expression = (wanted: string): ts.Expression => {
    const found = nodesIn(sourceFile).find(node => ts.isExpression(node) && node.getText() === wanted);
    if (found === undefined || !ts.isExpression(found)) {
      throw new Error(`The scene has no expression ${wanted}.`);
    }
    return found;
  };
  return {
    context,
    fn,
    expression,
    call: wanted => {
      const found = expression(wanted);
      if (!ts.isCallExpression(found) && !ts.isNewExpression(found)) {
        throw new Error(`${wanted} is no call.`);
      }
      return found;
    },
    lowered: name => {
      const lowered = context.lowered(fn(name));
      if (lowered === undefined) {
        throw new Error(`${name} was given up.`);
      }
      return lowered;
    },
  };
}

function contextOf(program: ts.Program, strength: Strength, catalog: readonly CatalogEntry[]): FactContext {
  const checker = program.getTypeChecker();
  const trace = new Trace();
  const known = new Map<FunctionNode, Lowered | undefined>();
  const lowered = (fn: FunctionNode): Lowered | undefined => {
    if (!known.has(fn)) {
      const result = lower(ts, checker, fn);
      known.set(fn, 'gaveUp' in result ? undefined : result);
    }
    return known.get(fn);
  };
  const context: FactContext = {
    ts,
    program,
    checker,
    strength,
    trace,
    catalog: createCatalog(ts, checker, builtinCatalog, catalog),
    get facts() {
      return facts;
    },
    get summaries() {
      return summaries;
    },
    lowered,
    homeOf: event => {
      const home = [...known.values()].find(candidate => candidate?.graph.events.includes(event));
      if (home === undefined) {
        throw new Error('The event belongs to no function of the scene.');
      }
      return home;
    },
    functionAround: node => functionAround(ts, node),
    presume: (presumption, contrary) => {
      trace.presume(presumption);
      return contrary === 'yes' ? 'no' : 'yes';
    },
  };
  const facts = createFacts(context);
  const summaries = createSummaries(context, undefined);
  return context;
}

function nameOf(fn: FunctionNode): string | undefined {
  const holder = ts.isArrowFunction(fn) || ts.isFunctionExpression(fn) ? fn.parent : fn;
  const isNamed = ts.isVariableDeclaration(holder) || ts.isFunctionDeclaration(holder) || ts.isMethodDeclaration(holder);
  if (!isNamed || holder.name === undefined) {
    return undefined;
  }
  const owner = ts.isMethodDeclaration(holder) && ts.isClassLike(holder.parent) ? holder.parent.name?.text : undefined;
  return owner === undefined ? holder.name.getText() : `${owner}.${holder.name.getText()}`;
}

function nodesIn(root: ts.Node): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** For tests that only need nodes. */
export function functionsNamed(...names: readonly string[]): readonly FunctionNode[] {
  const text = names.map(name => `function ${name}() {}`).join('\n');
  const sourceFile = ts.createSourceFile(join('memory', 'functions.ts'), text, ts.ScriptTarget.ESNext, true);
  return sourceFile.statements.flatMap(statement => (ts.isFunctionDeclaration(statement) ? [statement] : []));
}
