/**
 * The control-flow graph that everything else reads.
 *
 * One graph stands for one function (or for the top level of a module, a class's field initialisers, or a
 * static block). It consists of blocks joined by edges. A block holds events in the order in which they
 * happen; only the *last* event of a block can throw, suspend or branch, so that whatever leaves the
 * straight line is an edge. `finally` is copied for each way of leaving its `try`, so a path through the
 * graph is a path that the program can take, and nothing has to be remembered while walking it.
 *
 * The graph knows no syntax: what an event meant in the source is asked of facts, by the event's id.
 */

export type EventId = number;
export type ValueId = number;
export type PlaceId = number;
export type BlockId = number;
export type RegionId = number;

/** A half-open range of character offsets in the file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type EventKind =
  | 'call'
  | 'new'
  | 'await'
  | 'yield'
  | 'return'
  | 'throw'
  | 'test'
  | 'assign'
  | 'read'
  | 'function'
  | 'iterate-next'
  | 'iterate-return'
  | 'dispose';

/**
 * What a `test` asks about its operand; the answer yes is its `true` edge.
 *
 * `truthy`: a condition. `present`: neither null nor undefined (`??`, `?.`, `??=`). `given`: not undefined, so that a
 * default is not evaluated. `equal`: discriminant and label of a `case` are identical. `more`: the iteration has another value.
 */
export type Question = 'truthy' | 'present' | 'given' | 'equal' | 'more';

/**
 * Something that happens when the program runs.
 *
 * Operands, by kind:
 * - `call`, `new`: the callee, then the arguments in order (a spread argument is its operand).
 *   Tagged templates and `import()` are calls. A call that an optional chain skips has no event on that path.
 * - `await`: the awaited value. `for await` and `await using` have an `await` event of their own, after
 *   `iterate-next`, `iterate-return` or `dispose`.
 * - `yield`: the yielded value, if any (`yield*` is `iterate-next` on the delegate plus `yield`). An async generator has an `await`
 *   before it, and before `return`, unless what it hands out has just been awaited.
 * - `return`: the returned value, if any. Falling off the end has no event. Arrow functions with an
 *   expression body have one.
 * - `throw`: the thrown value.
 * - `test`: the tested value; its block ends in a `true` and a `false` edge. `&&`, `||`, `??`, `?.`, `!` and
 *   `?:` are taken apart, so that a test is always of a single leaf. A literal decides nothing and is no test: `while (true)` has no way out. A `case` tests discriminant and label
 *   (two operands). The test of an iteration's end has the `iterate-next` result as operand.
 * - `assign`: the assigned value; `place` says where to.
 * - `read`: no operand; `place` says where from.
 * - `function`: a closure is made; no operands. `result` is the closure.
 * - `iterate-next`, `iterate-return`: the iterable. - `dispose`: the resource.
 *
 * `call`, `new`, `await`, `yield`, `throw`, `iterate-next`, `iterate-return` and `dispose` may throw: they end their block, and have a
 * `throw` edge. The exceptions are the keys of a `for in`, which nobody's code enumerates, and the closing of an iterator while an
 * error is on its way, which that error survives (`rethrow`). Anything else is presumed not to throw: member reads, destructuring,
 * spreading, getting an iterator, operators.
 */
export interface FlowEvent {
  readonly id: EventId;
  readonly kind: EventKind;
  readonly span: Span;
  readonly block: BlockId;
  readonly operands: readonly ValueId[];
  readonly result?: ValueId;
  readonly place?: PlaceId;
  /** Only on `test`. */
  readonly asks?: Question;
}

export type ValueKind = 'result' | 'merge' | 'parameter' | 'caught' | 'constant' | 'this' | 'unknown';

/**
 * What an expression evaluates to.
 *
 * - `result`: of the event `event`. - `merge`: one of `sources` (`a ? b : c`, `a ?? b`).
 * - `parameter`: the `index`-th parameter as it was passed. - `caught`: the error of a `catch` clause.
 * - `constant`: a literal, object, array or class expression, or an operator's outcome: made here, and no event.
 *   `sources` are the values it is made of (elements, property values, operands).
 */
export interface Value {
  readonly id: ValueId;
  readonly kind: ValueKind;
  readonly span: Span;
  readonly event?: EventId;
  readonly index?: number;
  readonly sources?: readonly ValueId[];
}

export type PlaceKind = 'local' | 'field' | 'element' | 'captured' | 'unknown';

/**
 * Something that holds a value.
 *
 * `local`: a variable or parameter of this very function; one place per variable, and `shared` says that a closure reads or writes it too.
 * `captured`: a variable of a function around this one, of the module, or a global. `field`: `base.name`, also `base['name']` and
 * `base.#name`. `element`: `base[expression]`. `unknown`: what cannot be told (a destructured rest, `with`).
 */
export interface Place {
  readonly id: PlaceId;
  readonly kind: PlaceKind;
  readonly name: string;
  readonly base?: ValueId;
  /** The expression of an `element`. */
  readonly key?: ValueId;
  readonly shared: boolean;
}

/**
 * Why control moves along an edge.
 *
 * `throw` leaves the block whose last event threw. `rethrow` leaves a `finally` copy that an error entered.
 * `true` and `false` leave a `test`. `return`, `break` and `continue` are what the statement says, also between
 * `finally` copies that it passes. `skip` leaves a `yield` that was resumed by `generator.return()`.
 */
export type EdgeKind = 'normal' | 'true' | 'false' | 'throw' | 'rethrow' | 'return' | 'break' | 'continue' | 'skip';

export interface Edge {
  readonly from: BlockId;
  readonly to: BlockId;
  readonly kind: EdgeKind;
  /** The `test` event that decided; only on `true` and `false`. */
  readonly test?: EventId;
}

/** Numbered in reverse postorder; the exit and the raised block come last. What cannot be reached has no block. */
export interface Block {
  readonly id: BlockId;
  readonly region: RegionId;
  readonly events: readonly EventId[];
  readonly successors: readonly Edge[];
  readonly predecessors: readonly Edge[];
}

export type RegionKind = 'function' | 'try' | 'catch' | 'finally' | 'loop' | 'switch' | 'using';

/**
 * A syntactic construct as blocks see it. `completion` tells the copies of a `finally` apart; so it does for the
 * disposal that ends a `using` and for the `iterate-return` that ends a loop early, while the statements that a `using` or a loop
 * spans are in a region of that kind without one.
 */
export interface Region {
  readonly id: RegionId;
  readonly kind: RegionKind;
  readonly span: Span;
  readonly parent?: RegionId;
  readonly completion?: 'normal' | 'throw' | 'return' | 'break' | 'continue' | 'skip';
}

/** A `catch` clause (or one of its copies, where it stands inside a `finally`). There is none for a `try` in which nothing may throw. */
export interface CatchClause {
  readonly region: RegionId;
  /** The region of the `try` that it guards. */
  readonly tries: RegionId;
  readonly entry: BlockId;
  /** From `catch` to the closing parenthesis of its binding: where a finding points. */
  readonly head: Span;
  readonly error: ValueId;
}

export interface FlowGraph {
  readonly blocks: readonly Block[];
  readonly events: readonly FlowEvent[];
  readonly values: readonly Value[];
  readonly places: readonly Place[];
  readonly regions: readonly Region[];
  readonly catches: readonly CatchClause[];
  readonly entry: BlockId;
  /** Where the function has returned. Holds no events. */
  readonly exit: BlockId;
  /** Where an error has left the function. Holds no events. */
  readonly raised: BlockId;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
}
