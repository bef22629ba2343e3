import type ts from 'typescript';
import type { FlowEvent, Span } from '../../flow/graph.ts';
import { dominatorsOf } from '../../flow/dominate.ts';
import type { Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { readsSignal } from '../handler/guard.ts';
import type { ReachableSignal } from './reach.ts';
import { signalsInReach } from './reach.ts';
import { carriesSignal, isGivenAnySignal, isOpen } from './passing.ts';
import type { SignalSlot } from './slots.ts';
import { slotsOf } from './slots.ts';
import { shortText, spanOf } from '../syntax.ts';
import { entryOfCall } from '../task/callee.ts';
import { callOfWait, nodeOfWait, waiterOf, type WaitSite } from './wait-site.ts';

/** A signal that a call could be given and is not. */
export interface Forwarding {
  readonly signal: string;
  /** Where the signal comes into reach. */
  readonly from: Span;
  readonly call: string;
  /** What a message calls the callee. */
  readonly callee: string;
  readonly head: Span;
  readonly edit?: { readonly span: Span; readonly text: string };
}

/** What rules ask about signals that are in reach of a call. */
export interface ForwardingFacts {
  forwardingAt(wait: WaitSite): Forwarding | undefined;
  /** Does an abort end the wait of a call that is given a signal? */
  acceptsSignal(wait: WaitSite): Answer;
  /** Is the call given a signal in any way? */
  isGivenSignal(wait: WaitSite): Answer;
  /** Is it work that has to be done although, or because, the operation was cancelled: cleaning up, handling an error, finishing what has begun? */
  mustBeDone(wait: WaitSite): Answer;
}

export function createForwardingFacts(context: FactContext): ForwardingFacts {
  const { trace } = context;
  const reach = trace.memoise((wait: WaitSite) => signalsInReach(context, nodeOfWait(context, wait)));
  const slots = trace.memoise((wait: WaitSite) => slotsOf(context, callOfWait(context, wait)));
  return {
    forwardingAt: wait => {
      const call = callOfWait(context, wait);
      if (reach(wait).length === 0) {
        return undefined;
      }
      const [slot] = slots(wait).slots;
      const [nearest, ...others] = reach(wait).filter(({ kind }) => kind === slot?.takes);
      if (slot === undefined || nearest === undefined) {
        return undefined;
      }
      const edit = others.length === 0 ? editFor(context, call, nearest, slot) : undefined;
      return {
        signal: nearest.text,
        from: spanOf(nearest.name),
        call: shortText(call.getText()),
        callee: shortText(call.expression.getText()),
        head: spanOf(call.expression),
        ...(edit === undefined ? {} : { edit }),
      };
    },
    acceptsSignal: wait => slots(wait).cancels,
    isGivenSignal: wait => {
      const call = callOfWait(context, wait);
      const isFilled = slots(wait).slots.some(slot => isOpen(context, call, slot) !== 'yes');
      return isFilled ? 'unknown' : isGivenAnySignal(context, call, waiterOf(context, call) ?? call, reach(wait));
    },
    mustBeDone: wait => {
      const { call } = wait;
      const home = context.homeOf(call);
      return answerOf(isOnTheWayOut(home, call) || isBehindTest(context, home, call, reach(wait)) || isBehindCommit(context, home, call));
    },
  };
}

/** Inside of a handler or a `finally`. */
function isOnTheWayOut({ graph }: Lowered, event: FlowEvent): boolean {
  for (let region = graph.blocks[event.block]?.region; region !== undefined; region = graph.regions[region]?.parent) {
    const kind = graph.regions[region]?.kind;
    if (kind === 'catch' || kind === 'finally') {
      return true;
    }
  }
  return false;
}

/**
 * On the branch of a test on which the signal is aborted, or there is none. Whoever looks has decided what is still done. The condition may ask for
 * something that was made of the signal, too (`const given = signal ? { signal } : undefined`).
 */
function isBehindTest(context: FactContext, lowered: Lowered, event: FlowEvent, reach: readonly ReachableSignal[]): boolean {
  const { graph } = lowered;
  const dominators = dominatorsOf(graph);
  return graph.events.some(test => {
    // Whether an iteration goes on says nothing of the signal, whatever stands in the loop.
    const node = test.kind === 'test' && test.asks !== 'more' && test.asks !== 'given' && test.block !== event.block && dominators.dominates(test.block, event.block) ? lowered.nodeOfEvent(test.id) : undefined;
    if (node === undefined) {
      return false;
    }
    const asksAbort = readsSignal(context, node);
    if (!asksAbort && !carriesSignal(context, node, reach)) {
      return false;
    }
    return (graph.blocks[test.block]?.successors ?? []).some(({ kind, to }) => {
      const isDecided = graph.blocks[to]?.predecessors.length === 1 && dominators.dominates(to, event.block);
      return isDecided && kind === (asksAbort || asksAbsence(context, node) ? 'true' : 'false');
    });
  });
}

/** `signal === undefined`, `signal == null` */
function asksAbsence({ ts }: FactContext, node: ts.Node): boolean {
  return ts.isBinaryExpression(node) && [ts.SyntaxKind.EqualsEqualsToken, ts.SyntaxKind.EqualsEqualsEqualsToken].includes(node.operatorToken.kind);
}

/** What has been begun and must not stop half-way is brought to its end. */
function isBehindCommit(context: FactContext, lowered: Lowered, event: FlowEvent): boolean {
  const { ts } = context;
  const { graph } = lowered;
  const dominators = dominatorsOf(graph);
  return graph.events.some(other => {
    const node = other.kind === 'call' && other !== event && dominators.dominates(other.block, event.block) ? lowered.nodeOfEvent(other.id) : undefined;
    return node !== undefined && ts.isCallExpression(node) && entryOfCall(context, node)?.signal?.some(({ kind }) => kind === 'commit') === true;
  });
}

/** Only where one signal is in reach and the argument can be appended, or the property be put into the literal that is there. */
function editFor(context: FactContext, call: ts.CallExpression, signal: ReachableSignal, { argument, property }: SignalSlot): Forwarding['edit'] {
  const { ts } = context;
  // An optional property that is given `undefined` need not be the same as one that is left out.
  if (property !== undefined && signal.isOptional && context.program.getCompilerOptions().exactOptionalPropertyTypes === true) {
    return undefined;
  }
  const given = call.arguments[argument];
  const written = property === undefined || property === signal.text ? signal.text : `${property}: ${signal.text}`;
  if (given === undefined) {
    if (call.arguments.length !== argument) {
      return undefined;
    }
    const last = call.arguments.at(-1);
    const at = last?.end ?? call.end - 1;
    const text = property === undefined ? written : `{ ${written} }`;
    return { span: { start: at, end: at }, text: last === undefined ? text : `, ${text}` };
  }
  if (!ts.isObjectLiteralExpression(given)) {
    return undefined;
  }
  const last = given.properties.at(-1);
  const at = last?.end ?? given.getStart() + 1;
  return { span: { start: at, end: at }, text: last === undefined ? ` ${written} ` : `, ${written}` };
}
