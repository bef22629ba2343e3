import type ts from 'typescript';
import type { Edge, FlowEvent, FlowGraph, RegionId } from '../../flow/graph.ts';
import { firstPath } from '../../flow/reach.ts';
import { isInRegion, isSpannedBy } from '../../flow/within.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { bareExpression, returnedBy, shortText } from '../syntax.ts';
import { calledFunctions } from '../task/callee.ts';
import { isBinding, isLog, isWrittenDown, regionOf } from './hiding.ts';
import type { Handler } from './handler.ts';

/**
 * Is an error forgotten that is none of those which the handler tests for?
 *
 * There is a test that tells some errors apart, and a way on which each such test has said no; on that way nobody but a log hears of the error, and
 * the function goes on to its end.
 */
export function forgetsOthers(context: FactContext, handler: Handler): Answer {
  const { graph } = handler.body;
  const region = regionOf(handler);
  if (handler.kind !== 'catch' || region === undefined || !edgesIn(graph, region).some(edge => context.facts.admitsCancellation(handler, edge) === 'no')) {
    return 'no';
  }
  const logs = graph.events.filter(event => isLog(context, handler.body.nodeOfEvent(event.id)));
  const isQuiet = (event: FlowEvent): boolean => {
    const isTold = logs.some(log => isSpannedBy(log.span, event.span));
    const isAnswer = event.kind === 'return' && isWrittenDown(context, returnedBy(context.ts, handler.body.nodeOfEvent(event.id)));
    return isTold || isAnswer || ['read', 'function', 'test'].includes(event.kind) || isBinding(handler, event);
  };
  const path = firstPath(graph, handler.entry, {
    visit: event => (isInRegion(graph, event, region) ? (isQuiet(event) ? 'pass' : 'stop') : event.kind === 'throw' ? 'stop' : 'pass'),
    follow: edge => edge.kind !== 'throw' && context.facts.admitsCancellation(handler, edge) === 'yes',
    target: new Set(['exit']),
  });
  return answerOf(path !== undefined);
}

function edgesIn(graph: FlowGraph, region: RegionId): readonly Edge[] {
  return graph.blocks.filter(block => block.region === region).flatMap(({ successors }) => successors);
}

/** What a handler answers on each way, having been written down beforehand, though it does more than to tell a log; nobody is handed the error. */
export function sameAnswerOf(context: FactContext, handler: Handler): string | undefined {
  const { ts, facts } = context;
  const { body } = handler;
  const region = regionOf(handler);
  if (handler.kind !== 'catch' || region === undefined) {
    return undefined;
  }
  const events = body.graph.events.filter(event => isInRegion(body.graph, event, region));
  const returned = events.filter(({ kind }) => kind === 'return').map(event => returnedBy(ts, body.nodeOfEvent(event.id)));
  const [answer] = returned;
  const isHandedOn = events.some(event => event.kind === 'throw' || facts.keepsGoing(handler, event) !== 'yes');
  const goesOn = firstPath(body.graph, handler.entry, {
    visit: event => (!isInRegion(body.graph, event, region) ? 'target' : event.kind === 'return' ? 'stop' : 'pass'),
  });
  if (answer === undefined || returned.length > 1 || isHandedOn || goesOn !== undefined || !isMadeBeforehand(context, answer)) {
    return undefined;
  }
  return shortText(answer.getText());
}

/** `[]`, `null`, or `noOrders()` of a function that answers nothing else. */
function isMadeBeforehand(context: FactContext, answer: ts.Expression): boolean {
  const { ts } = context;
  const bare = bareExpression(ts, answer);
  if (!ts.isCallExpression(bare)) {
    return isWrittenDown(context, bare);
  }
  const { members, closed } = calledFunctions(context, bare);
  return bare.arguments.length === 0 && closed === 'yes' && members.length > 0 && members.every(fn => {
    const lowered = context.lowered(fn);
    return lowered?.graph.events.every(({ kind }) => kind === 'return' || kind === 'read') === true;
  });
}
