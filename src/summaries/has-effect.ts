import type ts from 'typescript';
import type { FlowEvent, ValueId } from '../flow/graph.ts';
import type { FactContext } from '../facts/context.ts';
import { calledFunctions, entryOfCall } from '../facts/task/callee.ts';
import { isFunctionLiteral, isGenerator } from '../facts/task/syntax.ts';
import type { FunctionNode, Lowered } from '../lower/lowered.ts';
import type { Question, Summary } from './store.ts';
import { join, nothing, proven, summaryOf, unknownSummary } from './store.ts';

/**
 * Does a call of the function do anything that somebody can see, beyond telling a log?
 *
 * It writes what others can read, or calls a library that does something; what it makes for itself nobody sees. A call
 * that we cannot read may do anything.
 */
export function hasEffectQuestion(context: FactContext): Question {
  return {
    name: 'has effect',
    compute(fn) {
      const lowered = context.lowered(fn);
      if (lowered === undefined) {
        return unknownSummary;
      }
      return isGenerator(fn) ? nothing : effectsOf(context, lowered, fn);
    },
  };
}

function effectsOf(context: FactContext, lowered: Lowered, fn: FunctionNode): Summary {
  let effects = nothing;
  for (const event of lowered.graph.events) {
    effects = join(effects, effectOf(context, lowered, event, fn));
    if (effects.witness) {
      break;
    }
  }
  return effects;
}

function effectOf(context: FactContext, lowered: Lowered, event: FlowEvent, fn: FunctionNode): Summary {
  switch (event.kind) {
    case 'assign':
      return isSeen(context, lowered, event, fn) ? proven : nothing;
    case 'call':
    case 'new':
      return effectOfCall(context, lowered.nodeOfEvent(event.id));
    case 'dispose':
    case 'iterate-return':
      return unknownSummary;
    default:
      return nothing;
  }
}

/** Can somebody else read what is written here? A new object's members are its maker's, and so is `this` in a constructor. */
function isSeen({ ts }: FactContext, { graph }: Lowered, { place }: FlowEvent, fn: FunctionNode): boolean {
  const written = place === undefined ? undefined : graph.places[place];
  if (written === undefined || written.kind === 'unknown' || written.kind === 'captured') {
    return true;
  }
  if (written.kind === 'local') {
    return false;
  }
  const isMaking = ts.isConstructorDeclaration(fn) || ts.isClassLike(fn);
  return written.base === undefined || !isMadeHere(graph, written.base, isMaking, new Set());
}

function isMadeHere(graph: Lowered['graph'], id: ValueId, isMaking: boolean, seen: Set<ValueId>): boolean {
  const value = graph.values[id];
  if (value === undefined || seen.has(id)) {
    return false;
  }
  seen.add(id);
  if (value.kind === 'constant' || value.kind === 'this') {
    return value.kind === 'constant' || isMaking;
  }
  if (value.kind === 'merge') {
    return (value.sources ?? []).every(source => isMadeHere(graph, source, isMaking, seen));
  }
  const event = value.event === undefined ? undefined : graph.events[value.event];
  if (event?.kind === 'new') {
    return true;
  }
  const place = event?.place === undefined ? undefined : graph.places[event.place];
  if (event?.kind !== 'read' || place?.kind !== 'local') {
    return false;
  }
  const assigned = graph.events.filter(other => other.kind === 'assign' && other.place === place.id);
  return assigned.length > 0 && assigned.every(other => other.operands.every(operand => isMadeHere(graph, operand, isMaking, seen)));
}

function effectOfCall(context: FactContext, call: ts.Node): Summary {
  const { ts } = context;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) {
    return unknownSummary;
  }
  const entry = entryOfCall(context, call);
  if (entry?.logs === true || entry?.pure === true || entry?.cancellation !== undefined || entry?.combines !== undefined) {
    return effectOfCallbacks(context, call);
  }
  if (entry?.callbacks?.every(use => use.runs === 'during') === true) {
    return effectOfCallbacks(context, call);
  }
  if (entry !== undefined) {
    return entry.rejects === undefined && entry.signal === undefined ? unknownSummary : proven;
  }
  const { members, closed } = calledFunctions(context, call);
  const answers = members.map(fn => summaryOf(context.summaries.hasEffect(fn)));
  const isOpen = closed !== 'yes' || members.length === 0;
  return [...answers, effectOfCallbacks(context, call), ...(isOpen ? [unknownSummary] : [])].reduce(join, nothing);
}

/** Callbacks that are written at the call are taken to run. */
function effectOfCallbacks(context: FactContext, call: ts.CallExpression | ts.NewExpression): Summary {
  const { ts } = context;
  const literals = (call.arguments ?? []).flatMap(argument => (isFunctionLiteral(ts, argument) ? [argument] : []));
  return literals.map(fn => summaryOf(context.summaries.hasEffect(fn))).reduce(join, nothing);
}
