import type ts from 'typescript';
import type { FlowEvent, FlowGraph, Span } from '../flow/graph.ts';
import type { Lowered } from '../lower/lowered.ts';
import type { Answer } from './answer.ts';
import { answerOf } from './answer.ts';
import { symbolOf } from './callee.ts';
import { failureOf } from './cleanup/failure.ts';
import type { FactContext } from './context.ts';
import { usesOfName } from './names.ts';
import { bareExpression, consumerOf, spanOf } from './syntax.ts';
import type { Sureness } from './task/distance.ts';
import { plainly, unreadMayFail } from './task/failure.ts';
import type { RejectionStep } from './task/steps.ts';
import { rejectionSteps } from './task/steps.ts';
import { wordsFor } from './task/words.ts';

/**
 * A flag that says that work is under way: `this.#busy = true; await work(); this.#busy = false;`.
 *
 * Only one that nobody else can put back is told: a private field, or a variable that is not exported, which is only ever set to `true` and `false`, to `false`
 * only where it is declared and in the function that raises it, and which somebody asks for.
 */
export interface RaisedFlag {
  readonly raise: FlowEvent;
  readonly graph: FlowGraph;
}

export interface FlagFacts {
  /** Does this event put the flag back? */
  isLowered(flag: RaisedFlag, event: FlowEvent): Answer;
  /** Can a wait for work fail? `unread`: also one for what nobody here has read. */
  canWaitFail(event: FlowEvent, how?: Sureness): Answer;
  waitFailure(event: FlowEvent): readonly RejectionStep[];
  /** Where a finding points, and what a message calls the flag. */
  flagWords(flag: RaisedFlag): { readonly span: Span; readonly words: string };
}

export function createFlagFacts(context: FactContext): FlagFacts {
  return {
    isLowered: ({ raise }, event) => answerOf(isLowering(context, raise, event)),
    canWaitFail: (event, how) => {
      const home = context.homeOf(event);
      const failure = failureOf(context, home, event);
      if (event.kind === 'await' && !failure.witness && how === 'unread' && failureOf(context, home, event, unreadMayFail).witness) {
        return context.presume('unresolved-async-callee-may-reject', 'no');
      }
      return event.kind !== 'await' ? 'no' : failure.witness ? 'yes' : failure.possible ? 'unknown' : 'no';
    },
    waitFailure: event => {
      const home = context.homeOf(event);
      const cause = [plainly, unreadMayFail].map(assuming => failureOf(context, home, event, assuming).cause).find(found => found !== undefined);
      return rejectionSteps(context, cause);
    },
    flagWords: ({ raise }) => {
      const node = context.homeOf(raise).nodeOfEvent(raise.id);
      const write = writeAt(context, node);
      return { span: spanOf(node), words: wordsFor(context.ts, write?.left ?? node) };
    },
  };
}

export function* flagsIn(context: FactContext, lowered: Lowered): Iterable<RaisedFlag> {
  const seen = new Set<ts.Node>();
  for (const event of lowered.graph.events) {
    const node = event.kind === 'assign' ? lowered.nodeOfEvent(event.id) : undefined;
    if (node !== undefined && !seen.has(node) && isRaise(context, lowered, node)) {
      seen.add(node);
      yield { raise: event, graph: lowered.graph };
    }
  }
}

function isRaise(context: FactContext, { function: fn }: Lowered, node: ts.Node): boolean {
  const { ts } = context;
  const write = writeAt(context, node);
  if (write === undefined || !isTrue(context, write.right)) {
    return false;
  }
  const uses = usesOfFlag(context, write);
  const writes = uses?.map(use => writeOf(context, use)) ?? [];
  const others = writes.filter(each => each !== undefined);
  const isOwn = others.every(({ right }) => isTrue(context, right) || (bareExpression(ts, right).kind === ts.SyntaxKind.FalseKeyword && context.functionAround(right) === fn));
  return isOwn && others.some(({ right }) => !isTrue(context, right)) && writes.includes(undefined);
}

function isTrue({ ts }: FactContext, value: ts.Expression): boolean {
  return bareExpression(ts, value).kind === ts.SyntaxKind.TrueKeyword;
}

function isLowering(context: FactContext, raise: FlowEvent, event: FlowEvent): boolean {
  if (event.kind !== 'assign') {
    return false;
  }
  const [raised, lowered] = [raise, event].map(each => writeAt(context, context.homeOf(each).nodeOfEvent(each.id)));
  const isSame = raised !== undefined && lowered !== undefined && symbolOf(context, nameOf(context, raised.left)) === symbolOf(context, nameOf(context, lowered.left));
  return isSame && !isTrue(context, lowered.right);
}

/** Every other place where the flag is named; undefined where others than we can see may write it. */
function usesOfFlag(context: FactContext, { left }: ts.BinaryExpression): readonly ts.MemberName[] | undefined {
  const { ts } = context;
  const declaration = symbolOf(context, nameOf(context, left))?.valueDeclaration;
  if (declaration === undefined || (!ts.isPropertyDeclaration(declaration) && !ts.isVariableDeclaration(declaration)) || !ts.isMemberName(declaration.name)) {
    return undefined;
  }
  const flags = ts.getCombinedModifierFlags(declaration);
  const isPrivate = ts.isPropertyDeclaration(declaration) ? ts.isPrivateIdentifier(declaration.name) || (flags & ts.ModifierFlags.Private) !== 0 : (flags & ts.ModifierFlags.Export) === 0 && ts.isExternalModule(declaration.getSourceFile());
  const isOuter = ts.isPropertyDeclaration(declaration) || context.functionAround(declaration) !== context.functionAround(left);
  const isPlain = declaration.initializer === undefined || bareExpression(ts, declaration.initializer).kind === ts.SyntaxKind.FalseKeyword;
  return isPrivate && isOuter && isPlain ? usesOfName(context, declaration.name, declaration.getSourceFile()) : undefined;
}

function nameOf({ ts }: FactContext, place: ts.Expression): ts.Expression | ts.MemberName {
  const bare = bareExpression(ts, place);
  return ts.isPropertyAccessExpression(bare) ? bare.name : bare;
}

/** `this.name = value`, or `name = value`. */
function writeAt({ ts }: FactContext, node: ts.Node): ts.BinaryExpression | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) {
    return undefined;
  }
  const left = bareExpression(ts, node.left);
  const isOfThis = ts.isPropertyAccessExpression(left) && bareExpression(ts, left.expression).kind === ts.SyntaxKind.ThisKeyword;
  return isOfThis || ts.isIdentifier(left) ? node : undefined;
}

/** The assignment that a use is the target of; a field of another object is looked at like any other. */
function writeOf(context: FactContext, use: ts.MemberName): ts.BinaryExpression | undefined {
  const { ts } = context;
  const place = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
  const holder = consumerOf(ts, place);
  return ts.isBinaryExpression(holder) && holder.operatorToken.kind === ts.SyntaxKind.EqualsToken && bareExpression(ts, holder.left) === place ? holder : undefined;
}
