import type ts from 'typescript';
import { symbolOf } from '../callee.ts';
import type { Compiler, FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { bareExpression, consumerOf, isAnywhereIn } from '../syntax.ts';

/**
 * Who asks a signal whether it is aborted?
 *
 * Judged generously, since asking only ever silences: any mention of `aborted` or `throwIfAborted` in the operation is taken for a question to this
 * signal, and whoever is given the signal, or the object that it is taken from, may ask it.
 */
const questions = new Set(['aborted', 'throwIfAborted', 'isCancellationRequested']);

export function asksSignal(ts: Compiler, scope: ts.Node): boolean {
  return isAnywhereIn(ts, scope, at => (ts.isIdentifier(at) || ts.isStringLiteralLike(at)) && questions.has(at.text));
}

/** Is the signal given to anything but a listener's place, in the function or class that was handed it? */
export function isGivenAway(context: FactContext, signal: ts.Expression, owner: ts.Node): boolean {
  return new Following(context, owner).leads(signal);
}

const deepestName = 6;

/** Follows a signal from the parameter or the field by which it came, through properties and variables, to all of its uses. */
class Following {
  readonly #context: FactContext;
  readonly #owner: ts.Node;
  readonly #seen = new Set<ts.Symbol>();

  constructor(context: FactContext, owner: ts.Node) {
    this.#context = context;
    this.#owner = owner;
  }

  leads(signal: ts.Expression): boolean {
    const { ts } = this.#context;
    const path: string[] = [];
    let root = bareExpression(ts, signal);
    for (let depth = 0; depth < deepestName; depth += 1) {
      if (ts.isPropertyAccessExpression(root)) {
        path.unshift(root.name.text);
        root = bareExpression(ts, root.expression);
        continue;
      }
      if (!ts.isIdentifier(root)) {
        return root.kind !== ts.SyntaxKind.ThisKeyword || path.length !== 1 || this.#fieldLeaves(path[0] ?? '');
      }
      const declaration = symbolOf(this.#context, root)?.valueDeclaration;
      const element = declaration !== undefined && ts.isBindingElement(declaration) ? declaration : undefined;
      const holder = element === undefined ? declaration : ts.walkUpBindingElementsAndPatterns(element);
      const name = declaration !== undefined && (ts.isBindingElement(declaration) || ts.isVariableDeclaration(declaration) || ts.isParameter(declaration)) ? declaration.name : undefined;
      if (holder === undefined || name === undefined || !ts.isIdentifier(name)) {
        return true;
      }
      if (ts.isParameter(holder) || !ts.isVariableDeclaration(holder) || holder.initializer === undefined) {
        return !ts.isParameter(holder) || this.#nameLeaves(name, path);
      }
      if (element !== undefined) {
        path.unshift((element.propertyName ?? name).getText());
      }
      root = bareExpression(ts, holder.initializer);
    }
    return true;
  }

  #nameLeaves(name: ts.Identifier, path: readonly string[]): boolean {
    const symbol = symbolOf(this.#context, name);
    if (symbol === undefined || this.#seen.has(symbol)) {
      return symbol === undefined;
    }
    this.#seen.add(symbol);
    return usesOfName(this.#context, name, this.#owner).some(use => this.#leaves(use, path));
  }

  /** `path` says by which properties the signal is still to be reached. */
  #leaves(value: ts.Node, path: readonly string[]): boolean {
    const { ts } = this.#context;
    const consumer = consumerOf(ts, value);
    const [next, ...rest] = path;
    if (ts.isPropertyAccessExpression(consumer) && consumer.expression !== value && bareExpression(ts, consumer.expression) !== value) {
      return false;
    }
    if (ts.isPropertyAccessExpression(consumer)) {
      const isCalled = ts.isCallExpression(consumer.parent) && consumer.parent.expression === consumer;
      return next === undefined ? !neutral.has(consumer.name.text) : consumer.name.text === next ? this.#leaves(consumer, rest) : isCalled;
    }
    if (ts.isVariableDeclaration(consumer) && consumer.initializer !== undefined) {
      return ts.isIdentifier(consumer.name) ? this.#nameLeaves(consumer.name, path) : this.#patternLeaves(consumer.name, path);
    }
    if (ts.isBinaryExpression(consumer) && consumer.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const target = bareExpression(ts, consumer.left);
      const isField = ts.isPropertyAccessExpression(target) && target.expression.kind === ts.SyntaxKind.ThisKeyword;
      return bareExpression(ts, consumer.right) !== value || !isField || path.length > 0 || this.#fieldLeaves(target.name.text);
    }
    return !isLookedAt(ts, value, consumer);
  }

  #patternLeaves(pattern: ts.BindingName, [next, ...rest]: readonly string[]): boolean {
    const { ts } = this.#context;
    if (next === undefined || !ts.isObjectBindingPattern(pattern)) {
      return true;
    }
    return pattern.elements.some(({ dotDotDotToken, propertyName, name }) => {
      const isSignal = (propertyName ?? name).getText() === next;
      return dotDotDotToken !== undefined || (isSignal && (!ts.isIdentifier(name) || this.#nameLeaves(name, rest)));
    });
  }

  /** Every place in the class that names a member like it. */
  #fieldLeaves(field: string): boolean {
    const { ts } = this.#context;
    const owner = ts.findAncestor(this.#owner, ts.isClassLike);
    const leaves = (at: ts.Node): boolean => {
      const isField = ts.isPropertyAccessExpression(at) && at.name.text === field;
      const isWritten = isField && ts.isBinaryExpression(at.parent) && at.parent.left === at;
      return isField && !isWritten && this.#leaves(at, []);
    };
    return owner === undefined || asksSignal(ts, owner) || isAnywhereIn(ts, owner, leaves);
  }
}

/** What can be done with a signal without asking it, and without anybody else getting hold of it. */
const neutral = new Set(['addEventListener', 'removeEventListener', 'reason']);

function isLookedAt(ts: Compiler, value: ts.Node, consumer: ts.Node): boolean {
  if (ts.isBinaryExpression(consumer)) {
    const { kind } = consumer.operatorToken;
    const compares = [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken, ts.SyntaxKind.EqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsToken, ts.SyntaxKind.InKeyword];
    return compares.includes(kind) || (kind === ts.SyntaxKind.AmpersandAmpersandToken && bareExpression(ts, consumer.left) === value);
  }
  const isCondition = (ts.isIfStatement(consumer) && consumer.expression === value) || (ts.isConditionalExpression(consumer) && consumer.condition === value);
  return isCondition || ts.isPrefixUnaryExpression(consumer) || ts.isTypeOfExpression(consumer);
}
