import type ts from 'typescript';
import type { FunctionNode } from '../../lower/lowered.ts';
import type { Answer } from '../answer.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import type { RegistrationNode } from './site.ts';
import { registrationOf } from './site.ts';
import { bareExpression, consumerOf, isWithin } from '../syntax.ts';
import { entryOfCall } from '../task/callee.ts';
import { isFunctionLiteral, methodCallOf } from '../task/syntax.ts';

/**
 * Who can take a registration away?
 *
 * Whoever has the key to it: the same listener, or what the registration gave (a timer's handle, a disposer). So every place is
 * looked for where the key is used in a way that may be a release: handed to a call, called, returned, stored. What such a place does with it
 * is not asked, since a mention only ever silences; a key that leaves our sight is unknown.
 */
export interface Releases {
  /** By function: the places in it, also of closures in it that hold such a place and are called or handed on there. */
  readonly places: ReadonlyMap<FunctionNode, readonly ts.Node[]>;
  /** The uses of the key itself among these. */
  readonly uses: readonly ts.Node[];
  /** A function that is not inside the one that registers holds such a place. */
  readonly elsewhere: boolean;
  /** All such places have been found. */
  readonly closed: Answer;
}

const nowhere: Releases = { places: new Map(), uses: [], elsewhere: false, closed: 'yes' };
const anywhere: Releases = { places: new Map(), uses: [], elsewhere: true, closed: 'unknown' };

export function releasesOf(context: FactContext, node: RegistrationNode): Releases {
  const key = keyOf(context, node);
  if (key === 'nobody has it' && !endsOtherwise(context, node)) {
    return nowhere;
  }
  if (typeof key === 'string' || endsOtherwise(context, node)) {
    return anywhere;
  }
  const search = new Search(context, context.functionAround(node.call), node);
  const uses = usesOfName(context, key, key.getSourceFile()).filter(use => !isIdle(context, use, node));
  uses.forEach(use => {
    search.place(use);
  });
  return { places: search.places, uses, elsewhere: search.elsewhere, closed: 'yes' };
}

/** The options may end it: `{ signal }`, or what we cannot read. */
function endsOtherwise({ ts }: FactContext, { call, kind, callback }: RegistrationNode): boolean {
  if (kind === 'timer' || kind === 'interval') {
    return false;
  }
  const behind = call.arguments.slice(call.arguments.findIndex(argument => bareExpression(ts, argument) === callback) + 1);
  return behind.some(argument => {
    const options = bareExpression(ts, argument);
    if (!ts.isObjectLiteralExpression(options)) {
      return options.kind !== ts.SyntaxKind.TrueKeyword && options.kind !== ts.SyntaxKind.FalseKeyword;
    }
    return options.properties.some(property => property.name === undefined || !['once', 'passive', 'capture'].includes(property.name.getText()));
  });
}

type Key = ts.Identifier | 'nobody has it' | 'unknown';

function keyOf(context: FactContext, node: RegistrationNode): Key {
  return node.releasedBy === 'callback' ? keyOfCallback(context, node.callback) : keyOfResult(context, node.call);
}

/** A function that is written at the call, or bound there, is nobody else's. */
export function keyOfCallback(context: FactContext, callback: ts.Expression): Key {
  const { ts } = context;
  if (isFunctionLiteral(ts, callback)) {
    return 'nobody has it';
  }
  const method = methodCallOf(ts, callback);
  if (method !== undefined) {
    return method.method.text === 'bind' ? 'nobody has it' : 'unknown';
  }
  if (ts.isPropertyAccessExpression(callback)) {
    return ts.isIdentifier(callback.name) && callback.expression.kind === ts.SyntaxKind.ThisKeyword ? callback.name : 'unknown';
  }
  return ts.isIdentifier(callback) ? nameOwnedHere(context, callback) : 'unknown';
}

