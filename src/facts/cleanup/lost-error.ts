import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import { cancellableAt } from '../cancellation.ts';
import type { FactContext } from '../context.ts';
import { errorNamesOf } from '../handler/error-in-hand.ts';
import { mentions } from '../handler/guard.ts';
import { usesOfName } from '../names.ts';
import { abortTestsIn } from '../signal/abort-test.ts';
import { failureOf } from './failure.ts';
import { isRefused } from './signal.ts';
import type { Cleanup } from './site.ts';

/**
 * The first event of the operation whose error, or cancellation, can be on its way when the cleanup begins, and is lost when the wait
 * rejects. An error is not lost that the wait is given, that nobody would look at, or with which control never comes to the wait.
 */
export function failsBefore(context: FactContext, cleanup: Cleanup, wait: FlowEvent): FlowEvent | undefined {
  const { handler } = cleanup;
  const node = handler.body.nodeOfEvent(wait.id);
  // Who is given the error can keep it, as the cause of another.
  if (mentions(context, node, errorNamesOf(context, handler)) || isNobodys(context, node)) {
    return undefined;
  }
  return handler.interruptions.find(event => comesOut(context, cleanup, event) && !isRefusedBefore(context, cleanup, event, wait));
}

/** An error, or a cancellation: one that arrives in a chain with a handler of its own need not leave it. */
function comesOut(context: FactContext, { handler: { home } }: Cleanup, event: FlowEvent): boolean {
  const { witness, possible } = failureOf(context, home, event);
  return witness || (possible && context.facts.isCancellationPoint(event) === 'yes');
}

/** Errors that leave the cleanup go to a clause of the same function that does not read which it is. */
function isNobodys(context: FactContext, wait: ts.Node): boolean {
  const { ts } = context;
  for (let at = wait; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    const clause = ts.isTryStatement(parent) && parent.tryBlock === at ? parent.catchClause : undefined;
    if (clause !== undefined) {
      const name = clause.variableDeclaration?.name;
      return name === undefined || (ts.isIdentifier(name) && usesOfName(context, name, clause).length === 0);
    }
  }
  return false;
}

/** The event fails only if the signal is aborted, and a call on the way to the wait is given it and refuses: it never comes to the wait. */
function isRefusedBefore(context: FactContext, cleanup: Cleanup, event: FlowEvent, wait: FlowEvent): boolean {
  return isOfAbort(context, cleanup, event) && cleanup.waits.some(earlier => earlier.span.end <= wait.span.start && isRefused(context, cleanup, earlier).answer !== 'no');
}

function isOfAbort(context: FactContext, { handler: { home } }: Cleanup, event: FlowEvent): boolean {
  if (event.kind === 'call') {
    return cancellableAt(context, event).answer === 'yes';
  }
  return event.kind === 'throw' && [...abortTestsIn(context, home)].some(({ branch }) => branch.some(({ span }) => span.start === event.span.start));
}
