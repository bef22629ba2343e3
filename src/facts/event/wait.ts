import type { Span } from '../../flow/graph.ts';
import { firstPath, pointAfter } from '../../flow/reach.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { executorOf } from '../executor.ts';
import { pipeInto } from './pipe.ts';
import { insteadOf } from './instead.ts';
import { isRaced } from '../registration/operation.ts';
import type { RegistrationNode } from '../registration/site.ts';
import type { Executor, Settling } from './settling.ts';
import { settlingOf } from './settling.ts';
import { shortText, spanOf } from '../syntax.ts';
import { isInTest } from '../test-body.ts';
import type { WaitSite } from '../signal/wait-site.ts';

/**
 * Promises that are made by hand and settled by events alone.
 *
 * Of the platform's emitters the catalog knows which events may never come, and what is told instead. Where nobody listens for that and nothing else
 * settles the promise, the wait has no end. An emitter that nobody has read may do as it likes.
 */
export interface EventWaitFacts {
  /** Do events of emitters settle it, and nothing else? */
  isSettledByEvents(executor: WaitSite): Answer;
  /** The event that may never come, where nobody is known to end the wait then, and what is told instead of it. */
  awaitedEvent(executor: WaitSite): AwaitedEvent | undefined;
  /** Where a stream is put before the only one that is listened to: when it fails, that one never hears of it. */
  pipeBefore(executor: WaitSite): { readonly span: Span; readonly source: string; readonly listener: Span } | undefined;
}

export interface AwaitedEvent {
  /** The call that adds the listener, up to its arguments. */
  readonly span: Span;
  readonly target: string;
  readonly event: string;
  /** That of these which tells of most: `close`, where there is one. */
  readonly instead: string;
}

export function createEventWaitFacts(context: FactContext): EventWaitFacts {
  const { trace } = context;
  const settling = trace.memoise((site: WaitSite) => {
    const executor = executorOf(context, site);
    return executor === undefined ? undefined : { executor, ...settlingOf(context, executor) };
  });
  return {
    isSettledByEvents: site => {
      const found = settling(site);
      return found === undefined || found.others || !isLeftToEvents(context, found) ? 'unknown' : answerOf(found.registrations.every(({ kind }) => kind === 'listener'));
    },
    awaitedEvent: site => {
      const found = settling(site);
      return found === undefined || !isAlone(context, found.executor) ? undefined : awaitedIn(context, found.registrations);
    },
    pipeBefore: site => {
      const found = settling(site);
      const pipe = found === undefined || !isAlone(context, found.executor) ? undefined : pipeInto(context, found);
      return pipe === undefined ? undefined : { span: spanOf(pipe.call), source: shortText(pipe.source.getText()), listener: headOf(pipe.listener) };
    },
  };
}

/** Nobody who is known races the promise against something that ends, and no test runner does. */
function isAlone(context: FactContext, executor: Executor): boolean {
  return isRaced(context, executor) !== 'yes' && !isInTest(context, executor);
}

/** Is there a way through the executor on which something is registered, and nothing settles the promise at once? */
function isLeftToEvents(context: FactContext, { executor, registrations, atOnce }: Settling & { readonly executor: Executor }): boolean {
  const lowered = context.lowered(executor);
  const calls = registrations.filter(({ call }) => context.functionAround(call) === executor);
  const settles = new Set(atOnce.flatMap(node => lowered?.eventsOfNode(node).filter(({ kind }) => kind === 'call') ?? []));
  return (
    lowered !== undefined &&
    calls.some(({ call }) => {
      const added = lowered.eventsOfNode(call).find(({ kind }) => kind === 'call');
      const before = firstPath(lowered.graph, { block: lowered.graph.entry, index: 0 }, { visit: event => (event === added ? 'target' : settles.has(event) ? 'stop' : 'pass') });
      const after = added === undefined ? undefined : firstPath(lowered.graph, pointAfter(lowered.graph, added), { visit: event => (settles.has(event) ? 'stop' : 'pass'), target: new Set(['exit']) });
      return before !== undefined && after !== undefined;
    })
  );
}

/** Each of the events may fail to come, and none of them is what is told instead of another. */
function awaitedIn(context: FactContext, registrations: readonly RegistrationNode[]): AwaitedEvent | undefined {
  const events = registrations.map(node => ({ node, instead: insteadOf(context, node) }));
  const told = new Set(events.flatMap(({ instead }) => instead ?? []));
  const [first] = events;
  if (first?.instead === undefined || events.some(({ node, instead }) => instead === undefined || told.has(node.eventName ?? ''))) {
    return undefined;
  }
  const { node, instead } = first;
  return { span: headOf(node), target: shortText(node.target?.getText() ?? ''), event: node.eventName ?? '', instead: instead.find(word => word === 'close') ?? instead[0] ?? '' };
}

function headOf({ call }: RegistrationNode): Span {
  return { start: call.getStart(), end: call.expression.end };
}

