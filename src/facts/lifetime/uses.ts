import type { EventId, FlowEvent, ValueId } from '../../flow/graph.ts';
import type { Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { every, or } from '../answer.ts';
import { definitionsOf } from '../../flow/definitions.ts';
import type { FactContext } from '../context.ts';
import { bareExpression } from '../syntax.ts';
import { calledFunctions, entryOfCall } from '../task/callee.ts';
import { linkOf, methodCallOf } from '../task/syntax.ts';
import type { Use } from '../uses.ts';
import { usesOf } from '../uses.ts';
import { listMembers } from '../catalog/vocabulary.ts';

/**
 * What becomes of a held task at each event that touches it.
 *
 * `yes`: from here on somebody takes its rejection (it is awaited, returned, given to a combinator, chained, or handed to a function
 * that joins it). `no`: it is only looked at, or put into a list that this function makes. Unknown: it has left our sight. An event
 * that is not in the map does not touch the task. `isOpen` says that it is also used where no event stands.
 */
export interface Handling {
  readonly at: ReadonlyMap<EventId, Answer>;
  /** What is found out about the task (`typeof task === 'string'`), or read of a list that holds it: its length. */
  readonly looks: ReadonlySet<ValueId>;
  readonly isOpen: boolean;
}

export function handlingOf(context: FactContext, lowered: Lowered, value: ValueId): Handling {
  const at = new Map<EventId, Answer>();
  const looks = new Set<ValueId>();
  const met = { isOpen: false };
  const seen = new Set<ValueId>();
  const follow = (followed: ValueId, isList: boolean): void => {
    if (seen.has(followed)) {
      return;
    }
    seen.add(followed);
    for (const use of usesOf(context, lowered, followed).members) {
      const list = use.kind === 'argument' ? listPushedTo(context, lowered, use) : undefined;
      const answer = list === undefined ? handledBy(context, lowered, { ...use, within: use.within || isList }) : 'no';
      if (use.event === undefined) {
        met.isOpen ||= answer !== 'no';
      } else {
        at.set(use.event.id, or([at.get(use.event.id) ?? 'no', answer]));
      }
      if (use.kind === 'looked-at' && use.outcome !== undefined) {
        looks.add(use.outcome);
      }
      if (use.kind === 'method' && answer === 'no' && use.event?.result !== undefined) {
        looks.add(use.event.result);
      }
      if (list !== undefined) {
        follow(list, true);
      }
    }
  };
  follow(value, false);
  return { at, looks, isOpen: met.isOpen };
}

function handledBy(context: FactContext, lowered: Lowered, use: Use): Answer {
  switch (use.kind) {
    case 'awaited':
      return use.within ? 'unknown' : 'yes';
    case 'returned':
      return 'yes';
    case 'looked-at':
      return 'no';
    case 'method':
      return handledByMethod(context, lowered, use);
    case 'argument':
      return handledByCall(context, lowered, use);
    default:
      return 'unknown';
  }
}

/** `then`, `catch` and `finally` take the rejection, if only to hand it on; to a list's `push` and `length` its members are nothing. */
function handledByMethod({ ts }: FactContext, lowered: Lowered, { event, within }: Use): Answer {
  const node = event === undefined ? undefined : lowered.nodeOfEvent(event.id);
  if (node === undefined) {
    return 'unknown';
  }
  if (!within) {
    return linkOf(ts, node) === undefined ? 'unknown' : 'yes';
  }
  const name = methodCallOf(ts, node)?.method.text ?? (ts.isPropertyAccessExpression(node) ? node.name.text : '');
  return listMembers.some(({ word }) => word === name) ? 'no' : 'unknown';
}

function handledByCall(context: FactContext, lowered: Lowered, { event, argument, within }: Use): Answer {
  const { ts } = context;
  const node = event === undefined ? undefined : lowered.nodeOfEvent(event.id);
  if (node === undefined || argument === undefined || (!ts.isCallExpression(node) && !ts.isNewExpression(node))) {
    return 'unknown';
  }
  if (entryOfCall(context, node)?.combines !== undefined) {
    return 'yes';
  }
  const { members, closed } = within ? { members: [], closed: 'no' as const } : calledFunctions(context, node);
  return every({ members, closed }, fn => context.summaries.joins(fn, argument)) === 'yes' ? 'yes' : 'unknown';
}

/** The list that `list.push(task)` puts the task into, if this function has made it and it has no other. */
export function listPushedTo(context: FactContext, lowered: Lowered, { event }: Use): ValueId | undefined {
  const { ts } = context;
  const push = event === undefined ? undefined : methodCallOf(ts, lowered.nodeOfEvent(event.id));
  const receiver = push === undefined ? undefined : bareExpression(ts, push.receiver);
  if (receiver === undefined || !ts.isIdentifier(receiver) || (push?.method.text !== 'push' && push?.method.text !== 'unshift')) {
    return undefined;
  }
  const read = lowered.eventsOfNode(receiver).find(({ kind }) => kind === 'read');
  const place = read?.place === undefined ? undefined : lowered.graph.places[read.place];
  if (read === undefined || place?.kind !== 'local' || place.shared) {
    return undefined;
  }
  const [assignment, ...others] = definitionsOf(lowered.graph)(read).assignments;
  const made = assignment?.operands[0];
  const isLiteral = made !== undefined && ts.isArrayLiteralExpression(lowered.nodeOfValue(made));
  return isLiteral && others.length === 0 ? made : undefined;
}

export function touches(handling: Handling, event: FlowEvent): Answer {
  return handling.at.get(event.id) ?? 'no';
}
