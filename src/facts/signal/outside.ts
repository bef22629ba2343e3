import type ts from 'typescript';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import { givenSignals } from './given.ts';
import { implementationsOf } from '../implementations.ts';
import { memoised } from '../memo.ts';
import { slotsOf } from './slots.ts';
import { isAnywhereIn } from '../syntax.ts';
import { calledFunctions, entryOfCall } from '../task/callee.ts';

/**
 * Does a call begin something that lies outside of the program and may take its time: a request, a subprocess, a timer?
 *
 * Such work is worth stopping from afar. What only waits for other parts of the program, for a file, or for a moment, is not. Of the
 * libraries the catalog knows it; of what nobody can read, whoever is given a signal, or takes one that ends the wait, has such work to do.
 */
export function beginsWorkOutside(context: FactContext, call: ts.CallExpression): boolean {
  const entry = entryOfCall(context, call);
  if (entry !== undefined) {
    const takesTime = entry.signal?.some(({ kind }) => kind === 'cancels') === true || entry.registers?.kind === 'timer';
    return takesTime && entry.brief !== true && !isMoment(context, call);
  }
  const { members, symbol } = calledFunctions(context, call);
  const found = members.length > 0 || symbol === undefined ? members : implementationsOf(context, symbol, call);
  if (found.length > 0) {
    return found.some(fn => worksOutside(context, fn));
  }
  return givenSignals(context, call).length > 0 || (isOfOthers(context, symbol) && slotsOf(context, call).cancels === 'yes');
}

/** `setTimeout(100)`: less than a second, written out. */
function isMoment({ ts }: FactContext, call: ts.CallExpression): boolean {
  return call.arguments.some(given => ts.isNumericLiteral(given) && Number(given.text) < 1_000);
}

/** Wherever in its body the call stands: that an abort ends the wait is another question. */
const worksOutside = memoised(false, (context: FactContext, fn: FunctionNode): boolean => {
  const { ts } = context;
  return isAnywhereIn(ts, fn, node => ts.isCallExpression(node) && beginsWorkOutside(context, node));
});

function isOfOthers({ program }: FactContext, symbol: ts.Symbol | undefined): boolean {
  const declarations = symbol?.declarations ?? [];
  return declarations.length > 0 && declarations.every(one => one.getSourceFile().isDeclarationFile || program.isSourceFileFromExternalLibrary(one.getSourceFile()));
}
