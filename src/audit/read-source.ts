import { readFileSync } from 'node:fs';
import type ts from 'typescript';
import type { Note } from '../engine/finding.ts';
import type { Compiler } from '../facts/context.ts';
import { isJavaScript } from './source-names.ts';

/**
 * Reading sources so that none of them can bring the audit down.
 *
 * The compiler recurses with the nesting of the program: Node's usual stack ends at some 800 nested parentheses in the parser, and at a
 * chain of some 700 `.then(f)` (1,400 levels) in the binder, where nothing could be caught any more, because all files
 * of a program are bound together. So each file is parsed on its own, its depth is taken without recursion, and what is too deep never
 * gets into a program. The limit is a number and not an attempt, for the same file must be read on each machine.
 */
const mostLevels = 1000;

// The largest sources that people write and the compiler itself reads are about 3 million characters long (TypeScript's own checker).
const mostCharacters = 4_000_000;

// What a minifier has written: nobody mends it where it stands, and its names say nothing. Generated tables have long lines too,
// and no more to say; sources that people write have about forty characters to the line.
const minifiedFrom = 20_000;
const minifiedLineLength = 500;

export class SourceReader {
  readonly #ts: Compiler;
  readonly #notes = new Map<string, Note>();

  constructor(ts: Compiler) {
    this.#ts = ts;
  }

  /** Why a file was left out. */
  noteOn(file: string): Note | undefined {
    return this.#notes.get(file);
  }

  /** Parses a source; undefined, and a note, if it must stay out of the program. */
  read(file: string, options: ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const text = this.#ts.sys.readFile(file);
    if (text === undefined) {
      this.#notes.set(file, { code: 'unreadable', file, message: `Left out: it cannot be read (${reasonOf(file)}).` });
      return undefined;
    }
    const refusal = refusalOf(file, text);
    if (refusal !== undefined) {
      this.#notes.set(file, refusal);
      return undefined;
    }
    const sourceFile = this.#parse(file, text, options);
    if (sourceFile === undefined || this.#isTooDeep(sourceFile)) {
      this.#notes.set(file, { code: 'too-deep', file, message: `Left out: its code is nested deeper than ${mostLevels.toLocaleString('en')} levels.` });
      return undefined;
    }
    return sourceFile;
  }

  #parse(file: string, text: string, options: ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    try {
      return this.#ts.createSourceFile(file, text, options);
    } catch (error) {
      if (error instanceof RangeError) {
        return undefined;
      }
      throw error;
    }
  }

  #isTooDeep(sourceFile: ts.SourceFile): boolean {
    const { forEachChild } = this.#ts;
    let level: ts.Node[] = [sourceFile];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth > mostLevels) {
        return true;
      }
      const next: ts.Node[] = [];
      for (const node of level) {
        forEachChild(node, child => {
          next.push(child);
        });
      }
      level = next;
    }
    return false;
  }
}

function refusalOf(file: string, text: string): Note | undefined {
  if (text.length > mostCharacters) {
    return { code: 'too-large', file, message: `Left out: it has more than ${mostCharacters.toLocaleString('en')} characters.` };
  }
  if (isMinified(text)) {
    return { code: 'too-large', file, message: `Left out: it looks minified or generated (lines of more than ${String(minifiedLineLength)} characters on average).` };
  }
  if (isJavaScript(file) && isFlow(text)) {
    return { code: 'flow-file', file, message: 'Left out: it is written in Flow, whose types the TypeScript parser cannot read.' };
  }
  return undefined;
}

function isMinified(text: string): boolean {
  if (text.length < minifiedFrom) {
    return false;
  }
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    lines++;
  }
  return text.length / lines > minifiedLineLength;
}

/** The pragma counts in the comments before the first statement only. https://flow.org/en/docs/usage/#toc-prepare-your-code-for-flow */
function isFlow(text: string): boolean {
  const head = /^(?:#![^\n]*\n)?(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0] ?? '';
  return /@flow\b/.test(head);
}

function reasonOf(file: string): string {
  try {
    readFileSync(file);
    return 'it vanished and came back';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
