import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { oneFileProgram } from '../engine/one-file-program.ts';
import { arrowsOf } from '../flow/arrows.ts';
import { dotOf } from '../flow/dot.ts';
import { functionsOf, lower } from '../lower/lower.ts';
import type { FunctionNode } from '../lower/lowered.ts';

/** `npm run draw -- file.ts [function] [--dot]`: the graphs of a file, as arrows or for Graphviz. */
export function main(args: readonly string[]): void {
  const [file, wanted] = args.filter(arg => !arg.startsWith('--'));
  if (file === undefined) {
    console.error('Name the file, such as `npm run draw -- src/orders.ts saveOrder --dot`.');
    process.exitCode = 2;
    return;
  }
  const text = readFileSync(file, 'utf8');
  const made = oneFileProgram(ts, { fileName: file, text });
  if (made === undefined) {
    console.error(`${file} does not parse.`);
    process.exitCode = 2;
    return;
  }
  const checker = made.program.getTypeChecker();
  for (const fn of functionsOf(ts, made.sourceFile)) {
    const name = nameOf(fn);
    if (wanted === undefined || wanted === name) {
      const lowered = lower(ts, checker, fn);
      const lines = 'gaveUp' in lowered ? [lowered.gaveUp] : arrowsOf(lowered.graph, text);
      const isDot = args.includes('--dot') && !('gaveUp' in lowered);
      console.info(isDot ? dotOf(lowered.graph, text) : [name, ...lines.map(line => `  ${line}`), ''].join('\n'));
    }
  }
}

function nameOf(fn: FunctionNode): string {
  if (ts.isSourceFile(fn)) {
    return '(file)';
  }
  return fn.name?.getText() ?? `(${ts.SyntaxKind[fn.kind]} in line ${ts.getLineAndCharacterOfPosition(fn.getSourceFile(), fn.getStart()).line + 1})`;
}
