import { join } from 'node:path';
import ts from 'typescript';
import { withRuntime } from './own-runtime.ts';
import { fixturesFolder } from './stories.ts';

let program: ts.Program | undefined;

/** One program for all fixtures and for every host that has one: making it is most of the time that these tests take. */
export function programOfFixtures(): ts.Program {
  if (program === undefined) {
    const file = join(fixturesFolder, 'tsconfig.json');
    const { config } = ts.readConfigFile(file, name => ts.sys.readFile(name)) as { config: unknown };
    const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, fixturesFolder);
    program = ts.createProgram(fileNames, options, withRuntime(ts.createCompilerHost(options, true), options));
  }
  return program;
}

export function sourceFileOf(program: ts.Program, path: string): ts.SourceFile {
  const sourceFile = program.getSourceFile(path);
  if (sourceFile === undefined) {
    throw new Error(`${path} is not in the program of fixtures/tsconfig.json.`);
  }
  return sourceFile;
}
