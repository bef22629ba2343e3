import type ts from 'typescript';
import type { FlowEvent, FlowGraph, RegionId } from '../../flow/graph.ts';
import type { Lowered } from '../../lower/lowered.ts';
import { environments } from '../catalog/vocabulary.ts';
import { bareExpression } from '../syntax.ts';
import { isAssertion, isSwitchedRethrow } from './assertion.ts';
import { calledFunctions } from './callee.ts';
import { isByHandedSignal } from './cancellation.ts';
import { anywhere, insideHandler, outOfReach } from './distance.ts';
import type { Failing, Failure } from './failure.ts';
import { either, harmless, provenBy, unread } from './failure.ts';
import { anyhow } from './presence.ts';
import { isGenerator } from './syntax.ts';

/** May this event throw where it stands? */
export function eventFailure(failing: Failing, lowered: Lowered, event: FlowEvent): Failure {
  const { ts } = failing.context;
  const node = lowered.nodeOfEvent(event.id);
  // What a handler calls is presumed to take care of errors, as loggers do.
  const isHandling = isInHandler(lowered.graph, event);
  const asking = isHandling ? failing.with({ lenient: true, reach: insideHandler(failing.assuming.reach) }) : failing;
  switch (event.kind) {
    case 'throw':
      // In a handler it hands an error on, which has come from somewhere.
      return (failing.assuming.reach === outOfReach && !isHandling) || isByHandedSignal(failing, node) || isSwitchedOn(ts, node) || isUnlikely(failing, node) ? unread : provenBy({ kind: 'throws', node });
    case 'call':
    case 'new':
      return asking.throwing(node);
    case 'await':
      return awaitFailure(asking, node);
    case 'iterate-next':
      return ts.isForOfStatement(node) && node.awaitModifier === undefined ? iterationFailure(asking, node.expression) : harmless;
    default:
      return harmless;
  }
}

/** A proof counts what is near only if something outside brings it about. */
function isUnlikely({ context, assuming }: Failing, thrown: ts.Node): boolean {
  return assuming.reach !== anywhere && (isAssertion(context, thrown) || isSwitchedRethrow(context, thrown));
}

function awaitFailure(failing: Failing, node: ts.Node): Failure {
  const { ts } = failing.context;
  if (ts.isAwaitExpression(node)) {
    return failing.rejection(node.expression, 'awaited');
  }
  if (ts.isYieldExpression(node) || ts.isReturnStatement(node)) {
    // An async generator awaits what it yields and returns.
    return node.expression === undefined ? harmless : failing.rejection(node.expression);
  }
  const loop = ts.isForOfStatement(node) ? node : ts.isExpression(node) && ts.isForOfStatement(node.parent) ? node.parent : undefined;
  return loop === undefined ? unread : iterationFailure(failing, loop.expression);
}

/** Walking an iterable: a generator's body, the members of a list, or what nobody here has read. */
function iterationFailure(failing: Failing, iterable: ts.Expression): Failure {
  const { context } = failing;
  const { ts } = context;
  const bare = bareExpression(ts, iterable);
  const isAsync = ts.isForOfStatement(iterable.parent) && iterable.parent.awaitModifier !== undefined;
  const generators = ts.isCallExpression(bare) ? calledFunctions(context, bare).members.filter(fn => isGenerator(fn)) : [];
  if (generators.length > 0) {
    return either(generators.map(fn => failing.with(anyhow).ofFunction(fn, 'iteration', bare)));
  }
  if (!isAsync) {
    return harmless;
  }
  if (ts.isArrayLiteralExpression(bare)) {
    return failing.ofMembers(bare);
  }
  return failing.assuming.presumingWithin ? provenBy({ kind: 'presumed', node: bare }) : unread;
}

/** `if (process.env.THROW_ASSERTIONS) { throw … }`: whether that is so is not in the program. */
function isSwitchedOn(ts: Failing['context']['ts'], node: ts.Node): boolean {
  const block = node.parent;
  const branch = ts.isBlock(block) ? block : node;
  const holder = branch.parent;
  const condition = ts.isIfStatement(holder) && holder.thenStatement === branch ? bareExpression(ts, holder.expression) : undefined;
  const isMember = condition !== undefined && (ts.isPropertyAccessExpression(condition) || ts.isElementAccessExpression(condition));
  return isMember && environments.some(({ word }) => word === condition.expression.getText());
}

function isInHandler({ blocks, regions }: FlowGraph, event: FlowEvent): boolean {
  let region: RegionId | undefined = blocks[event.block]?.region;
  while (region !== undefined) {
    const at = regions[region];
    if (at?.kind === 'catch') {
      return true;
    }
    region = at?.parent;
  }
  return false;
}
