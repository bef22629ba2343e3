import type ts from 'typescript';
import type { FlowEvent, FlowGraph } from '../../flow/graph.ts';
import type { Lowered } from '../../lower/lowered.ts';
import { abortListening } from '../catalog/vocabulary.ts';
import type { FactContext } from '../context.ts';
import { claimOf, eventNameOf, targetOf } from './claim.ts';
import { signalOf } from '../signal/signal.ts';
import { bareExpression } from '../syntax.ts';

/**
 * A call that adds something that stays until somebody takes it away.
 *
 * `abort`: a listener for the abort of a signal. `listener`: one for any other event. `timer`, `interval`: set on the clock.
 */
export interface Registration {
  readonly event: FlowEvent;
  readonly kind: RegistrationKind;
  /** The function that registers. */
  readonly graph: FlowGraph;
}

export type RegistrationKind = 'abort' | 'listener' | 'timer' | 'interval';

/** A registration as syntax. */
export interface RegistrationNode {
  readonly call: ts.CallExpression;
  readonly kind: RegistrationKind;
  /** What it is added to; a timer is added to the clock. */
  readonly target?: ts.Expression;
  readonly eventName?: string;
  readonly callback: ts.Expression;
  readonly delay?: ts.Expression;
  readonly releasedBy: 'result' | 'callback';
}

export function* registrationsIn(context: FactContext, lowered: Lowered): Iterable<Registration> {
  const seen = new Set<ts.Node>();
  for (const event of lowered.graph.events) {
    const call = event.kind === 'call' ? lowered.nodeOfEvent(event.id) : undefined;
    if (call === undefined || seen.has(call)) {
      continue;
    }
    seen.add(call);
    const node = context.ts.isCallExpression(call) ? registrationOf(context, call) : undefined;
    if (node !== undefined) {
      yield { event, kind: node.kind, graph: lowered.graph };
    }
  }
}

export function nodeOfRegistration(context: FactContext, { event }: Registration): RegistrationNode {
  const call = context.homeOf(event).nodeOfEvent(event.id);
  const node = context.ts.isCallExpression(call) ? registrationOf(context, call) : undefined;
  if (node === undefined) {
    throw new Error('A registration is a call that registers.');
  }
  return node;
}

const known = new WeakMap<FactContext, (call: ts.CallExpression) => RegistrationNode | undefined>();

/** What a call registers, if anything: told by the catalog, by the shape of a signal, or by the callee that hands it on. */
export function registrationOf(context: FactContext, call: ts.CallExpression): RegistrationNode | undefined {
  let ask = known.get(context);
  if (ask === undefined) {
    ask = context.trace.memoise((key: ts.CallExpression) => find(context, key));
    known.set(context, ask);
  }
  return ask(call);
}

function find(context: FactContext, call: ts.CallExpression): RegistrationNode | undefined {
  const claim = claimOf(context, call);
  const callback = claim === undefined ? undefined : call.arguments[claim.callback];
  if (claim === undefined || callback === undefined || call.arguments.some(argument => context.ts.isSpreadElement(argument))) {
    return undefined;
  }
  const target = targetOf(context, call, claim);
  const eventName = eventNameOf(context, call, claim);
  const delay = claim.delay === undefined ? undefined : call.arguments[claim.delay];
  const isSignal = claim.onSignal === true || (target !== undefined && signalOf(context, target) !== undefined);
  return {
    call,
    kind: isSignal && eventName === abortListening.event ? 'abort' : claim.kind,
    callback: bareExpression(context.ts, callback),
    releasedBy: claim.releasedBy,
    ...(target !== undefined && { target }),
    ...(eventName !== undefined && { eventName }),
    ...(delay !== undefined && { delay }),
  };
}
