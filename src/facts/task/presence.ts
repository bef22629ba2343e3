import type ts from 'typescript';
import { definitionsOf } from '../../flow/definitions.ts';
import type { BlockId, Edge, FlowEvent } from '../../flow/graph.ts';
import { blockOf, eventOf, firstPath, pointAfter } from '../../flow/reach.ts';
import type { FunctionNode, Lowered } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { bareExpression } from '../syntax.ts';
import { isAsked, isEquality, isSame } from './asked.ts';
import type { Call } from './callee.ts';
import type { Failing } from './failure.ts';
import { asksForProperties, isLacked, lackedBy } from './options.ts';
import { isFunctionLiteral, isNothing, methodCallOf } from './syntax.ts';

/**
 * Which parameters a call gives, where the callee asks.
 *
 * Much of Node's ecosystem answers a promise when no callback is given, and calls the callback when one is. What such a
 * function does is told by `if (callback === undefined)`, so calls are told apart by whether they give a function there.
 */
export interface Presence {
  /** A set of parameters that are certainly a function, one bit each. */
  readonly given: number;
  /** A set of parameters that are certainly undefined. */
  readonly absent: number;
  /** A set of properties of parameters that options written at the call certainly lack: `task-options.ts`. */
  readonly lacking: number;
}

export const anyhow: Presence = { given: 0, absent: 0, lacking: 0 };

/** Parameters beyond these are not told apart: each set makes a summary of its own. */
const mostParameters = 4;

export function presenceIn(context: FactContext, fn: FunctionNode, call: Call): Presence {
  const { ts } = context;
  const asked = askedParameters(context, fn);
  if (asked === 0 && !asksForProperties(context, fn)) {
    return anyhow;
  }
  const method = methodCallOf(ts, call);
  const given = call.arguments ?? [];
  if (given.some(argument => ts.isSpreadElement(argument)) || method?.method.text === 'apply') {
    return anyhow;
  }
  const values = method?.method.text === 'call' ? given.slice(1) : [...given];
  let presence: Presence = { ...anyhow, lacking: lackedBy(context, fn, values) };
  for (let index = 0; index < mostParameters; index += 1) {
    const bit = asked & (1 << index);
    const value = values[index];
    if (value === undefined || isNothing(ts, value)) {
      presence = { ...presence, absent: presence.absent | bit };
    } else if (isFunctionLiteral(ts, bareExpression(ts, value))) {
      presence = { ...presence, given: presence.given | bit };
    }
  }
  return presence;
}

const asking = new WeakMap<FunctionNode, number>();

/** The parameters of which a function asks whether they are there. One with a default always is. */
function askedParameters(context: FactContext, fn: FunctionNode): number {
  const { ts } = context;
  const known = asking.get(fn);
  if (known !== undefined) {
    return known;
  }
  let asked = 0;
  for (const [index, { name, initializer, dotDotDotToken }] of ts.isFunctionLike(fn) ? fn.parameters.entries() : []) {
    const isPlain = index < mostParameters && ts.isIdentifier(name) && initializer === undefined && dotDotDotToken === undefined;
    if (isPlain && usesOfName(context, name, fn).some(use => isAsked(context, use))) {
      asked |= 1 << index;
    }
  }
  asking.set(fn, asked);
  return asked;
}

/** The outcome of a test that asks for a parameter's presence, where that is known; undefined for all other tests. */
export function decidedBy(failing: Failing, lowered: Lowered, test: FlowEvent, isReached: (block: BlockId) => boolean): boolean | undefined {
  const { context, assuming, home } = failing;
  if (knowsNothing(assuming) || lowered.function !== home) {
    return undefined;
  }
  const { ts } = context;
  const node = lowered.nodeOfEvent(test.id);
  if (test.asks === 'truthy' && ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && isLacked(failing, lowered, node.expression, node.name.text)) {
    return false;
  }
  const options = ts.isPropertyAccessExpression(node) && node.questionDotToken !== undefined && ts.isIdentifier(node.expression) ? node.expression : undefined;
  if (options !== undefined) {
    // `options?.loud` of options that are not there. What others say is not asked.
    return isFunctionAt(failing, lowered, options, from => from < test.block && !isReached(from)) === false ? false : undefined;
  }
  const question = ts.isExpression(node) ? questionOf(ts, node) : undefined;
  const isGiven = question === undefined ? undefined : isFunctionAt(failing, lowered, question.subject, from => from < test.block && !isReached(from));
  return question === undefined || isGiven === undefined ? undefined : isGiven === question.yesIfGiven;
}

function knowsNothing({ given, absent, lacking }: Presence): boolean {
  return given === 0 && absent === 0 && lacking === 0;
}

/**
 * What a variable can hold here in a call that gives these parameters: `let p = f(); if (!options?.loud) { p = p.catch(log) }`. Undefined where
 * nothing is known of the parameters, or somebody else may assign it.
 */
