import type ts from 'typescript';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import { implementationsOf } from '../implementations.ts';
import { memoised } from '../memo.ts';
import { beginsWorkOutside } from './outside.ts';
import { operationAround, signalsInReach } from './reach.ts';
import { slotsOf } from './slots.ts';
import type { SignalKind } from './type.ts';
import { signalOf } from './signal.ts';
import { isAnywhereIn } from '../syntax.ts';
import { calledFunctions } from '../task/callee.ts';
import { isFunctionLiteral } from '../task/syntax.ts';
import { isFetchedForOthers } from './what-stays.ts';
import { callOfWait, waitsIn, type WaitSite } from './wait-site.ts';

/**
 * The shortest way from a call to one that could be stopped and is not told, through functions of this project that have no signal.
 *
 * Each step is a call that its function waits for. None of them is given a signal, and none of the functions has one: neither as a
 * parameter nor in any other way. Whoever has one decides there what to do with it, which is a matter of that function. Work that
 * has to be done in any case is no step, nor is what a function fetches for others, too. The search stops at the edge of the project, since nobody here can mend what lies behind.
 */
export interface DeafPaths {
  /** The calls on the way, the last of them the one that could be told by a signal of one of the kinds. */
  from(call: ts.CallExpression, kinds: ReadonlySet<SignalKind>): readonly WaitSite[] | undefined;
}

/** So long a way is still read by somebody who is shown it. */
const mostCalls = 6;

interface Step {
  readonly wait: WaitSite;
  /** It could be given a signal of this kind. */
  readonly takes?: SignalKind;
}

/** `anyWork`: work inside of the program counts as well, what a function fetches for others too, and one of several implementations is enough. */
export function createDeafPaths(context: FactContext, how?: 'anyWork'): DeafPaths {
  const steps = context.trace.memoise((fn: FunctionNode) => stepsIn(context, fn, how));

  function fromCall(call: ts.CallExpression, kinds: ReadonlySet<SignalKind>, left: number): readonly WaitSite[] | undefined {
    const callees = calleesOf(context, call).filter(fn => context.summaries.neverReturns(fn, 'awaited') !== 'yes');
    // Of several implementations nobody knows which one it is.
    const paths = callees.map(fn => fromFunction(fn, kinds, left));
    const known = paths.filter(path => path !== undefined).toSorted((a, b) => a.length - b.length);
    return known.length === paths.length || how === 'anyWork' ? known[0] : undefined;
  }

  function fromFunction(start: FunctionNode, kinds: ReadonlySet<SignalKind>, left: number): readonly WaitSite[] | undefined {
    const seen = new Set<ts.Node>([start]);
    const queue: { readonly fn: FunctionNode; readonly way: readonly WaitSite[] }[] = [{ fn: start, way: [] }];
    for (const { fn, way } of queue) {
      const end = steps(fn).find(({ takes }) => takes !== undefined && kinds.has(takes));
      if (end !== undefined) {
        return [...way, end.wait];
      }
      for (const { wait } of way.length + 1 < left ? steps(fn) : []) {
        const [callee, ...others] = calleesOf(context, callOfWait(context, wait));
        if (others.length > 0) {
          const rest = fromCall(callOfWait(context, wait), kinds, left - way.length - 1);
          if (rest !== undefined) {
            return [...way, wait, ...rest];
          }
        } else if (callee !== undefined && !seen.has(callee)) {
          seen.add(callee);
          queue.push({ fn: callee, way: [...way, wait] });
        }
      }
    }
    return undefined;
  }

  return { from: (call, kinds) => fromCall(call, kinds, mostCalls) };
}

function stepsIn(context: FactContext, fn: FunctionNode, how: 'anyWork' | undefined): readonly Step[] {
  const { facts } = context;
  if (hasSignal(context, fn)) {
    return [];
  }
  return waitsOfOperation(context, fn).flatMap((wait): Step[] => {
    const call = callOfWait(context, wait);
    const accepts = facts.acceptsSignal(wait);
    const isStep = accepts === 'yes' || (accepts === 'no' && calleesOf(context, call).length > 0);
    if (!isStep || facts.isGivenSignal(wait) !== 'no' || facts.mustBeDone(wait) !== 'no' || signalsInReach(context, call).length > 0 || (how === undefined && isFetchedForOthers(context, wait.call))) {
      return [];
    }
    if (accepts === 'no') {
      return [{ wait }];
    }
    if (how === undefined && !beginsWorkOutside(context, call)) {
      return [];
    }
    return slotsOf(context, call).slots.slice(0, 1).map(({ takes }) => ({ wait, takes }));
  });
}

/** What a function waits for, also in callbacks for which it waits. */
function waitsOfOperation(context: FactContext, fn: FunctionNode): readonly WaitSite[] {
  const { ts } = context;
  const within: FunctionNode[] = [];
  const visit = (node: ts.Node): void => {
    if (isFunctionLiteral(ts, node)) {
      if (operationAround(context, node) === fn) {
        within.push(node);
      }
    } else if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) {
      ts.forEachChild(node, visit);
    }
  };
  ts.forEachChild(fn, visit);
  const lowered = context.lowered(fn);
  return [...(lowered === undefined ? [] : waitsIn(context, lowered)), ...within.flatMap(callback => waitsOfOperation(context, callback))];
}

/** Does a function use a signal that is not its own: a field, a variable outside, something that its parameters hold? */
const hasSignal = memoised(true, (context: FactContext, fn: FunctionNode): boolean => {
  const { ts } = context;
  return isAnywhereIn(ts, fn, node => (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) && !isOwn(context, node));
});

function isOwn(context: FactContext, expression: ts.Expression): boolean {
  const signal = signalOf(context, expression);
  return signal === undefined || signal.origin === 'own';
}

/** The functions of this project that a call runs. In an editor, those of the same file; every implementation is known to the audit alone. */
function calleesOf(context: FactContext, call: ts.CallExpression): readonly FunctionNode[] {
  const { members, symbol } = calledFunctions(context, call);
  if (context.strength !== 'program') {
    return members.every(fn => fn.getSourceFile() === call.getSourceFile()) ? members : [];
  }
  const found = members.length > 0 || symbol === undefined ? members : implementationsOf(context, symbol, call);
  return found.every(fn => isOfProject(context, fn)) ? found : [];
}

function isOfProject({ program }: FactContext, fn: FunctionNode): boolean {
  const file = fn.getSourceFile();
  return !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file);
}
