import type ts from 'typescript';
import type { Edge, FlowEvent } from '../../flow/graph.ts';
import { blockOf, eventOf, firstPath, pointAfter } from '../../flow/reach.ts';
import type { Lowered } from '../../lower/lowered.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { bareExpression, consumerOf, isAnywhereIn } from '../syntax.ts';
import { methodCallOf } from '../task/syntax.ts';
import type { Race, RaceNode } from './node.ts';
import { onlyRaced, rootOf } from './node.ts';
import { decidedBy, outcomeOf } from './outcome.ts';
import { loopAround, staysOutside } from './rounds.ts';

/**
 * What is pulled and lost: `Promise.race([iterator.next(), timer])` in a loop.
 *
 * Each pull takes the next value off. When another member wins, the pull is still to come, and if the next round asks anew, nobody has the promise
 * any more by which the value would have come. It takes a way through the loop to say so, on which the winner is certainly the other: its value is
 * known, and each condition on the way is decided by it; or it can only reject, and a handler goes on without asking.
 */
export function lostTo(context: FactContext, race: Race, { call, racers }: RaceNode, racer: ts.Expression): ts.Expression | undefined {
  const { ts } = context;
  const loop = loopAround(context, call);
  const raced = loop === undefined ? undefined : onlyRaced(context, racer);
  const pull = raced === undefined ? undefined : rootOf(context, raced);
  if (loop === undefined || pull === undefined || !ts.isCallExpression(pull) || pull.pos < loop.pos || !isPull(context, pull, loop)) {
    return undefined;
  }
  const home = context.homeOf(race.call);
  const again = home.eventsOfNode(pull).find(({ kind }) => kind === 'call');
  const wait = home.graph.events.find(({ kind, operands }) => kind === 'await' && race.call.result !== undefined && operands.includes(race.call.result));
  if (again === undefined || wait === undefined) {
    return undefined;
  }
  const way = { context, home, loop, wait, again };
  return racers.find(other => other !== racer && (comesBackFulfilled(way, other) || comesBackRejected(way, other)));
}

interface Way {
  readonly context: FactContext;
  readonly home: Lowered;
  readonly loop: ts.IterationStatement;
  readonly wait: FlowEvent;
  readonly again: FlowEvent;
}

/** `next` of an iterator, `read` of a reader: what it gives says whether that was all. The source is the same in each round. */
function isPull(context: FactContext, call: ts.CallExpression, loop: ts.Node): boolean {
  const { ts, checker, strength } = context;
  const method = methodCallOf(ts, call);
  if (strength === 'syntax' || method === undefined || !['next', 'read'].includes(method.method.text) || !staysOutside(context, bareExpression(ts, method.receiver), loop)) {
    return false;
  }
  context.trace.askedTypes();
  const given = checker.getAwaitedType(checker.getTypeAtLocation(call));
  return given?.getProperty('done') !== undefined && given.getProperty('value') !== undefined;
}

function comesBackFulfilled({ context, home, loop, wait, again }: Way, winner: ts.Expression): boolean {
  const outcome = outcomeOf(context, winner);
  const result = outcome === undefined ? undefined : resultOf(context, home.nodeOfEvent(wait.id), loop);
  if (outcome === undefined || result === undefined) {
    return false;
  }
  const follow = ({ kind, test }: Edge): boolean => {
    if (test === undefined || (kind !== 'true' && kind !== 'false')) {
      return kind !== 'throw' && kind !== 'skip';
    }
    const node = home.nodeOfEvent(test);
    const decided = decidedBy(context, eventOf(home.graph, test), node, outcome, result.name);
    return decided === undefined ? isOfLoop(context, loop, node) && !mentions(context, node, result.name) : decided === (kind === 'true');
  };
  return firstPath(home.graph, pointAfter(home.graph, wait), { visit: event => (event === again ? 'target' : 'pass'), follow }) !== undefined;
}

function comesBackRejected({ context, home, loop, wait, again }: Way, winner: ts.Expression): boolean {
  const { ts, checker } = context;
  const given = checker.getAwaitedType(checker.getTypeAtLocation(winner));
  if (given === undefined || (given.flags & ts.TypeFlags.Never) === 0) {
    return false;
  }
  const visit = (event: FlowEvent): 'target' | 'stop' | 'pass' =>
    event === again ? 'target' : event.kind === 'test' && !isOfLoop(context, loop, home.nodeOfEvent(event.id)) ? 'stop' : 'pass';
  return blockOf(home.graph, wait.block).successors.some(({ kind, to }) => kind === 'throw' && firstPath(home.graph, { block: to, index: 0 }, { visit }) !== undefined);
}

/** The variable that holds what the race gives until it is asked for the last time; none where nobody looks at it. */
function resultOf(context: FactContext, wait: ts.Node, loop: ts.Node): { readonly name: ts.Identifier | undefined } | undefined {
  const { ts } = context;
  const holder = consumerOf(ts, wait);
  if (ts.isExpressionStatement(holder)) {
    return { name: undefined };
  }
  const name = ts.isVariableDeclaration(holder) ? holder.name : ts.isBinaryExpression(holder) && holder.operatorToken.kind === ts.SyntaxKind.EqualsToken ? holder.left : undefined;
  if (name === undefined || !ts.isIdentifier(name)) {
    return undefined;
  }
  const declared = symbolOf(context, name)?.valueDeclaration;
  const uses = declared !== undefined && ts.isVariableDeclaration(declared) && ts.isIdentifier(declared.name) ? usesOfName(context, declared.name, loop) : [];
  const isWritten = (use: ts.Identifier): boolean =>
    ts.isBinaryExpression(use.parent) && use.parent.left === use && use.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const written = uses.filter(use => use !== name && isWritten(use));
  const asked = uses.filter(use => !written.includes(use));
  return written.every(write => asked.every(use => use.pos < write.pos)) ? { name } : undefined;
}

function isOfLoop({ ts }: FactContext, loop: ts.IterationStatement, node: ts.Node): boolean {
  const condition = ts.isForStatement(loop) ? loop.condition : ts.isWhileStatement(loop) || ts.isDoStatement(loop) ? loop.expression : undefined;
  return condition !== undefined && condition.pos <= node.pos && node.end <= condition.end;
}

function mentions(context: FactContext, node: ts.Node, name: ts.Identifier | undefined): boolean {
  const { ts } = context;
  return name !== undefined && isAnywhereIn(ts, node, at => ts.isIdentifier(at) && symbolOf(context, at) === symbolOf(context, name));
}
