import type ts from 'typescript';
import type { FlowEvent, Span } from '../../flow/graph.ts';
import type { Lowered } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { takesTime } from '../duration.ts';
import { usesOfName } from '../names.ts';
import { isHandedOver } from '../registration/operation.ts';
import { hasSignalShape, isSignalTyped } from './type.ts';
import { signalOf } from './signal.ts';
import { isAnywhereIn, shortText, spanOf } from '../syntax.ts';
import { entryOfCall } from '../task/callee.ts';
import { isTask } from '../task/type.ts';
import { callOfWait, waitsIn } from './wait-site.ts';

/** A signal that a function is handed under a name of its own: a parameter, or taken out of one by a pattern. */
export interface HandedSignal {
  readonly home: Lowered;
  readonly span: Span;
}

export interface HandedSignalFacts {
  /** Does the function do anything at all with the signal? */
  isUsed(signal: HandedSignal): Answer;
  /** Is the function a callback, which takes what it is given, and has not asked for a signal? */
  isOfCallback(signal: HandedSignal): Answer;
  /** The first call that it waits for, if none of its calls can be given the signal: of those that can, each is told by itself. */
  firstWait(signal: HandedSignal): { readonly event: FlowEvent; readonly text: string } | undefined;
  nameOf(signal: HandedSignal): string;
}

export function* handedSignalsIn(context: FactContext, lowered: Lowered): Iterable<HandedSignal> {
  const { ts } = context;
  const { function: fn } = lowered;
  for (const { name } of ts.isFunctionLike(fn) ? fn.parameters : []) {
    for (const local of ts.isIdentifier(name) ? [name] : takenOut(context, name)) {
      if (isSignalTyped(context, local) === 'yes' || hasSignalShape(context, local)) {
        yield { home: lowered, span: spanOf(local) };
      }
    }
  }
}

/** `{ signal, ...rest }` may take it out so that it is not among the others. */
function takenOut(context: FactContext, pattern: ts.BindingPattern): readonly ts.Identifier[] {
  const { ts } = context;
  const elements = ts.isObjectBindingPattern(pattern) && !pattern.elements.some(({ dotDotDotToken }) => dotDotDotToken !== undefined) ? pattern.elements : [];
  return elements.flatMap(({ name }) => (ts.isIdentifier(name) ? [name] : takenOut(context, name)));
}

export function createHandedSignalFacts(context: FactContext): HandedSignalFacts {
  const { ts } = context;
  const nameAt = ({ home, span }: HandedSignal): ts.Identifier => {
    const found = identifierAt(ts, home.function, span);
    if (found === undefined) {
      throw new Error('A handed signal has a name.');
    }
    return found;
  };
  return {
    isUsed: signal => {
      const name = nameAt(signal);
      // An underscore in front says that it is there for the sake of the others.
      const { function: fn } = signal.home;
      return answerOf(name.text.startsWith('_') || usesOfName(context, name, fn).length > 0 || mentionsArguments(context, fn) || takesAnother(context, fn, name));
    },
    isOfCallback: ({ home }) => answerOf(isHandedOver(context, home.function)),
    firstWait: ({ home }) => {
      const waits = [...waitsIn(context, home)];
      if (waits.some(wait => context.facts.acceptsSignal(wait) !== 'no')) {
        return undefined;
      }
      // A promise that is only wrapped is made of something that is there already.
      const first = waits.find(wait => {
        const call = callOfWait(context, wait);
        return isTask(context, call) === 'yes' && entryOfCall(context, call)?.combines === undefined && takesTime(context, call) !== 'no';
      });
      return first === undefined ? undefined : { event: first.call, text: shortText(callOfWait(context, first).getText()) };
    },
    nameOf: signal => nameAt(signal).text,
  };
}

function identifierAt(ts: FactContext['ts'], root: ts.Node, span: Span): ts.Identifier | undefined {
  if (ts.isIdentifier(root) && root.getStart() === span.start && root.end === span.end) {
    return root;
  }
  return ts.forEachChild(root, child => (child.pos <= span.start && span.end <= child.end ? identifierAt(ts, child, span) : undefined));
}

/** Somebody who uses another signal has chosen that one. */
function takesAnother(context: FactContext, fn: ts.Node, name: ts.Identifier): boolean {
  const { ts } = context;
  const body = ts.isFunctionLike(fn) && 'body' in fn ? fn.body : undefined;
  return body !== undefined && isAnywhereIn(ts, body, node => (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) && node !== name && signalOf(context, node) !== undefined);
}

function mentionsArguments({ ts }: FactContext, root: ts.Node): boolean {
  return isAnywhereIn(ts, root, node => ts.isIdentifier(node) && node.text === 'arguments');
}