export function valuesReaching(failing: Failing, name: ts.Identifier): readonly ts.Expression[] | undefined {
  const { context, assuming, home } = failing;
  const lowered = knowsNothing(assuming) || home === undefined ? undefined : context.lowered(context.functionAround(name));
  const read = lowered?.function === home ? lowered?.eventsOfNode(name).find(event => event.kind === 'read') : undefined;
  const place = read?.place === undefined ? undefined : lowered?.graph.places[read.place];
  if (lowered === undefined || read === undefined || place?.kind !== 'local' || place.shared) {
    return undefined;
  }
  const { graph } = lowered;
  const isOpen = ({ from, kind }: Edge): boolean => {
    const last = blockOf(graph, from).events.at(-1);
    const test = last === undefined ? undefined : eventOf(graph, last);
    const decided = test?.kind === 'test' ? decidedBy(failing, lowered, test, () => true) : undefined;
    return decided === undefined || (kind !== 'true' && kind !== 'false') || kind === String(decided);
  };
  const visit = (event: FlowEvent): 'target' | 'stop' | 'pass' => (event === read ? 'target' : event.kind === 'assign' && event.place === place.id ? 'stop' : 'pass');
  const reaching = definitionsOf(graph)(read).assignments.filter(assignment => firstPath(graph, pointAfter(graph, assignment), { visit, follow: isOpen }) !== undefined);
  const nodes = reaching.map(({ operands: [operand] }) => (operand === undefined ? undefined : lowered.nodeOfValue(operand)));
  const values = nodes.flatMap(node => (node !== undefined && context.ts.isExpression(node) ? [node] : []));
  return values.length > 0 && values.length === reaching.length ? values : undefined;
}

interface PresenceQuestion {
  readonly subject: ts.Identifier;
  /** Is the answer yes for a function, and no for `undefined`? Otherwise the other way round. */
  readonly yesIfGiven: boolean;
}

function questionOf(ts: FactContext['ts'], node: ts.Expression): PresenceQuestion | undefined {
  if (ts.isIdentifier(node)) {
    return { subject: node, yesIfGiven: true };
  }
  if (!ts.isBinaryExpression(node) || !isEquality(ts, node)) {
    return undefined;
  }
  const left = bareExpression(ts, node.left);
  const isPositive = isSame(ts, node.operatorToken.kind);
  if (ts.isIdentifier(left) && isNothing(ts, node.right)) {
    const isStrictNull = node.right.kind === ts.SyntaxKind.NullKeyword && node.operatorToken.kind !== ts.SyntaxKind.EqualsEqualsToken && node.operatorToken.kind !== ts.SyntaxKind.ExclamationEqualsToken;
    return isStrictNull ? undefined : { subject: left, yesIfGiven: !isPositive };
  }
  const subject = ts.isTypeOfExpression(left) ? bareExpression(ts, left.expression) : undefined;
  if (subject === undefined || !ts.isIdentifier(subject) || !ts.isStringLiteralLike(node.right)) {
    return undefined;
  }
  switch (node.right.text) {
    case 'function':
      return { subject, yesIfGiven: isPositive };
    case 'undefined':
      return { subject, yesIfGiven: !isPositive };
    default:
      return undefined;
  }
}

/** Is the name's value certainly a function (true) or certainly undefined (false) where it is read? */
function isFunctionAt(failing: Failing, lowered: Lowered, name: ts.Identifier, isNeverReached: (block: BlockId) => boolean): boolean | undefined {
  const { graph } = lowered;
  const read = lowered.eventsOfNode(name).find(event => event.kind === 'read');
  const place = read?.place === undefined ? undefined : graph.places[read.place];
  if (read === undefined || place?.kind !== 'local') {
    return undefined;
  }
  // What is assigned on ways that are never taken does not count.
  const reaching = definitionsOf(graph)(read).assignments.filter(assignment => !isNeverReached(assignment.block));
  const [first, ...others] = reaching.map(assignment => isFunctionAssigned(failing, lowered, assignment));
  return others.every(other => other === first) ? first : undefined;
}

function isFunctionAssigned({ context, assuming }: Failing, lowered: Lowered, { operands }: FlowEvent): boolean | undefined {
  const { ts } = context;
  const [operand] = operands;
  const value = operand === undefined ? undefined : lowered.graph.values[operand];
  if (operand === undefined || value === undefined) {
    return undefined;
  }
  if (value.kind === 'parameter') {
    const bit = 1 << (value.index ?? 0);
    return (assuming.given & bit) !== 0 ? true : (assuming.absent & bit) !== 0 ? false : undefined;
  }
  const node = lowered.nodeOfValue(operand);
  return isFunctionLiteral(ts, node) || isToldFunction(ts, node) ? true : undefined;
}

/** `if (typeof options === 'function') { callback = options }` shuffles arguments along. */
function isToldFunction(ts: FactContext['ts'], node: ts.Node): boolean {
  if (!ts.isIdentifier(node)) {
    return false;
  }
  for (let at: ts.Node = node; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    const question = ts.isIfStatement(parent) && parent.thenStatement === at ? questionOf(ts, bareExpression(ts, parent.expression)) : undefined;
    if (question?.subject.text === node.text && question.yesIfGiven) {
      return true;
    }
  }
  return false;
}
