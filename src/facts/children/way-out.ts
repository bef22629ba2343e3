import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import { blockOf, eventOf } from '../../flow/reach.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { controllerSignalOf } from '../signal/signal.ts';
import { singleValueOf } from '../single-value.ts';
import { bareExpression } from '../syntax.ts';
import { calledFunctions, entryOfCall } from '../task/callee.ts';

/**
 * The way out of a function that has failed while a child of it is under way; or of a generator that nobody asks for more, which it
 * leaves from a `yield`.
 *
 * It ends where the function is left, where somebody waits for the child, and where the same child is started anew.
 */
export interface WayOut {
  readonly events: readonly FlowEvent[];
  /** It leads out of the function, or to the start of the same child. */
  readonly isOpen: boolean;
}

export function wayOutFrom(context: FactContext, failed: FlowEvent, start: FlowEvent, isAlone: (event: FlowEvent) => boolean): WayOut {
  const { graph } = context.homeOf(failed);
  const leaves = failed.kind === 'yield' ? 'skip' : 'throw';
  const waiting = blockOf(graph, failed.block).successors.flatMap(({ kind, to }) => (kind === leaves ? [to] : []));
  const seen = new Set(waiting);
  const events: FlowEvent[] = [];
  let isOpen = false;
  for (const id of waiting) {
    const block = blockOf(graph, id);
    const own = block.events.map(each => eventOf(graph, each));
    const end = own.findIndex(event => event === start || !isAlone(event));
    events.push(...(end === -1 ? own : own.slice(0, end + 1)));
    isOpen ||= id === graph.exit || id === graph.raised || own[end] === start;
    const last = own.at(-1);
    for (const { kind, to } of end === -1 ? block.successors : []) {
      if ((kind !== 'throw' || last?.kind === 'throw') && !seen.has(to)) {
        seen.add(to);
        waiting.push(to);
      }
    }
  }
  return { events, isOpen };
}

/**
 * May this event end the child? A call may that is handed something which the child was started with, or that runs a function from right
 * here; so may a write to what the child can read. To tell a log ends nothing.
 */
export function mayEnd(context: FactContext, event: FlowEvent, child: ts.Expression): boolean {
  const { ts } = context;
  const home = context.homeOf(event);
  const node = home.nodeOfEvent(event.id);
  if (event.kind === 'assign') {
    const place = event.place === undefined ? undefined : home.graph.places[event.place];
    return place?.kind === 'captured' || (place?.kind === 'field' && sharesAnything(context, node, child));
  }
  const isCall = event.kind === 'call' || event.kind === 'new';
  if (!isCall || (!ts.isCallExpression(node) && !ts.isNewExpression(node)) || isHarmless(context, node)) {
    return false;
  }
  const callee = bareExpression(ts, node.expression);
  const isAbort = ts.isPropertyAccessExpression(callee) && controllerSignalOf(context, callee.expression) !== undefined;
  return isAbort || (ts.isIdentifier(callee) && isLocal(context, callee)) || sharesAnything(context, node, child);
}

function isHarmless(context: FactContext, call: ts.CallExpression | ts.NewExpression): boolean {
  const entry = entryOfCall(context, call);
  if (entry?.logs === true || entry?.pure === true) {
    return true;
  }
  const { members, closed } = calledFunctions(context, call);
  return closed === 'yes' && members.length > 0 && members.every(fn => context.summaries.hasEffect(fn) === 'no');
}

/**
 * A variable or `this` that both name, or what these were made with; functions, classes and what is imported are everybody's. What came of
 * a wait is a result, and not what was asked for it.
 */
function sharesAnything(context: FactContext, one: ts.Node, other: ts.Node): boolean {
  const named = namedIn(context, other, 0);
  return [...namedIn(context, one, 0)].some(each => named.has(each));
}

const deepestName = 3;

function namedIn(context: FactContext, root: ts.Node, depth: number): ReadonlySet<ts.Symbol | 'this'> {
  const { ts } = context;
  const found = new Set<ts.Symbol | 'this'>();
  const visit = (node: ts.Node): void => {
    if (depth > 0 && ts.isAwaitExpression(node)) {
      return;
    }
    if (node.kind === ts.SyntaxKind.ThisKeyword) {
      found.add('this');
    } else if (ts.isIdentifier(node) && isLocal(context, node)) {
      const symbol = symbolOf(context, node);
      const made = depth < deepestName ? singleValueOf(context, node) : undefined;
      for (const each of [...(symbol === undefined ? [] : [symbol]), ...(made === undefined ? [] : namedIn(context, made, depth + 1))]) {
        found.add(each);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** A variable or a parameter of a function. */
function isLocal(context: FactContext, name: ts.Identifier): boolean {
  const { ts } = context;
  const declaration = symbolOf(context, name)?.valueDeclaration;
  return declaration !== undefined && (ts.isVariableDeclaration(declaration) || ts.isParameter(declaration) || ts.isBindingElement(declaration)) && !ts.isSourceFile(context.functionAround(declaration));
}
