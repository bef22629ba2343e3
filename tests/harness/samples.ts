import { join } from 'node:path';
import ts from 'typescript';
import { withRuntime } from './own-runtime.ts';
import { programOfFixtures } from './program.ts';
import { fixturesFolder, root } from './stories.ts';

/** Where programs that stand in no file of their own are put: beside the fixtures, so that they see the same world. */
export function samplePath(name: string): string {
  return join(fixturesFolder, 'rules', `${name}.ts`);
}

/** The program of the fixtures with further files that exist only in memory, and with further libraries of the platform. */
export function programWith(texts: ReadonlyMap<string, string>, libraries: readonly string[] = []): ts.Program {
  const base = programOfFixtures();
  const given = base.getCompilerOptions();
  const options = { ...given, lib: [...(given.lib ?? []), ...libraries] };
  const disk = withRuntime(ts.createCompilerHost(options), options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: path => texts.has(path) || disk.fileExists(path),
    readFile: path => texts.get(path) ?? disk.readFile(path),
    getSourceFile: (path, ...rest) => {
      const text = texts.get(path);
      return text === undefined ? (base.getSourceFile(path) ?? disk.getSourceFile(path, ...rest)) : ts.createSourceFile(path, text, rest[0], true);
    },
    getCurrentDirectory: () => root,
  };
  return ts.createProgram([...base.getRootFileNames(), ...texts.keys()], options, host);
}

/**
 * A sample is shown without what every reader can guess. What it uses of the world and does not declare is imported at its
 * end, where it moves no line.
 */
export function withWorld(text: string): string {
  const exported = worldNames();
  const sourceFile = ts.createSourceFile('sample.ts', text, ts.ScriptTarget.ESNext, true);
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      (isDeclared(node) ? declared : used).add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  const missing = exported.filter(({ name }) => used.has(name) && !declared.has(name));
  const imported = missing.map(({ name, isType }) => (isType ? `type ${name}` : name));
  return `${text}import { ${imported.join(', ')} } from '#world';\nexport {};\n`;
}

function isDeclared(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    ((ts.isVariableDeclaration(parent) || ts.isFunctionDeclaration(parent) || ts.isClassDeclaration(parent)) && parent.name === node) ||
    ts.isImportSpecifier(parent) ||
    ts.isInterfaceDeclaration(parent)
  );
}

function worldNames(): readonly { readonly name: string; readonly isType: boolean }[] {
  const program = programOfFixtures();
  const checker = program.getTypeChecker();
  const world = program.getSourceFile(join(fixturesFolder, 'world/index.ts'));
  const symbol = world === undefined ? undefined : checker.getSymbolAtLocation(world);
  if (symbol === undefined) {
    throw new Error('The world is not in the program of the fixtures.');
  }
  return checker.getExportsOfModule(symbol).map(exported => {
    const { name, flags } = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    return { name, isType: (flags & ts.SymbolFlags.Value) === 0 };
  });
}
