import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { withRuntime } from '../../harness/own-runtime.ts';

export interface TestProgram {
  readonly program: ts.Program;
  readonly file: ts.SourceFile;
}

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** One file that knows nothing of the world, as a host without a program has it. */
export function alone(text: string, name = 'orders.ts'): TestProgram {
  return programOf({ [name]: text }, { noLib: true, noResolve: true, allowJs: true });
}

/** The first file, with TypeScript's library, Node's types and the packages that are installed here. */
export function inProject(text: string, others: Readonly<Record<string, string>> = {}, folder = root): TestProgram {
  return programOf({ 'orders.ts': text, ...others }, typed, folder);
}

const typed: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ESNext,
  lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  esModuleInterop: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
};

const parsedLibraries = new Map<string, ts.SourceFile>();

function programOf(files: Readonly<Record<string, string>>, options: ts.CompilerOptions, folder = root): TestProgram {
  const texts = new Map(Object.entries(files).map(([name, text]) => [join(folder, 'in-memory', name), text]));
  const host = withRuntime(ts.createCompilerHost(options, true), options);
  const read = host.readFile.bind(host);
  const exists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.readFile = name => texts.get(name) ?? read(name);
  host.fileExists = name => texts.has(name) || exists(name);
  const hasFolder = host.directoryExists?.bind(host);
  host.directoryExists = name => name === join(folder, 'in-memory') || hasFolder?.(name) !== false;
  host.getCurrentDirectory = () => folder;
  host.getSourceFile = (name, version) => {
    const text = texts.get(name);
    if (text !== undefined) {
      return ts.createSourceFile(name, text, version, true);
    }
    const known = parsedLibraries.get(name);
    const parsed = known ?? getSourceFile(name, version);
    if (parsed !== undefined) {
      parsedLibraries.set(name, parsed);
    }
    return parsed;
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  const [first = ''] = texts.keys();
  const file = program.getSourceFile(first);
  if (file === undefined) {
    throw new Error(`The program has no ${first}.`);
  }
  return { program, file };
}
