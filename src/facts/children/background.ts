import type ts from 'typescript';
import type { FlowEvent, RegionId, Span } from '../../flow/graph.ts';
import { blockOf } from '../../flow/reach.ts';
import type { FunctionNode, Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { and } from '../answer.ts';
import { isInRegion } from '../../flow/within.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { takesTime } from '../duration.ts';
import { carriesSignal } from '../signal/passing.ts';
import { signalsInReach } from '../signal/reach.ts';
import { bareExpression, isAnywhereIn, spanOf } from '../syntax.ts';
import { calledFunctions } from '../task/callee.ts';
import { rootOf } from '../task/loss.ts';
import type { TaskSite } from '../task/site.ts';
import { nodeOfSite } from '../task/site.ts';
import { isFunctionLiteral } from '../task/syntax.ts';

/**
 * Work that a function starts on purpose without waiting for it, and that goes round and round.
 *
 * Whatever is started on purpose may end by itself. A loop that waits in each round does so for as long as nobody stops it, and
 * where the function was handed a signal, that is how it is to be told.
 */
export interface BackgroundFacts {
  /** The signal that the function has, and that does not reach the work in any way. */
  signalWithheld(site: TaskSite): { readonly text: string; readonly at: Span } | undefined;
  /** Does the work go round in a loop that waits, does something in each round, and asks nothing that somebody outside could answer otherwise? */
  goesRound(site: TaskSite): Answer;
}

export function createBackgroundFacts(context: FactContext): BackgroundFacts {
  return {
    signalWithheld: site => {
      const { call } = nodeOfSite(context, site);
      const reach = signalsInReach(context, call);
      const [nearest] = reach;
      return nearest === undefined || carriesSignal(context, call, reach) ? undefined : { text: nearest.text, at: spanOf(nearest.name) };
    },
    goesRound: site => {
      const { call } = nodeOfSite(context, site);
      const { members, closed } = functionsOf(context, rootOf(context.ts, call) ?? call);
      return closed === 'yes' && members.length > 0 ? and(members.map(fn => bodyGoesRound(context, fn))) : 'unknown';
    },
  };
}

function functionsOf(context: FactContext, begun: ts.Expression): ReturnType<typeof calledFunctions> {
  const { ts } = context;
  const callee = ts.isCallExpression(begun) ? bareExpression(ts, begun.expression) : undefined;
  return callee !== undefined && isFunctionLiteral(ts, callee) ? { members: [callee], closed: 'yes' } : calledFunctions(context, begun);
}

function bodyGoesRound(context: FactContext, fn: FunctionNode): Answer {
  const { ts } = context;
  const lowered = context.lowered(fn);
  if (lowered === undefined || carriesSignal(context, fn, [])) {
    return 'unknown';
  }
  const waits = lowered.graph.events.filter(({ id, kind }) => {
    const node = kind === 'await' ? lowered.nodeOfEvent(id) : undefined;
    return node !== undefined && ts.isAwaitExpression(node) && takesTime(context, node.expression) === 'yes';
  });
  const loops = waits.flatMap(wait => loopAround(lowered, wait) ?? []);
  const isUnasked = loops.some(loop => testsWithin(lowered, loop).every(test => isOfItsOwn(context, lowered.nodeOfEvent(test.id), fn)));
  return isUnasked && context.summaries.leavesTrace(fn) === 'yes' ? 'yes' : 'unknown';
}

function loopAround({ graph }: Lowered, event: FlowEvent): RegionId | undefined {
  for (let region: RegionId | undefined = blockOf(graph, event.block).region; region !== undefined; region = graph.regions[region]?.parent) {
    if (graph.regions[region]?.kind === 'loop') {
      return region;
    }
  }
  return undefined;
}

function testsWithin(lowered: Lowered, loop: RegionId): readonly FlowEvent[] {
  return lowered.graph.events.filter(event => event.kind === 'test' && isInRegion(lowered.graph, event, loop));
}

/** A condition that only names variables of the function itself: nobody else can make it turn out differently. */
function isOfItsOwn(context: FactContext, condition: ts.Node, fn: FunctionNode): boolean {
  const { ts } = context;
  const isOfOthers = (node: ts.Node): boolean => {
    if (!ts.isIdentifier(node) || (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)) {
      return node.kind === ts.SyntaxKind.ThisKeyword || ts.isCallExpression(node);
    }
    const declaration = symbolOf(context, node)?.valueDeclaration;
    return declaration === undefined || !ts.isVariableDeclaration(declaration) || context.functionAround(declaration) !== fn;
  };
  return !isAnywhereIn(ts, condition, isOfOthers);
}
