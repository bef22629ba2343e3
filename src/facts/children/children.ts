import type ts from 'typescript';
import type { FlowEvent, Span } from '../../flow/graph.ts';
import { blockOf, eventOf } from '../../flow/reach.ts';
import type { Answer } from '../answer.ts';
import { answerOf, or } from '../answer.ts';
import { symbolOf } from '../callee.ts';
import { mattersLater } from './harm.ts';
import { endsWhatIsUsed, isOfOuterThings, isStoppedElsewhere, lasts } from './left.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { bareExpression, consumerOf, shortText, spanOf } from '../syntax.ts';
import { entryOfCall } from '../task/callee.ts';
import { plainly } from '../task/failure.ts';
import { createFailing } from '../task/rejection.ts';
import type { RejectionStep } from '../task/steps.ts';
import { rejectionSteps } from '../task/steps.ts';
import type { TaskSite } from '../task/task.ts';
import { nodeOfSite } from '../task/site.ts';
import { isFunctionLiteral, methodCallOf } from '../task/syntax.ts';
import { valuesOf } from '../task/values.ts';
import { isInTest } from '../test-body.ts';

/** Tasks that are started here and waited for together, by a combinator that does not wait for all of them. */
export interface Siblings {
  /** The combinator's call, and the `await` on it. */
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
  siblingsOf(site: TaskSite): Siblings | undefined;
  /** Can the combinator give up while another of the tasks is still under way, and nobody stops or awaits that one? */
  areLeft(siblings: Siblings): Answer;
  /** Does it matter by itself that one of them goes on? */
  areOfConsequence(siblings: Siblings): Answer;
  /** What ends, on the way out, something that the tasks use. */
  endedUnder(siblings: Siblings): FlowEvent | undefined;
  /** Are the same tasks started anew after the failure? */
  areStartedAnew(siblings: Siblings): Answer;
  /** Why one of them may fail. */
  siblingFailure(siblings: Siblings): readonly RejectionStep[];
  /** Where a finding points, what a message calls the combinator, and the tasks. */
  siblingWords(siblings: Siblings): { readonly span: Span; readonly words: string; readonly tasks: Span };
}

export function createChildFacts(context: FactContext): ChildFacts {
  const groups = new WeakMap<Siblings, Group>();
  const groupOf = (siblings: Siblings): Group => groups.get(siblings) ?? unreadGroup(context, siblings.call);
  return {
    siblingsOf: site => {
      const found = siblingsAt(context, site);
      if (found !== undefined) {
        groups.set(found.siblings, found.group);
      }
      return found?.siblings;
    },
    areLeft: siblings => areLeft(context, siblings, groupOf(siblings)),
    areOfConsequence: siblings => or(groupOf(siblings).tasks.map(task => mattersLater(context, task))),
    endedUnder: siblings => wayOut(context, siblings, groupOf(siblings)).find(event => endsWhatIsUsed(context, event, groupOf(siblings).tasks)),
    areStartedAnew: siblings => answerOf(groupOf(siblings).combines === 'all' && wayOut(context, siblings, groupOf(siblings)).includes(siblings.call) && isOfOuterThings(context, context.homeOf(siblings.wait).nodeOfEvent(siblings.wait.id), groupOf(siblings).list)),
    siblingFailure: siblings => rejectionSteps(context, createFailing(context, plainly).ofMembers(groupOf(siblings).list).cause),
    siblingWords: siblings => {
      const { call, list } = groupOf(siblings);
      return { span: spanOf(call.expression), words: shortText(call.expression.getText()), tasks: spanOf(list) };
    },
  };
}

/** The combinator's call, what it does, and what makes the tasks: an element each, or the callback of `map` for all. */
interface Group {
  readonly call: ts.CallExpression;
  readonly combines: 'all' | 'race' | 'any';
  readonly list: ts.Expression;
  readonly tasks: readonly ts.Expression[];
}

