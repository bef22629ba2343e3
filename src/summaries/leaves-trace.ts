import type ts from 'typescript';
import type { FlowEvent } from '../flow/graph.ts';
import { firstPath, pointAfter } from '../flow/reach.ts';
import type { FactContext } from '../facts/context.ts';
import { takesTime } from '../facts/duration.ts';
import { changesWhatStays, writesWhatStays } from '../facts/signal/what-stays.ts';
import { calledFunctions } from '../facts/task/callee.ts';
import type { FunctionNode, Lowered } from '../lower/lowered.ts';
import type { Question, Summary } from './store.ts';
import { join, nothing, proven, summaryOf, unknownSummary } from './store.ts';

/**
 * Does a call of the function change something that outlives its caller: a member of its object, or what a module holds?
 *
 * What is written into the caller's own variables dies with the call that gave up, and what a library does (does it read or
 * write?) is unknown. The variant 1 asks for what happens only after the function has waited, when its caller may be gone.
 */
export function leavesTraceQuestion(context: FactContext): Question {
  return {
    name: 'leaves a trace',
    compute(fn, variant) {
      const lowered = context.lowered(fn);
      return lowered === undefined ? unknownSummary : tracesOf(context, lowered, fn, variant === 1);
    },
  };
}

function tracesOf(context: FactContext, lowered: Lowered, fn: FunctionNode, isLate: boolean): Summary {
  const late = isLate ? eventsAfterWaits(context, lowered) : undefined;
  let traces = nothing;
  for (const event of lowered.graph.events) {
    traces = join(traces, traceOf(context, lowered.nodeOfEvent(event.id), event, fn, late === undefined || late.has(event)));
    if (traces.witness) {
      break;
    }
  }
  return traces;
}

function traceOf(context: FactContext, node: ts.Node, event: FlowEvent, fn: FunctionNode, isAsked: boolean): Summary {
  const { ts } = context;
  if (event.kind === 'assign') {
    return isAsked && writesWhatStays(context, node, fn) ? proven : nothing;
  }
  if ((event.kind !== 'call' && event.kind !== 'new') || (!ts.isCallExpression(node) && !ts.isNewExpression(node))) {
    return nothing;
  }
  if (isAsked && ts.isCallExpression(node) && changesWhatStays(context, node, fn)) {
    return proven;
  }
  const { members, closed } = calledFunctions(context, node);
  const answers = members.map(member => context.summaries.leavesTrace(member, isAsked ? undefined : 'late'));
  const isCertain = answers.length > 0 && answers.every(answer => answer === 'yes');
  return isCertain ? proven : answers.reduce((found, answer) => join(found, summaryOf(answer === 'yes' ? 'unknown' : answer)), closed === 'yes' && members.length > 0 ? nothing : unknownSummary);
}

function eventsAfterWaits(context: FactContext, lowered: Lowered): ReadonlySet<FlowEvent> {
  const { ts } = context;
  const { graph } = lowered;
  const found = new Set<FlowEvent>();
  for (const wait of graph.events) {
    const node = wait.kind === 'await' ? lowered.nodeOfEvent(wait.id) : undefined;
    if (node !== undefined && ts.isAwaitExpression(node) && takesTime(context, node.expression) === 'yes') {
      firstPath(graph, pointAfter(graph, wait), {
        visit: event => {
          found.add(event);
          return 'pass';
        },
        follow: ({ kind }) => kind !== 'throw',
      });
    }
  }
  return found;
}
