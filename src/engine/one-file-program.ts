import type ts from 'typescript';
import type { Compiler } from '../facts/context.ts';

/**
 * A program over exactly one file, for hosts that have none.
 *
 * It binds the names of the file and nothing else: no library is read, no import is followed, the disk is not touched. Making it
 * costs under a millisecond beside the binding itself.
 */
export interface OneFileProgram {
  readonly program: ts.Program;
  readonly sourceFile: ts.SourceFile;
}

export interface TextFile {
  readonly fileName: string;
  readonly text: string;
}

/**
 * Makes a program over a tree that the compiler has parsed, or over a text. The tree is bound where it stands: its parser has
 * finished with it, and parsing again would cost as much as binding does.
 *
 * Undefined if the nesting overflows the compiler's own recursion, or if the text has syntax errors.
 */
export function oneFileProgram(compiler: Compiler, file: ts.SourceFile | TextFile): OneFileProgram | undefined {
  try {
    const sourceFile = 'kind' in file ? file : parse(compiler, file);
    if (hasSyntaxErrors(sourceFile)) {
      return undefined;
    }
    const program = programOver(compiler, sourceFile);
    program.getTypeChecker(); // Binds, and so finds out whether the nesting is too deep.
    return { program, sourceFile };
  } catch (error) {
    if (isStackOverflow(error)) {
      return undefined;
    }
    throw error;
  }
}

/** What an engine of today throws when a recursion is too deep. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}

const typescriptName = /\.(?:[cm]?ts|tsx)$/;

function parse(compiler: Compiler, { fileName, text }: TextFile): ts.SourceFile {
  // JavaScript is read with JSX whatever its name is; `a < b > (c)` is a comparison in it and never a call with a type argument.
  const kind = typescriptName.test(fileName) ? undefined : compiler.ScriptKind.JSX;
  return compiler.createSourceFile(fileName, text, { languageVersion: compiler.ScriptTarget.Latest }, true, kind);
}

/** The parser repairs what it cannot read; a tree that is partly made up is nothing to report on. */
function hasSyntaxErrors(sourceFile: ts.SourceFile): boolean {
  const { parseDiagnostics = [] }: { readonly parseDiagnostics?: readonly ts.Diagnostic[] } & ts.SourceFile = sourceFile;
  return parseDiagnostics.length > 0;
}

function programOver(compiler: Compiler, sourceFile: ts.SourceFile): ts.Program {
  const { fileName } = sourceFile;
  const options: ts.CompilerOptions = {
    allowJs: true,
    jsx: compiler.JsxEmit.Preserve,
    module: compiler.ModuleKind.ESNext,
    noLib: true,
    noResolve: true,
    target: compiler.ScriptTarget.Latest,
    types: [],
    // Not among the documented options: takes files whatever they are called, such as `<input>` and scripts without an extension.
    allowNonTsExtensions: true,
  };
  return compiler.createProgram([fileName], options, {
    fileExists: name => name === fileName,
    getCanonicalFileName: name => name,
    getCurrentDirectory: () => '',
    getDefaultLibFileName: () => '',
    getNewLine: () => '\n',
    getSourceFile: name => (name === fileName ? sourceFile : undefined),
    readFile: () => undefined,
    useCaseSensitiveFileNames: () => true,
    writeFile: () => undefined,
  });
}
