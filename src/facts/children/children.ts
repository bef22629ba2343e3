import type ts from 'typescript';
import type { FlowEvent, Span } from '../../flow/graph.ts';
import { blockOf, eventOf } from '../../flow/reach.ts';
import type { Answer } from '../answer.ts';
import { answerOf, or } from '../answer.ts';
import { mattersLater } from './harm.ts';
import type { Group } from './group.ts';
import { groupAt, waitFor } from './group.ts';
import { endsWhatIsUsed, isOfOuterThings, isStoppedElsewhere, lasts, mayLast } from './left.ts';
import { endTogether } from './together.ts';
import type { FactContext } from '../context.ts';
import { shortText, spanOf } from '../syntax.ts';
import { entryOfCall } from '../task/callee.ts';
import type { Sureness } from '../task/distance.ts';
import type { Assumptions } from '../task/failure.ts';
import { either, plainly, unreadMayFail } from '../task/failure.ts';
import { createFailing } from '../task/rejection.ts';
import type { RejectionStep } from '../task/steps.ts';
import { rejectionSteps } from '../task/steps.ts';
import type { TaskSite } from '../task/task.ts';
import { nodeOfSite } from '../task/site.ts';
import { isInTest } from '../test-body.ts';

/** Tasks that are started here and waited for together, by a combinator that does not wait for all of them. */
export interface Siblings {
  /** The combinator's call, and the wait for it. */
  readonly call: FlowEvent;
  readonly wait: FlowEvent;
}

/**
 * The questions about tasks that are waited for together.
 *
 * `Promise.all` gives up with the first error and `Promise.race` with the first outcome: the other tasks run on, and neither is their
 * error unhandled nor their work undone. It matters where they still use what is ended on the way out, or are started once more.
 */
export interface ChildFacts {
  siblingsOf(site: TaskSite, how?: Sureness): Siblings | undefined;
  /** Can the combinator give up while another of the tasks is still under way, and nobody stops or awaits that one? `unread`: as far as anybody has read them. */
  areLeft(siblings: Siblings, how?: Sureness): Answer;
  /** Does it matter by itself that one of them goes on? */
  areOfConsequence(siblings: Siblings): Answer;
  /** What ends, on the way out, something that the tasks use. */
  endedUnder(siblings: Siblings): FlowEvent | undefined;
  /** Are the same tasks started anew after the failure? */
  areStartedAnew(siblings: Siblings): Answer;
  /** Why one of them may fail. */
  siblingFailure(siblings: Siblings): readonly RejectionStep[];
  /** Where a finding points, what a message calls the combinator, the tasks, and where those of them begin that are only named there. */
  siblingWords(siblings: Siblings): { readonly span: Span; readonly words: string; readonly tasks: Span; readonly begun: readonly Span[] };
}

export function createChildFacts(context: FactContext): ChildFacts {
  const groups = new WeakMap<Siblings, Group>();
  const groupOf = (siblings: Siblings): Group => groups.get(siblings) ?? unreadGroup(context, siblings.call);
  return {
    siblingsOf: (site, how) => {
      const found = siblingsAt(context, site, how);
      if (found !== undefined) {
        groups.set(found.siblings, found.group);
      }
      return found?.siblings;
    },
    areLeft: (siblings, how) => areLeft(context, siblings, groupOf(siblings), how),
    areOfConsequence: siblings => or(groupOf(siblings).tasks.map(task => mattersLater(context, task))),
    endedUnder: siblings => wayOut(context, siblings, groupOf(siblings)).find(event => endsWhatIsUsed(context, event, groupOf(siblings).tasks)),
    areStartedAnew: siblings => answerOf(groupOf(siblings).combines === 'all' && wayOut(context, siblings, groupOf(siblings)).includes(siblings.call) && isOfOuterThings(context, context.homeOf(siblings.wait).nodeOfEvent(siblings.wait.id), groupOf(siblings).list)),
    siblingFailure: siblings => rejectionSteps(context, createFailing(context, plainly).ofMembers(groupOf(siblings).list).cause ?? createFailing(context, unreadMayFail).ofMembers(groupOf(siblings).list).cause),
    siblingWords: siblings => {
      const { call, list, tasks } = groupOf(siblings);
      const begun = tasks.filter(({ pos, end }) => pos < list.pos || list.end < end).map(spanOf);
      return { span: spanOf(call.expression), words: shortText(call.expression.getText()), tasks: spanOf(list), begun };
    },
  };
}

