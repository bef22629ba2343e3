import ts from 'typescript';
import { oneFileProgram } from '../../src/engine/one-file-program.ts';
import { arrowsOf } from '../../src/flow/arrows.ts';
import { functionsOf, lower } from '../../src/lower/lower.ts';
import type { FunctionNode } from '../../src/lower/lowered.ts';

/** Stands between a program and its arrows. */
export const marker = '\n/* arrows';

/** The arrows of each function of a program, as they stand in its fixture. `lowering` is that of the project, or a mutant of it. */
export function arrowsOfFile(fileName: string, text: string, lowering = lower): string {
  const made = oneFileProgram(ts, { fileName, text });
  if (made === undefined) {
    throw new Error(`${fileName} does not parse.`);
  }
  const checker = made.program.getTypeChecker();
  return functionsOf(ts, made.sourceFile)
    .filter(fn => !ts.isSourceFile(fn) || text.startsWith('// @module'))
    .map(fn => {
      const lowered = lowering(ts, checker, fn);
      const lines = 'gaveUp' in lowered ? [lowered.gaveUp] : arrowsOf(lowered.graph, text);
      return [`\n${titleOf(fn)}`, ...lines.map(line => `  ${line.replaceAll('*/', '*\\/')}`)].join('\n');
    })
    .join('\n');
}

function titleOf(fn: FunctionNode): string {
  if (ts.isSourceFile(fn)) {
    return 'the file';
  }
  const kind = ts.SyntaxKind[fn.kind].replace('Declaration', '').toLowerCase();
  return `${kind} ${fn.name?.getText() ?? fn.getText().split('\n')[0] ?? ''}`;
}
