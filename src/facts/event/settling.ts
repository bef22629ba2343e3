import type ts from 'typescript';
import { listenerPairs } from '../catalog/vocabulary.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { nameOfFunction } from '../registration/release.ts';
import type { RegistrationNode } from '../registration/site.ts';
import { registrationOf } from '../registration/site.ts';
import { bareExpression, consumerOf, isWithin } from '../syntax.ts';
import type { FunctionNode } from '../../lower/lowered.ts';
import { isFunctionLiteral, methodCallOf } from '../task/syntax.ts';

/**
 * What brings the end of a promise that is made by hand.
 *
 * `resolve` and `reject` are followed to whoever calls them: the executor itself, or the callbacks of what it registers, through functions
 * with a name. Anything else, such as a place where somebody else may find them, is `others`.
 */
export interface Settling {
  /** What is registered, and settles the promise when it is told. */
  readonly registrations: readonly RegistrationNode[];
  /** Calls in the executor itself. */
  readonly atOnce: readonly ts.Node[];
  /** Somebody else may settle it as well. */
  readonly others: boolean;
}

export type Executor = ts.ArrowFunction | ts.FunctionExpression;

export function settlingOf(context: FactContext, executor: Executor): Settling {
  const search = new Search(context, executor);
  for (const { name } of executor.parameters) {
    search.add(name);
  }
  return search;
}

/** The same for one place in the executor: what it takes until it is reached. */
export function waysTo(context: FactContext, place: ts.Node, executor: Executor): Settling {
  const search = new Search(context, executor);
  search.reached(place);
  return search;
}

class Search implements Settling {
  readonly registrations: RegistrationNode[] = [];
  readonly atOnce: ts.Node[] = [];
  others = false;
  readonly #context: FactContext;
  readonly #executor: Executor;
  readonly #seen = new Set<FunctionNode>();

  constructor(context: FactContext, executor: Executor) {
    this.#context = context;
    this.#executor = executor;
  }

  add(name: ts.BindingName): void {
    const { ts } = this.#context;
    if (!ts.isIdentifier(name)) {
      this.others = true;
      return;
    }
    for (const use of usesOfName(this.#context, name, this.#executor)) {
      this.#used(use);
    }
  }

  /** A function is called here, or handed to what will call it. */
  #used(use: ts.Identifier): void {
    const { ts } = this.#context;
    const call = consumerOf(ts, use);
    if (!ts.isCallExpression(call)) {
      this.others = true;
    } else if (bareExpression(ts, call.expression) === use) {
      this.reached(call);
    } else {
      this.#handed(use, call);
    }
  }

  #handed(callback: ts.Expression, call: ts.CallExpression): void {
    const node = registrationOf(this.#context, call);
    if (node?.callback === callback) {
      this.registrations.push(node);
    } else if (!isRemoval(this.#context, call)) {
      this.others = true;
    }
  }

  reached(place: ts.Node): void {
    const fn = this.#context.functionAround(place);
    if (fn === this.#executor) {
      this.atOnce.push(place);
    } else if (!this.#seen.has(fn)) {
      this.#seen.add(fn);
      this.#run(fn);
    }
  }

  #run(fn: FunctionNode): void {
    const { ts } = this.#context;
    const name = nameOfFunction(this.#context, fn);
    const holder = consumerOf(ts, fn);
    if (name !== undefined && isWithin(this.#executor, fn)) {
      this.add(name);
    } else if (isFunctionLiteral(ts, fn) && ts.isCallExpression(holder)) {
      this.#handed(fn, holder);
    } else {
      this.others = true;
    }
  }
}

/** `emitter.off('drain', listener)`. */
function isRemoval({ ts }: FactContext, call: ts.CallExpression): boolean {
  const method = methodCallOf(ts, call)?.method.text;
  return listenerPairs.some(({ removes }) => removes === method);
}
