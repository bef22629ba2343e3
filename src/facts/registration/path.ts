import type ts from 'typescript';
import type { Edge, FlowEvent } from '../../flow/graph.ts';
import type { Path, Point } from '../../flow/reach.ts';
import { blockOf, eventOf, firstPath } from '../../flow/reach.ts';
import type { Lowered } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import type { Releases } from './release.ts';
import { resultOf } from './release.ts';
import type { RegistrationNode } from './site.ts';
import { bareExpression, consumerOf, isWithin } from '../syntax.ts';
import { eventFailure } from '../task/event.ts';
import { plainly } from '../task/failure.ts';
import { createFailing } from '../task/rejection.ts';

/** Ways through a function on which a registration certainly stays. */
export interface Ask {
  readonly context: FactContext;
  readonly lowered: Lowered;
  readonly node: RegistrationNode;
  readonly releases: Releases;
}

export function wayThrough(ask: Ask, from: Point, to: FlowEvent | 'exit'): Path | undefined {
  const { context, lowered, releases } = ask;
  return firstPath(lowered.graph, from, {
    visit: event => (event === to ? 'target' : mayRelease(context, lowered, releases, event) ? 'stop' : 'pass'),
    follow: edge => edge.kind !== 'throw' && isOpen(ask, edge),
    target: new Set(to === 'exit' ? ['exit'] : []),
  });
}

/** May this event of the function be, or lead to, a release? */
export function mayRelease({ ts }: FactContext, lowered: Lowered, { places, elsewhere, closed }: Releases, event: FlowEvent): boolean {
  if (closed !== 'yes' || elsewhere) {
    return true;
  }
  const here = places.get(lowered.function) ?? [];
  if (here.length === 0 || event.kind === 'read' || event.kind === 'function') {
    return false;
  }
  const node = lowered.nodeOfEvent(event.id);
  // What holds a whole statement is no single step; the steps inside have events of their own.
  return !ts.isBlock(node) && here.some(place => isWithin(node, place));
}

/** Is it proven that the event that ends the block can throw? */
export function mayThrow({ context, lowered, node }: Ask, edge: Edge): boolean {
  const last = blockOf(lowered.graph, edge.from).events.at(-1);
  // After an abort its listeners have been called, and are in nobody's way.
  const failing = createFailing(context, { ...plainly, uncancelled: node.kind === 'abort' }, lowered.function);
  return last !== undefined && eventFailure(failing, lowered, eventOf(lowered.graph, last)).witness;
}

/**
 * Is the edge compatible with there being a registration? `if (timer) clearTimeout(timer)` does not pass it by, nor does a condition
 * that already held where it was registered: `if (wanted) add(f); …; if (wanted) remove(f)`. A listener for an abort is in the way only
 * as long as the signal is not aborted.
 */
export function isOpen({ context, lowered, node }: Ask, edge: Edge): boolean {
  if ((edge.kind !== 'true' && edge.kind !== 'false') || edge.test === undefined) {
    return true;
  }
  const test = lowered.nodeOfEvent(edge.test);
  const decided = decisionOf(context, node, test);
  return decided === undefined || decided === (edge.kind === 'true');
}

function decisionOf(context: FactContext, node: RegistrationNode, test: ts.Node): boolean | undefined {
  return conditionsAround(context, node).get(textOf(test));
}

const known = new WeakMap<ts.Node, ReadonlyMap<string, boolean>>();

/** The conditions, as texts, that are known where the registration stands, and those that its being there decides. */
function conditionsAround(context: FactContext, node: RegistrationNode): ReadonlyMap<string, boolean> {
  const memo = known.get(node.call);
  if (memo !== undefined) {
    return memo;
  }
  const { ts } = context;
  const found = new Map<string, boolean>();
  const home = context.functionAround(node.call);
  known.set(node.call, found);
  for (const name of namesOfKey(context, node)) {
    found.set(name, true);
    for (const nothing of ['undefined', 'null']) {
      found.set(`${name} !== ${nothing}`, true).set(`${name} != ${nothing}`, true);
      found.set(`${name} === ${nothing}`, false).set(`${name} == ${nothing}`, false);
    }
  }
  if (node.kind === 'abort' && node.target !== undefined) {
    // A signal is aborted once: where it has been, its listeners are in nobody's way.
    found.set(`${textOf(node.target)}.aborted`, false);
  }
  for (let at: ts.Node = node.call; at !== home && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && parent.expression !== at) {
      decide(context, found, parent.expression, parent.thenStatement === at);
    } else if (ts.isConditionalExpression(parent) && parent.condition !== at) {
      decide(context, found, parent.condition, parent.whenTrue === at);
    } else if (ts.isBinaryExpression(parent) && parent.right === at && parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
      decide(context, found, parent.left, true);
    } else if (ts.isBlock(parent)) {
      decideByGuards(context, found, parent, at);
    }
  }
  return found;
}

/** `if (signal === undefined) { return; }` before the registration. */
function decideByGuards(context: FactContext, found: Map<string, boolean>, block: ts.Block, before: ts.Node): void {
  const { ts } = context;
  for (const statement of block.statements) {
    if (statement === before) {
      return;
    }
    if (ts.isIfStatement(statement) && statement.elseStatement === undefined && isLeaving(context, statement.thenStatement)) {
      decide(context, found, statement.expression, false);
    }
  }
}

function isLeaving({ ts }: FactContext, statement: ts.Statement): boolean {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last) || ts.isContinueStatement(last) || ts.isBreakStatement(last));
}

function decide(context: FactContext, found: Map<string, boolean>, condition: ts.Expression, holds: boolean): void {
  const { ts } = context;
  const bare = bareExpression(ts, condition);
  if (ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.ExclamationToken) {
    decide(context, found, bare.operand, !holds);
    return;
  }
  const { AmpersandAmpersandToken, BarBarToken } = ts.SyntaxKind;
  if (ts.isBinaryExpression(bare) && bare.operatorToken.kind === (holds ? AmpersandAmpersandToken : BarBarToken)) {
    decide(context, found, bare.left, holds);
    decide(context, found, bare.right, holds);
    return;
  }
  found.set(textOf(bare), holds);
}

/** What is there because there is a registration: its target, and what holds its result. */
function namesOfKey(context: FactContext, { call, target, callback }: RegistrationNode): readonly string[] {
  const { ts } = context;
  const holder = consumerOf(ts, resultOf(context, call));
  const held = ts.isVariableDeclaration(holder) ? holder.name : ts.isBinaryExpression(holder) ? holder.left : undefined;
  const receivers: ts.Node[] = [];
  for (let at = target; at !== undefined && (ts.isPropertyAccessExpression(at) || ts.isIdentifier(at)); at = ts.isPropertyAccessExpression(at) ? at.expression : undefined) {
    receivers.push(at);
  }
  return [...receivers, held, callback].flatMap(node => (node === undefined ? [] : [textOf(node)]));
}

function textOf(node: ts.Node): string {
  return node.getText().replaceAll(/\s+/g, ' ').replaceAll('?.', '.');
}
