import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import { pointAfter } from '../../flow/reach.ts';
import type { Lowered } from '../../lower/lowered.ts';
import { callsOf } from '../callers.ts';
import { cancellableAt } from '../cancellation.ts';
import type { FactContext } from '../context.ts';
import { givenSignals } from '../signal/given.ts';
import type { Handler } from './handler.ts';
import { isParameterSignal } from '../signal/signal.ts';
import { consumerOf, spanOf } from '../syntax.ts';
import { calledFunctions } from '../task/callee.ts';
import { isInTest } from '../test-body.ts';
import { waiterOf } from '../signal/wait-site.ts';

/**
 * What callers do with the answer of a function that keeps a cancellation.
 *
 * A fallback that a handler answers harms nobody whose next step is to look at the signal. It does where a caller goes on with it, as if nothing had
 * been cancelled. So the code behind the wait of each caller that is found is seen as a handler, too: one that takes whatever came of the call.
 */
export interface Continuation extends Handler {
  readonly wait: FlowEvent;
}

export interface ContinuationFacts {
  /** Where callers that gave a signal go on when the function has answered in place of being cancelled. */
  continuationsOf(handler: Handler, interrupted: FlowEvent): readonly Continuation[];
  /** The functions that are called, with the signal, by what an event waits for: what they do first, they do although it is aborted. */
  beginningsOf(event: FlowEvent): readonly Handler[];
}

export function createContinuationFacts(context: FactContext): ContinuationFacts {
  const { ts } = context;
  return {
    continuationsOf: ({ home }, interrupted) => {
      const isHanded = cancellableAt(context, interrupted).signals.some(signal => isParameterSignal(context, signal, home.function));
      return callsOf(context, home.function).members.flatMap(call => {
        const isCancelled = !isHanded || givenSignals(context, call).some(({ origin }) => origin === 'foreign' || origin === 'class');
        const around = context.functionAround(call);
        const lowered = isCancelled && !isInTest(context, around) ? context.lowered(around) : undefined;
        const wait = lowered === undefined ? undefined : waitFor(context, lowered, call);
        return lowered === undefined || wait === undefined ? [] : [behind(lowered, wait, spanOf(call))];
      });
    },
    beginningsOf: event => {
      const found: Handler[] = [];
      const visit = (node: ts.Node): void => {
        const isGiven = ts.isCallExpression(node) && givenSignals(context, node).length > 0;
        for (const fn of isGiven ? calledFunctions(context, node).members : []) {
          const lowered = context.lowered(fn);
          found.push(...(lowered === undefined ? [] : [{ kind: 'settled' as const, head: spanOf(node), home: lowered, body: lowered, entry: { block: lowered.graph.entry, index: 0 }, interruptions: [] }]));
        }
        ts.forEachChild(node, visit);
      };
      const wait = context.homeOf(event).nodeOfEvent(event.id);
      if (event.kind === 'await' && ts.isAwaitExpression(wait)) {
        visit(wait);
      }
      return found;
    },
  };
}

function behind(home: Lowered, wait: FlowEvent, head: Handler['head']): Continuation {
  return { kind: 'settled', head, home, body: home, entry: pointAfter(home.graph, wait), interruptions: [wait], wait };
}

/** The wait for a call. What is waited for together with others that the same signal interrupts does not go on. */
function waitFor(context: FactContext, lowered: Lowered, call: Parameters<typeof waiterOf>[1]): FlowEvent | undefined {
  const waited = waiterOf(context, call);
  const wait = waited === undefined ? undefined : lowered.eventsOfNode(consumerOf(context.ts, waited)).find(({ kind }) => kind === 'await' || kind === 'return');
  return wait !== undefined && (waited === call || context.facts.isCancellationPoint(wait) === 'no') ? wait : undefined;
}