/** A variable or function of this file that no other file can name; what a parameter holds, the caller has too, unless a promise calls. */
function nameOwnedHere(context: FactContext, name: ts.Identifier): Key {
  const { ts } = context;
  const declaration = symbolOf(context, name)?.valueDeclaration;
  if (declaration !== undefined && ts.isParameter(declaration) && ts.isIdentifier(declaration.name) && isExecutor(context, declaration.parent)) {
    return declaration.name;
  }
  if (declaration === undefined || (!ts.isVariableDeclaration(declaration) && !ts.isFunctionDeclaration(declaration)) || declaration.name === undefined) {
    return 'unknown';
  }
  const isExported = (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0;
  return isExported || !ts.isIdentifier(declaration.name) ? 'unknown' : declaration.name;
}

/** `new Promise(fn)` gives `resolve` and `reject` to nobody else. */
function isExecutor(context: FactContext, fn: ts.SignatureDeclaration): boolean {
  const { ts } = context;
  const made = isFunctionLiteral(ts, fn) ? consumerOf(ts, fn) : undefined;
  return made !== undefined && ts.isNewExpression(made) && entryOfCall(context, made)?.type === 'task';
}

function keyOfResult(context: FactContext, call: ts.CallExpression): Key {
  const { ts } = context;
  const consumer = consumerOf(ts, resultOf(context, call));
  // Nobody gets what an executor gives back: `new Promise(resolve => setTimeout(resolve, 100))`.
  if (ts.isExpressionStatement(consumer) || ts.isVoidExpression(consumer) || (ts.isArrowFunction(consumer) && isExecutor(context, consumer))) {
    return 'nobody has it';
  }
  if (ts.isVariableDeclaration(consumer)) {
    const isUsing = (ts.getCombinedNodeFlags(consumer) & ts.NodeFlags.Using) !== 0;
    return ts.isIdentifier(consumer.name) && !isUsing ? consumer.name : 'unknown';
  }
  if (ts.isBinaryExpression(consumer) && consumer.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const left = bareExpression(ts, consumer.left);
    return ts.isIdentifier(left) ? nameOwnedHere(context, left) : keyOfField(context, left);
  }
  return 'unknown';
}

/** A field of `this` is known by its name, wherever that stands in the file. */
function keyOfField({ ts }: FactContext, field: ts.Expression): Key {
  const isOwn = ts.isPropertyAccessExpression(field) && field.expression.kind === ts.SyntaxKind.ThisKeyword;
  return isOwn && ts.isIdentifier(field.name) ? field.name : 'unknown';
}

/** The expression whose value is the call's result where it is used: `wanted ? setTimeout(…) : undefined`. */
export function resultOf({ ts }: FactContext, call: ts.CallExpression): ts.Expression {
  let at: ts.Expression = call;
  for (;;) {
    const parent = consumerOf(ts, at);
    const isBranch = ts.isConditionalExpression(parent) && bareExpression(ts, parent.condition) !== at;
    const isSide = ts.isBinaryExpression(parent) && [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken].includes(parent.operatorToken.kind);
    if (!isBranch && !isSide) {
      return at;
    }
    at = parent;
  }
}

/**
 * A mention that certainly takes nothing away: a test, a write, the listener called by hand or added once more, the type of a variable.
 */
function isIdle(context: FactContext, use: ts.Identifier, node: RegistrationNode): boolean {
  const { ts } = context;
  const whole = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
  const consumer = consumerOf(ts, whole);
  if (ts.isTypeQueryNode(consumer) || ts.isTypeOfExpression(consumer) || ts.isExpressionStatement(consumer)) {
    return true;
  }
  if (ts.isBinaryExpression(consumer)) {
    return isComparison(ts, consumer.operatorToken.kind) || (consumer.operatorToken.kind === ts.SyntaxKind.EqualsToken && bareExpression(ts, consumer.left) === whole);
  }
  if (ts.isIfStatement(consumer) || ts.isPropertyDeclaration(consumer) || (ts.isPrefixUnaryExpression(consumer) && consumer.operator === ts.SyntaxKind.ExclamationToken)) {
    return true;
  }
  if (!ts.isCallExpression(consumer)) {
    return false;
  }
  const isCalled = bareExpression(ts, consumer.expression) === whole;
  return isCalled ? node.releasedBy === 'callback' : registrationOf(context, consumer)?.callback === whole;
}

function isComparison(ts: FactContext['ts'], kind: ts.SyntaxKind): boolean {
  const { SyntaxKind } = ts;
  return [SyntaxKind.EqualsEqualsEqualsToken, SyntaxKind.ExclamationEqualsEqualsToken, SyntaxKind.EqualsEqualsToken, SyntaxKind.ExclamationEqualsToken].includes(kind);
}

class Search {
  readonly places = new Map<FunctionNode, ts.Node[]>();
  elsewhere = false;
  readonly #context: FactContext;
  readonly #home: FunctionNode;
  readonly #node: RegistrationNode;
  readonly #carriers = new Set<FunctionNode>();

  constructor(context: FactContext, home: FunctionNode, node: RegistrationNode) {
    this.#context = context;
    this.#home = home;
    this.#node = node;
  }

  place(node: ts.Node): void {
    const fn = this.#context.functionAround(node);
    const isInside = isWithin(this.#home, fn);
    if (!isInside) {
      this.elsewhere = true;
      return;
    }
    const list = this.places.get(fn);
    if (list === undefined) {
      this.places.set(fn, [node]);
    } else {
      list.push(node);
    }
    if (fn !== this.#home) {
      this.#carried(fn);
    }
  }

  /** A closure that can release does so where it is called, and may where it is handed on. Being called by what it takes away comes too late. */
  #carried(fn: FunctionNode): void {
    const { ts } = this.#context;
    if (this.#carriers.has(fn) || fn === this.#node.callback) {
      return;
    }
    this.#carriers.add(fn);
    const name = nameOfFunction(this.#context, fn);
    if (name === undefined) {
      const holder = consumerOf(ts, fn);
      if (ts.isCallExpression(holder) || ts.isNewExpression(holder)) {
        this.place(fn);
      } else {
        this.elsewhere = true;
      }
      return;
    }
    for (const use of usesOfName(this.#context, name, name.getSourceFile())) {
      const call = consumerOf(ts, use);
      const isOwn = ts.isCallExpression(call) && call === this.#node.call;
      if (!isOwn) {
        this.place(use);
      }
    }
  }
}

/** The name by which a function that is declared or held by a variable is called. */
export function nameOfFunction({ ts }: FactContext, fn: FunctionNode): ts.Identifier | undefined {
  const holder = ts.isArrowFunction(fn) || ts.isFunctionExpression(fn) ? consumerOf(ts, fn) : fn;
  const isAssigned = ts.isBinaryExpression(holder) && holder.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const name = ts.isFunctionDeclaration(holder) || ts.isVariableDeclaration(holder) ? holder.name : isAssigned ? holder.left : undefined;
  return name !== undefined && ts.isIdentifier(name) ? name : undefined;
}
