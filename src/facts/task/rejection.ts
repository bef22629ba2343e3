import type ts from 'typescript';
import type { FunctionNode, Lowered } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import { fieldValues } from '../field.ts';
import { bareExpression, isWithin } from '../syntax.ts';
import type { Arrival } from './arrivals.ts';
import { arrivalsIn } from './arrivals.ts';
import { functionsOfValue, parameterNamed } from './callee.ts';
import { callRejection, callThrowing, constructedRejection } from './call.ts';
import { oneCallFurther } from './distance.ts';
import { deferredRejection } from './executor.ts';
import type { Assumptions, Failing, Failure, FailureKind } from './failure.ts';
import { either, harmless, plainly, provenBy, unread, variantOf } from './failure.ts';
import { membersRejection } from './members.ts';
import { anyhow, valuesReaching } from './presence.ts';
import { isNothing } from './syntax.ts';
import { isThenable } from './type.ts';
import { valuesOf } from './values.ts';

/** Expressions that are looked at for one question; a promise that is woven of more is not followed to its ends. */
const mostExpressions = 2_000;

/** The questions about failing, for one function or site: it remembers what it is in the middle of. */
export function createFailing(context: FactContext, assuming: Assumptions = plainly, home?: FunctionNode): Failing {
  return new Walk(context, assuming, { open: new Set(), left: mostExpressions, arrivals: new Map() }, home);
}

interface Progress {
  readonly open: Set<ts.Node>;
  left: number;
  readonly arrivals: Map<string, Map<Lowered, ReadonlyMap<number, Arrival>>>;
}

class Walk implements Failing {
  readonly context: FactContext;
  readonly assuming: Assumptions;
  declare readonly home?: FunctionNode;
  readonly #progress: Progress;

  constructor(context: FactContext, assuming: Assumptions, progress: Progress, home: FunctionNode | undefined) {
    this.context = context;
    this.assuming = assuming;
    this.#progress = progress;
    if (home !== undefined) {
      this.home = home;
    }
  }

  with(assumptions: Partial<Assumptions>): Failing {
    return new Walk(this.context, { ...this.assuming, ...assumptions }, this.#progress, this.home);
  }

  rejection(expression: ts.Expression, use?: 'awaited'): Failure {
    const bare = bareExpression(this.context.ts, expression);
    return this.#once(bare, () => rejectionOf(this, bare, use));
  }

  ofMembers(list: ts.Expression): Failure {
    return this.#once(list, () => membersRejection(this, list));
  }

  throwing(call: ts.Node): Failure {
    const { ts } = this.context;
    return ts.isCallExpression(call) || ts.isNewExpression(call) ? callThrowing(this, call) : harmless;
  }

  ofFunction(fn: FunctionNode, kind: FailureKind, at: ts.Node): Failure {
    // A function that is written where it is called is no step away.
    const isHere = isWithin(at, fn);
    const variant = variantOf(kind, isHere ? this.assuming : { ...this.assuming, reach: oneCallFurther(this.assuming.reach, kind === 'throwing') });
    const answer = this.context.summaries.mayFail(fn, variant);
    return answer === 'yes' ? provenBy({ kind: kind === 'throwing' ? 'raises' : 'rejects', node: at, from: { fn, variant } }) : answer === 'no' ? harmless : unread;
  }

  ofCallback(callback: ts.Expression, kind: FailureKind): Failure {
    if (isNothing(this.context.ts, callback)) {
      return harmless;
    }
    if (this.assuming.harmlessCallbacks && parameterNamed(this.context, callback) !== undefined) {
      return harmless;
    }
    const { members, closed } = functionsOfValue(this.context, callback);
    if (members.length === 0) {
      const logs = this.context.catalog.entryOf(callback)?.logs === true;
      return logs ? harmless : unread;
    }
    const uncancelledAround = this.assuming.uncancelled || this.assuming.uncancelledAround;
    const failures = members.map(fn => this.with({ harmlessCallbacks: false, uncancelled: true, uncancelledAround: uncancelledAround && callback === fn, ...anyhow }).ofFunction(fn, kind, callback));
    return either(closed === 'yes' ? failures : [...failures, unread]);
  }

  arrivalAt(node: ts.Node): Arrival['weight'] | undefined {
    const lowered = this.context.lowered(this.context.functionAround(node));
    const events = lowered?.eventsOfNode(node) ?? [];
    if (lowered === undefined || events.length === 0) {
      return lowered === undefined ? 'possible' : undefined;
    }
    const assumed = String(variantOf('any', this.assuming));
    const known = this.#progress.arrivals.get(assumed) ?? new Map<Lowered, ReadonlyMap<number, Arrival>>();
    this.#progress.arrivals.set(assumed, known);
    const arrivals = known.get(lowered) ?? arrivalsIn(this.with({ presuming: false }), lowered);
    known.set(lowered, arrivals);
    const weights = events.map(event => arrivals.get(event.block)?.weight);
    return weights.includes('proven') ? 'proven' : weights.includes('possible') ? 'possible' : undefined;
  }

  /** What leads back to itself adds nothing to what it may do. */
  #once(node: ts.Node, ask: () => Failure): Failure {
    const { open } = this.#progress;
    if (open.has(node)) {
      return harmless;
    }
    this.#progress.left -= 1;
    if (this.#progress.left < 0) {
      return unread;
    }
    open.add(node);
    try {
      return ask();
    } finally {
      open.delete(node);
    }
  }
}

