import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import { firstPath } from '../../flow/reach.ts';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { memoised } from '../memo.ts';
import { millisecondsOf } from '../milliseconds.ts';
import { isSettledByItself } from '../registration/ends.ts';
import { nodeOfRegistration, registrationsIn } from '../registration/site.ts';
import { isGivenAnySignal, isOpen } from '../signal/passing.ts';
import { slotsOf } from '../signal/slots.ts';
import { singleValueOf } from '../single-value.ts';
import { bareExpression, returnedBy } from '../syntax.ts';
import type { Call } from '../task/callee.ts';
import { calledFunctions, entryOfCall, functionsOfValue, parameterNamed } from '../task/callee.ts';
import { givenArgument, isFunctionLiteral, linkOf } from '../task/syntax.ts';

/**
 * A promise that the clock settles, and nothing else: `new Promise(resolve => setTimeout(resolve, 100))`, what a library's sleep gives, and
 * what a function of the project makes of these. Or one that is settled by nothing but an abort.
 */
export interface Deadline {
  readonly by: 'timer' | 'abort';
  /** After how long, where the code says so. */
  readonly delay: ts.Expression | undefined;
  /** Does it stay there, a timer set, whatever happens, since nobody has what it takes to clear it? */
  readonly stays: Answer;
  /** Is that said where the timer is set, of a promise that is good for races alone? */
  readonly isSaidThere: boolean;
}

export function deadlineOf(context: FactContext, expression: ts.Expression, depth = 0): Deadline | undefined {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (depth > deepest) {
    return undefined;
  }
  if (ts.isIdentifier(bare)) {
    const value = singleValueOf(context, bare);
    return value === undefined ? undefined : deadlineOf(context, value, depth + 1);
  }
  if (ts.isConditionalExpression(bare)) {
    const branches = [bare.whenTrue, bare.whenFalse].filter(branch => !isNeverSettled(context, branch)).map(branch => deadlineOf(context, branch, depth + 1));
    return branches.every(branch => branch !== undefined) ? branches[0] : undefined;
  }
  if (ts.isNewExpression(bare)) {
    const executor = entryOfCall(context, bare)?.type === 'task' ? givenArgument(ts, bare, 0) : undefined;
    return executor === undefined ? undefined : deadlineOfExecutor(context, executor);
  }
  if (!ts.isCallExpression(bare)) {
    return undefined;
  }
  const link = linkOf(ts, bare);
  return link === undefined ? deadlineOfCall(context, bare) : deadlineOf(context, link.receiver, depth + 1);
}

/** Names and links that lead on to others. */
const deepest = 4;

export function millisecondsUntil(context: FactContext, { delay }: Deadline): number | undefined {
  return delay === undefined ? undefined : millisecondsOf(context, delay);
}

/** `new Promise(() => {})`, which takes nothing by which to settle it. */
function isNeverSettled(context: FactContext, expression: ts.Expression): boolean {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  const executor = ts.isNewExpression(bare) && entryOfCall(context, bare)?.type === 'task' ? givenArgument(ts, bare, 0) : undefined;
  return executor !== undefined && isFunctionLiteral(ts, executor) && executor.parameters.length === 0;
}

function deadlineOfExecutor(context: FactContext, executor: ts.Expression): Deadline | undefined {
  const { members, closed } = functionsOfValue(context, executor);
  const [fn] = members;
  const lowered = fn === undefined || closed !== 'yes' || members.length > 1 ? undefined : context.lowered(fn);
  const registrations = lowered === undefined ? [] : [...registrationsIn(context, lowered)];
  const [only] = registrations;
  const node = only === undefined ? undefined : nodeOfRegistration(context, only);
  if (only === undefined || node === undefined || (only.kind !== 'timer' && only.kind !== 'abort') || registrations.length > 1 || !isSettledByItself(context, node)) {
    return undefined;
  }
  return {
    by: only.kind,
    delay: node.delay,
    stays: context.facts.canBeReleased(only) === 'no' ? 'yes' : 'unknown',
    isSaidThere: context.facts.losesRace(only) === 'yes',
  };
}

function deadlineOfCall(context: FactContext, call: ts.CallExpression): Deadline | undefined {
  const { ts } = context;
  const entry = entryOfCall(context, call);
  if (entry !== undefined) {
    const isAlone = slotsOf(context, call).slots.every(slot => isOpen(context, call, slot) === 'yes') && isGivenAnySignal(context, call, call, []) === 'no';
    return entry.ticks === undefined ? undefined : { by: 'timer', delay: givenArgument(ts, call, entry.ticks), stays: isAlone ? 'yes' : 'unknown', isSaidThere: false };
  }
  const { members, closed } = calledFunctions(context, call);
  const [fn] = members;
  const made = fn === undefined || closed !== 'yes' || members.length > 1 ? undefined : deadlineOfFunction(context, fn);
  return made === undefined ? undefined : { ...made, delay: made.delay === undefined ? undefined : givenFor(context, made.delay, call) };
}

/** `delay(5000)`, where the function hands its parameter on to the timer. */
function givenFor(context: FactContext, delay: ts.Expression, call: Call): ts.Expression | undefined {
  const parameter = parameterNamed(context, delay);
  const index = parameter === undefined ? -1 : parameter.parent.parameters.indexOf(parameter);
  return parameter === undefined ? delay : (givenArgument(context.ts, call, index) ?? parameter.initializer);
}

/** Whatever way the function takes, it waits for the clock, or gives that, and does nothing else but fail. */
const deadlineOfFunction = memoised<FunctionNode, Deadline | undefined>(undefined, (context, fn) => {
  const lowered = context.lowered(fn);
  if (lowered === undefined || lowered.graph.isGenerator) {
    return undefined;
  }
  const { graph } = lowered;
  const found: { readonly waited: ts.Expression; readonly deadline: Deadline }[] = [];
  const visit = (event: FlowEvent): 'pass' | 'stop' | 'target' => {
    if (event.kind !== 'await' && event.kind !== 'return') {
      return 'pass';
    }
    const waited = waitedAt(context, event);
    const deadline = waited === undefined ? undefined : deadlineOf(context, waited);
    if (waited === undefined || deadline === undefined) {
      return 'target';
    }
    found.push({ waited, deadline });
    return 'stop';
  };
  const otherwise = firstPath(graph, { block: graph.entry, index: 0 }, { visit, target: new Set(['exit']) });
  const isWaited = (node: ts.Node): boolean => found.some(({ waited }) => waited.pos <= node.pos && node.end <= waited.end);
  const doesMore = graph.events.some(({ id, kind }) => kind === 'call' && !isWaited(lowered.nodeOfEvent(id)));
  const [first] = found;
  return otherwise !== undefined || doesMore || first === undefined ? undefined : { ...first.deadline, stays: found.every(({ deadline }) => deadline.stays === 'yes') ? 'yes' : 'unknown' };
});

function waitedAt(context: FactContext, event: FlowEvent): ts.Expression | undefined {
  const { ts } = context;
  const node = context.homeOf(event).nodeOfEvent(event.id);
  return ts.isAwaitExpression(node) ? node.expression : returnedBy(ts, node);
}