function unreadGroup(context: FactContext, event: FlowEvent): never {
  throw new Error(`No tasks are waited for at ${context.homeOf(event).nodeOfEvent(event.id).getText()}.`);
}

function siblingsAt(context: FactContext, site: TaskSite): { readonly siblings: Siblings; readonly group: Group } | undefined {
  const { ts } = context;
  const { call, callback } = nodeOfSite(context, site);
  const group = callback === undefined && !isInTest(context, context.homeOf(site.start).function) ? groupAt(context, call) : undefined;
  const waiting = group === undefined ? undefined : consumerOf(ts, call);
  const wait = waiting !== undefined && ts.isAwaitExpression(waiting) ? context.homeOf(site.start).eventsOfNode(waiting).find(({ kind }) => kind === 'await') : undefined;
  return group === undefined || wait === undefined ? undefined : { siblings: { call: site.start, wait }, group };
}

function groupAt(context: FactContext, call: ts.Node): Group | undefined {
  const { ts } = context;
  const combines = ts.isCallExpression(call) ? entryOfCall(context, call)?.combines : undefined;
  if (!ts.isCallExpression(call) || (combines !== 'all' && combines !== 'race' && combines !== 'any')) {
    return undefined;
  }
  const [given] = call.arguments;
  const list = given === undefined ? undefined : onlyValue(context, given);
  const tasks = list === undefined ? undefined : tasksOf(context, list);
  return list === undefined || tasks === undefined ? undefined : { call, combines, list, tasks };
}

function tasksOf(context: FactContext, list: ts.Expression): readonly ts.Expression[] | undefined {
  const { ts } = context;
  if (ts.isArrayLiteralExpression(list)) {
    const tasks = list.elements.map(element => (ts.isSpreadElement(element) ? undefined : onlyValue(context, element)));
    return tasks.every(task => task !== undefined) ? tasks : undefined;
  }
  const mapped = methodCallOf(ts, list);
  const [callback] = mapped?.method.text === 'map' ? mapped.call.arguments : [];
  return callback !== undefined && isFunctionLiteral(ts, bareExpression(ts, callback)) ? [bareExpression(ts, callback)] : undefined;
}

/** The expression, or what a name stands for that is used nowhere else: whoever holds a task besides may see to it. */
function onlyValue(context: FactContext, expression: ts.Expression): ts.Expression | undefined {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (!ts.isIdentifier(bare)) {
    return bare;
  }
  const { members, closed } = valuesOf(context, bare);
  const declaration = symbolOf(context, bare)?.valueDeclaration;
  const [value] = members;
  const isOnly = declaration !== undefined && ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name) && usesOfName(context, declaration.name, declaration.getSourceFile()).length === 1;
  return closed === 'yes' && members.length === 1 && value !== undefined && isOnly ? bareExpression(ts, value) : undefined;
}

function areLeft(context: FactContext, siblings: Siblings, group: Group): Answer {
  // Whoever races tasks means to leave the others, unless these then lose what they use.
  const isMeant = group.combines !== 'all' && !wayOut(context, siblings, group).some(event => endsWhatIsUsed(context, event, group.tasks));
  if (isMeant || isStoppedElsewhere(context, group.list) || wayOut(context, siblings, group).some(event => waitsForAll(context, event))) {
    return 'unknown';
  }
  const failing = createFailing(context, plainly);
  const isMapped = !context.ts.isArrayLiteralExpression(group.list);
  const lasting = group.tasks.filter(task => lasts(context, task) === 'yes');
  if (group.combines !== 'all') {
    return lasting.length > 1 || (isMapped && lasting.length > 0) ? 'yes' : 'unknown';
  }
  const mayFail = (task: ts.Expression): boolean => (isMapped ? failing.ofMembers(group.list) : failing.rejection(task)).witness;
  return answerOf(lasting.some(task => group.tasks.some(other => (isMapped || other !== task) && mayFail(other))));
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