function unreadGroup(context: FactContext, event: FlowEvent): never {
  throw new Error(`No tasks are waited for at ${context.homeOf(event).nodeOfEvent(event.id).getText()}.`);
}

function siblingsAt(context: FactContext, site: TaskSite, how: Sureness | undefined): { readonly siblings: Siblings; readonly group: Group } | undefined {
  const { call, callback } = nodeOfSite(context, site);
  const home = context.homeOf(site.start);
  const group = callback === undefined && !isInTest(context, home.function) ? groupAt(context, call, how) : undefined;
  const wait = group === undefined ? undefined : waitFor(context, home, call, how);
  return group === undefined || wait === undefined ? undefined : { siblings: { call: site.start, wait }, group };
}

function areLeft(context: FactContext, siblings: Siblings, group: Group, how: Sureness | undefined): Answer {
  // Whoever races tasks means to leave the others, unless these then lose what they use.
  const isMeant = group.combines !== 'all' && !wayOut(context, siblings, group).some(event => endsWhatIsUsed(context, event, group.tasks));
  if (isMeant || isStoppedElsewhere(context, group.list) || wayOut(context, siblings, group).some(event => waitsForAll(context, event))) {
    return 'unknown';
  }
  if (group.combines !== 'all') {
    const lasting = group.tasks.filter(task => lasts(context, task) === 'yes');
    return lasting.length > 1 || (!isListed(context, group) && lasting.length > 0) ? 'yes' : 'unknown';
  }
  if (isOneLeft(context, group, plainly, task => lasts(context, task) === 'yes')) {
    return 'yes';
  }
  const isPresumed = how === 'unread' && isOneLeft(context, group, unreadMayFail, task => mayLast(context, task));
  return isPresumed ? context.presume('unresolved-async-callee-may-reject', 'no') : 'no';
}

/** Can one go on while another one fails? */
function isOneLeft(context: FactContext, group: Group, assuming: Assumptions, isLasting: (task: ts.Expression) => boolean): boolean {
  const { ts } = context;
  const failing = createFailing(context, assuming);
  const mayFail = (task: ts.Expression | ts.SpreadElement): boolean =>
    (!isListed(context, group) ? either([failing.ofMembers(group.list), ...startedBy(context, group).map(each => failing.rejection(each))]) : ts.isSpreadElement(task) ? failing.ofMembers(task.expression) : failing.rejection(task)).witness;
  return group.tasks.some(task => isLasting(task) && [...group.tasks, ...group.others].some(other => (!isListed(context, group) || other !== task) && mayFail(other) && !endTogether(context, task, other)));
}

/** `map(each => run(each))`: what the callback gives, as it stands here. */
function startedBy({ ts }: FactContext, { tasks }: Group): readonly ts.Expression[] {
  return tasks.flatMap(task => (ts.isArrowFunction(task) && !ts.isBlock(task.body) ? [task.body] : []));
}

function isListed({ ts }: FactContext, { list }: Group): boolean {
  return ts.isArrayLiteralExpression(list);
}

function waitsForAll(context: FactContext, event: FlowEvent): boolean {
  const { ts } = context;
  const call = event.kind === 'call' ? context.homeOf(event).nodeOfEvent(event.id) : undefined;
  return call !== undefined && ts.isCallExpression(call) && entryOfCall(context, call)?.combines === 'settled';
}

/** Whatever may still happen when the combinator has given up: with an error, or, of a race, with a value. */
function wayOut(context: FactContext, { wait }: Siblings, { combines }: Group): readonly FlowEvent[] {
  const { graph } = context.homeOf(wait);
  const from = blockOf(graph, wait.block).successors.filter(({ kind }) => (combines === 'all' ? kind === 'throw' : combines === 'any' ? kind !== 'throw' : true));
  const waiting = from.map(({ to }) => to);
  const seen = new Set(waiting);
  const found: FlowEvent[] = [];
  for (const id of waiting) {
    const block = blockOf(graph, id);
    found.push(...block.events.map(event => eventOf(graph, event)));
    for (const { kind, to } of block.successors) {
      if (kind !== 'throw' && !seen.has(to)) {
        seen.add(to);
        waiting.push(to);
      }
    }
  }
  return found;
}
