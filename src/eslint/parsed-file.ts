import type { ParserServices, TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import type { AnalysisHost } from '../engine/analysis.ts';
import { compilerOf, ownCompiler } from '../engine/compiler.ts';
import { oneFileProgram } from '../engine/one-file-program.ts';

/**
 * From ESLint's source code to a TypeScript tree with a program.
 *
 * typescript-eslint's parser hands over its own tree, with the project's program or without one: then the tree gets a program of
 * its own. Where another parser has made the ESTree (espree, Babel), the text is parsed again. Whoever made the text, its offsets
 * must be ESLint's offsets: what a processor or the parser of another language (`.vue`, `.svelte`) has cut out of a larger
 * file, or put together, is left alone.
 */
export interface ParsedFile {
  readonly ts: AnalysisHost['ts'];
  readonly program: ts.Program;
  readonly sourceFile: ts.SourceFile;
  readonly strength: 'syntax' | 'types';
  /** What is added to an offset of ESLint's text, which has no byte order mark, to get one of the tree. */
  readonly shift: number;
}

/** The part of ESLint's source code that is read here; hosts that imitate ESLint may leave the services out. */
export interface SourceCode {
  readonly text: string;
  readonly ast: { readonly body?: readonly { readonly range?: readonly [number, number] | undefined }[] };
  readonly parserServices?: Partial<ParserServices>;
}

/** Undefined where the text is not that of the tree, or cannot be read at all. */
export function parsedFileOf(sourceCode: SourceCode, filename: string): ParsedFile | undefined {
  const { esTreeNodeToTSNodeMap: nodes, program } = sourceCode.parserServices ?? {};
  if (nodes === undefined) {
    return parseAgain(sourceCode, filename);
  }
  const sourceFile = treeOf(sourceCode, nodes);
  const shift = sourceFile && shiftBetween(sourceCode.text, sourceFile.text);
  if (sourceFile === undefined || shift === undefined) {
    return undefined;
  }
  const compiler = compilerOf(sourceFile);
  if (compiler === undefined) {
    return parseAgain(sourceCode, filename);
  }
  if (program !== undefined && program !== null) {
    return { ts: compiler, program, sourceFile, strength: 'types', shift };
  }
  const alone = isWorthReading(sourceCode.text) ? oneFileProgram(compiler, sourceFile) : undefined;
  return alone && { ts: compiler, ...alone, strength: 'syntax', shift };
}

/** A parser of component files passes the map of typescript-eslint's on, with a tree of its own that is not in it. */
function treeOf({ ast }: SourceCode, nodes: ParserServices['esTreeNodeToTSNodeMap']): ts.SourceFile | undefined {
  // ESLint declares each tree as ESTree's.
  return nodes.has(ast) ? nodes.get(ast as TSESTree.Program) : undefined;
}

function parseAgain({ ast, text }: SourceCode, fileName: string): ParsedFile | undefined {
  if (!isWorthReading(text)) {
    return undefined;
  }
  const compiler = ownCompiler();
  const alone = oneFileProgram(compiler, { fileName, text });
  return alone && isSameProgram(ast, alone.sourceFile) ? { ts: compiler, ...alone, strength: 'syntax', shift: 0 } : undefined;
}

const wordsOfTasks = /async|await|fetch|[Pp]romis|then|[Ss]ignal|[Aa]bort|[Cc]ancel|set(?:Timeout|Interval)/;

/** Without types nobody knows of a task in a text that has none of these words; it need not be parsed again or bound. */
function isWorthReading(text: string): boolean {
  return wordsOfTasks.test(text);
}

const byteOrderMark = '\uFEFF';

/** ESLint takes the byte order mark off, and gives the parser `//` in place of the `#!` of a script. */
function shiftBetween(text: string, parsed: string): number | undefined {
  const shift = parsed.startsWith(byteOrderMark) ? 1 : 0;
  const isSame = text.startsWith('#!')
    ? parsed.length === text.length + shift && parsed.endsWith(text.slice(2))
    : parsed.endsWith(text) && parsed.length === text.length + shift;
  return isSame ? shift : undefined;
}

/** The text of a file that holds more than a program may happen to be one as well, but not with the same statements. */
function isSameProgram({ body }: SourceCode['ast'], { statements }: ts.SourceFile): boolean {
  return body?.length === statements.length && body.every(({ range }, index) => range?.[1] === statements[index]?.end);
}
