import type { EventId, FlowEvent, ValueId } from '../../flow/graph.ts';
import type { Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { or } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { listPushedTo } from '../lifetime/uses.ts';
import { functionsOfValue } from '../task/callee.ts';
import { dropOf } from '../task/position.ts';
import { givenArgument, linkOf, methodCallOf } from '../task/syntax.ts';
import type { Use } from '../uses.ts';
import { usesOf } from '../uses.ts';
import { listMembers } from '../catalog/vocabulary.ts';

/**
 * Who waits for a child, at each event that touches it.
 *
 * To take a child's rejection is not to wait for it: `child.catch(() => {})` keeps the process alive and lets the child run on. `yes`: it
 * is awaited or handed to the caller. `no`: it certainly goes on alone, since it is only looked at, put into a list that this function
 * makes, or given a handler that does nothing. Unknown: somebody else has it. What is derived from it stands for it.
 */
export interface Waits {
  readonly at: ReadonlyMap<EventId, Answer>;
  /** It is also used where no event stands. */
  readonly isOpen: boolean;
}

export function waitsFor(context: FactContext, lowered: Lowered, value: ValueId): Waits {
  const at = new Map<EventId, Answer>();
  const met = { isOpen: false };
  const seen = new Set<ValueId>();
  const follow = (followed: ValueId, isList: boolean): void => {
    if (seen.has(followed)) {
      return;
    }
    seen.add(followed);
    for (const use of usesOf(context, lowered, followed).members) {
      const list = use.kind === 'argument' ? listPushedTo(context, lowered, use) : undefined;
      const derived = derivedFrom(context, lowered, use);
      const answer = list !== undefined || derived !== undefined ? 'no' : waitedBy(context, lowered, { ...use, within: use.within || isList });
      if (use.event === undefined) {
        met.isOpen ||= answer !== 'no';
      } else {
        at.set(use.event.id, or([at.get(use.event.id) ?? 'no', answer]));
      }
      if (list !== undefined) {
        follow(list, true);
      }
      if (derived !== undefined) {
        follow(derived, isList);
      }
    }
  };
  follow(value, false);
  return { at, isOpen: met.isOpen };
}

function waitedBy(context: FactContext, lowered: Lowered, use: Use): Answer {
  switch (use.kind) {
    case 'awaited':
    case 'returned':
      return use.within ? 'unknown' : 'yes';
    case 'looked-at':
      return 'no';
    case 'method':
      return isOnlyTold(context, lowered, use) ? 'no' : 'unknown';
    default:
      return 'unknown';
  }
}

/** `const quiet = child.catch(log)`: whoever waits for what is derived waits for the child. */
function derivedFrom(context: FactContext, lowered: Lowered, { kind, event, within }: Use): ValueId | undefined {
  const node = kind === 'method' && !within && event !== undefined ? lowered.nodeOfEvent(event.id) : undefined;
  const link = node === undefined ? undefined : linkOf(context.ts, node);
  return link === undefined || dropOf(context, link.call) !== undefined ? undefined : event?.result;
}

/** A dropped `.catch` whose handler does nothing but tell a log; or a list that gets a further member, or is measured. */
function isOnlyTold(context: FactContext, lowered: Lowered, { event, within }: Use): boolean {
  const node = event === undefined ? undefined : lowered.nodeOfEvent(event.id);
  if (node === undefined) {
    return false;
  }
  const { ts } = context;
  if (within) {
    const name = methodCallOf(ts, node)?.method.text ?? (ts.isPropertyAccessExpression(node) ? node.name.text : '');
    return listMembers.some(({ word }) => word === name);
  }
  const link = linkOf(ts, node);
  const handler = link?.link === 'catch' ? givenArgument(ts, link.call, 0) : undefined;
  if (handler === undefined) {
    return false;
  }
  const { members, closed } = functionsOfValue(context, handler);
  const isLog = context.catalog.entryOf(handler)?.logs === true;
  return isLog || (closed === 'yes' && members.length > 0 && members.every(fn => context.summaries.hasEffect(fn) === 'no'));
}

export function waitsAt(waits: Waits, event: FlowEvent): Answer {
  return waits.isOpen ? 'unknown' : (waits.at.get(event.id) ?? 'no');
}