function rejectionOf(failing: Failing, bare: ts.Expression, use: 'awaited' | undefined): Failure {
  const { ts } = failing.context;
  if (ts.isCallExpression(bare)) {
    return bare.expression.kind === ts.SyntaxKind.ImportKeyword ? unread : callRejection(failing, bare, use);
  }
  if (ts.isNewExpression(bare)) {
    return constructedRejection(failing, bare);
  }
  if (ts.isConditionalExpression(bare)) {
    return either([bare.whenTrue, bare.whenFalse].map(branch => failing.rejection(branch, use)));
  }
  if (ts.isBinaryExpression(bare)) {
    return binaryRejection(failing, bare, use);
  }
  if (ts.isIdentifier(bare)) {
    return isNothing(ts, bare) ? harmless : namedRejection(failing, bare);
  }
  if (ts.isPropertyAccessExpression(bare)) {
    return fieldRejection(failing, bare);
  }
  return isNoTask(failing, bare) || isThenable(failing.context, bare) === 'no' ? harmless : unread;
}

function binaryRejection(failing: Failing, { left, operatorToken, right }: ts.BinaryExpression, use: 'awaited' | undefined): Failure {
  const { SyntaxKind } = failing.context.ts;
  switch (operatorToken.kind) {
    case SyntaxKind.CommaToken:
    case SyntaxKind.AmpersandAmpersandToken:
    case SyntaxKind.EqualsToken:
    case SyntaxKind.AmpersandAmpersandEqualsToken:
      return failing.rejection(right, use);
    case SyntaxKind.BarBarToken:
    case SyntaxKind.QuestionQuestionToken:
    case SyntaxKind.BarBarEqualsToken:
    case SyntaxKind.QuestionQuestionEqualsToken:
      return either([failing.rejection(left, use), failing.rejection(right, use)]);
    default:
      return harmless;
  }
}

function namedRejection(failing: Failing, name: ts.Identifier): Failure {
  const deferred = deferredRejection(failing, name);
  if (deferred !== undefined) {
    return deferred;
  }
  const { members, closed } = valuesOf(failing.context, name);
  const reaching = closed === 'yes' && members.length > 1 ? valuesReaching(failing, name) : undefined;
  const failure = either((reaching ?? members).map(value => failing.rejection(value)));
  if (closed === 'yes' || failure.witness) {
    return failure;
  }
  return isThenable(failing.context, name) === 'no' ? harmless : unread;
}

/** A private field is what its class puts into it. */
function fieldRejection(failing: Failing, access: ts.PropertyAccessExpression): Failure {
  const { ts } = failing.context;
  if (access.expression.kind === ts.SyntaxKind.ThisKeyword) {
    const { members, closed } = fieldValues(failing.context, access);
    const failure = either(members.map(value => failing.rejection(value)));
    if (members.length > 0 && (closed === 'yes' || failure.witness)) {
      return failure;
    }
  }
  return isThenable(failing.context, access) === 'no' ? harmless : unread;
}

/** Values that are certainly no promise. */
function isNoTask({ context: { ts } }: Failing, bare: ts.Expression): boolean {
  return (
    ts.isLiteralExpression(bare) ||
    ts.isTemplateExpression(bare) ||
    ts.isObjectLiteralExpression(bare) ||
    ts.isArrayLiteralExpression(bare) ||
    ts.isFunctionExpression(bare) ||
    ts.isArrowFunction(bare) ||
    ts.isClassExpression(bare) ||
    ts.isAwaitExpression(bare) ||
    ts.isVoidExpression(bare) ||
    ts.isTypeOfExpression(bare) ||
    ts.isDeleteExpression(bare) ||
    ts.isPrefixUnaryExpression(bare) ||
    ts.isPostfixUnaryExpression(bare) ||
    ts.isJsxElement(bare) ||
    ts.isJsxSelfClosingElement(bare) ||
    ts.isJsxFragment(bare) ||
    [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(bare.kind)
  );
}
