import ts from 'typescript';
import { oneFileProgram } from '../../src/engine/one-file-program.ts';
import { arrowsOf } from '../../src/flow/arrows.ts';
import * as lowering from '../../src/lower/lower.ts';
import type { FunctionNode, Lowered } from '../../src/lower/lowered.ts';

/** Stands between a program and its arrows. */
export const marker = '\n/* arrows';

/** The arrows of each function of a program, as they stand in its fixture. The last parameter takes a mutant. */
export function arrowsOfFile(fileName: string, text: string, { functionsOf, lower } = lowering): string {
  const made = oneFileProgram(ts, { fileName, text });
  if (made === undefined) {
    throw new Error(`${fileName} does not parse.`);
  }
  const checker = made.program.getTypeChecker();
  return functionsOf(ts, made.sourceFile)
    .filter(fn => !ts.isSourceFile(fn) || /^\/\/.* @module/u.test(text))
    .map(fn => {
      const lowered = lower(ts, checker, fn);
      const lines = 'gaveUp' in lowered ? [lowered.gaveUp] : arrowsOf(lowered.graph, text);
      const shown = 'gaveUp' in lowered || !/^\/\/.* @values/u.test(text) ? [] : valuesOf(lowered);
      const title = 'gaveUp' in lowered ? titleOf(fn) : `${traitsOf(lowered)}${titleOf(fn)}`;
      return [`\n${title}`, ...[...lines, ...shown].map(line => `  ${line.replaceAll('*/', '*\\/')}`)].join('\n');
    })
    .join('\n');
}

function traitsOf({ graph }: Lowered): string {
  return `${graph.isAsync ? 'async ' : ''}${graph.isGenerator ? 'generator ' : ''}`;
}

/** Where the first line has `@values`: what is made of what, where it stands in the source, and which places there are. */
function valuesOf(lowered: Lowered): string[] {
  const { graph } = lowered;
  const textOf = (value: number): string => oneLine(lowered.nodeOfValue(value).getText());
  const values = graph.values
    .filter(({ kind, sources }) => kind !== 'result' && (sources !== undefined || kind !== 'constant'))
    .map(({ id, kind, sources }) => `value ${textOf(id)}: ${kind}${sources === undefined ? '' : ` of ${sources.map(textOf).join(', ')}`}`);
  const places = graph.places.map(
    ({ id, kind, name }) => `place ${name}: ${kind}, ${lowered.symbolOfPlace(id) === undefined ? 'without' : 'with'} a symbol`,
  );
  const events = graph.events.map(({ id, kind }) => {
    const node = lowered.nodeOfEvent(id);
    const parts = ts.isReturnStatement(node) && node.expression !== undefined ? [node, node.expression] : [node];
    const kinds = parts.map(part => lowered.eventsOfNode(part).map(other => other.kind).join(', '));
    return `event ${kind} ${oneLine(node.getText())}: ${kinds.join('; of what is returned: ')}`;
  });
  return [...new Set(values), ...places, ...new Set(events)];
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ');
  return line.length > 50 ? `${line.slice(0, 49)}…` : line;
}

function titleOf(fn: FunctionNode): string {
  if (ts.isSourceFile(fn)) {
    return 'the file';
  }
  const kind = ts.SyntaxKind[fn.kind].replace('Declaration', '').toLowerCase();
  return `${kind} ${fn.name?.getText() ?? fn.getText().split('\n')[0] ?? ''}`;
}
