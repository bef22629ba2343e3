import type { CancelledError } from './errors.ts';

// A task is a tree of scopes: its root, in it timeouts and groups, in them more. A request to cancel is made to one scope and reaches
// the awaits in it and below it. It raises one CancelledError: in the awaits that are suspended now, or, if there is none, at the next
// await that begins (until then it is pending). A scope that ends takes its requests with it, which is what makes a timeout leave no
// trace. A masked scope (clean-up) is out of reach of the requests above it, they stay pending until it has ended.
// `AbortSignal` knows no such end: a signal stays aborted. So each scope has a signal of its own, made when somebody asks for it, and the
// one of a timeout aborts without the one of the task around it.

/** Something that awaits can depend on. */
export interface Dependency {
  /** What this cannot settle without. */
  dependencies(): Iterable<Dependency>;
}

/** A suspended await that the runtime owns. */
export interface Wait {
  readonly awaited: Dependency;
  scope: Scope;
  /** Returns whether the request was taken: if not, it stays pending. */
  interrupt(request: CancelledError): boolean;
}

export class Scope {
  readonly root: Scope;
  #parent: Scope | undefined;
  readonly #masked: boolean;
  /** Requests made to this scope and not taken back; the root's `total` is the sum over its tree. */
  #requests = 0;
  #total = 0;
  #standing: CancelledError | undefined;
  #pending: CancelledError | undefined;
  #controller: AbortController | undefined;
  // Most scopes never have children, and no task has waits before its first await: made when needed.
  #children: Set<Scope> | undefined;
  #waits: Set<Wait> | undefined;

  constructor(parent?: Scope, { masked = false }: { readonly masked?: boolean } = {}) {
    this.#parent = parent;
    this.root = parent?.root ?? this;
    this.#masked = masked;
    if (parent !== undefined) {
      parent.#adopt(this);
    }
  }

  /** Requests on the whole tree: what asyncio calls cancelling(). */
  get total(): number {
    return this.root.#total;
  }

  /** Requests that reach this scope: its own and those of the scopes around it, not those of a sibling in a `Promise.all`. */
  get reaching(): number {
    return this.#outwards().reduce((sum, scope) => sum + scope.#requests, 0);
  }

  /** Requests on this scope alone. */
  get requests(): number {
    return this.#requests;
  }

  /** A request that has not reached any await yet. */
  get pending(): CancelledError | undefined {
    return this.#pending;
  }

  /** Aborts with the request, at the moment of the request, and stays aborted. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      const standing = this.#standingFromHere();
      if (standing !== undefined) {
        this.#controller.abort(standing);
      }
    }
    return this.#controller.signal;
  }

  request(request: CancelledError): void {
    this.#requests += 1;
    this.root.#total += 1;
    this.#standing ??= request;
    if (!this.#interrupt(request)) {
      this.#pending ??= request;
    }
    this.#abort(this.#standing);
  }

  /** Takes one request back; with the last one go the undelivered error and the aborted signals. */
  withdraw(): void {
    if (this.#requests === 0) {
      return;
    }
    this.#requests -= 1;
    this.root.#total -= 1;
    if (this.#requests === 0) {
      this.#standing = undefined;
      this.#pending = undefined;
      this.#renewSignals();
    }
  }

  /** Makes the nearest standing request pending again, for a cancellation that gave way to an error. */
  raiseAgain(): void {
    const requested = this.#outwards().find(scope => scope.#requests > 0);
    if (requested !== undefined) {
      requested.#pending ??= requested.#standing;
    }
  }

  /** Takes the pending request, if any is meant for awaits in this scope: it counts as delivered from now on. */
  takePending(): CancelledError | undefined {
    const own = this.#pending;
    this.#pending = undefined;
    return this.#masked ? own : (this.#parent?.takePending() ?? own);
  }

  /** Is this the request that a call in here was told of by its signal? Then it is delivered. */
  acknowledge(error: CancelledError): boolean {
    const requested = this.#outwards().find(scope => scope.#standing === error);
    if (requested === undefined) {
      return false;
    }
    if (requested.#pending === error) {
      requested.#pending = undefined;
    }
    return true;
  }

  enter(wait: Wait): void {
    (this.#waits ??= new Set()).add(wait);
  }

  leave(wait: Wait): void {
    this.#waits?.delete(wait);
  }

  *waits(): Iterable<Wait> {
    yield* this.#waits ?? [];
    for (const child of this.#children ?? []) {
      yield* child.waits();
    }
  }

  /** Ends the scope. What somebody started in it and did not wait for belongs to the scope around it from now on. */
  close(): void {
    this.root.#total -= this.#requests;
    this.#requests = 0;
    this.#standing = undefined;
    this.#pending = undefined;
    const parent = this.#parent;
    if (parent === undefined) {
      return;
    }
    parent.#release(this);
    for (const wait of this.#waits ?? []) {
      wait.scope = parent;
      parent.enter(wait);
    }
    for (const child of this.#children ?? []) {
      child.#parent = parent;
      parent.#adopt(child);
    }
  }

  #interrupt(request: CancelledError): boolean {
    let taken = false;
    for (const wait of [...(this.#waits ?? [])]) {
      taken = wait.interrupt(request) || taken;
    }
    for (const child of [...(this.#children ?? [])]) {
      taken = (!child.#masked && child.#interrupt(request)) || taken;
    }
    return taken;
  }

  #abort(request: CancelledError): void {
    this.#controller?.abort(request);
    for (const child of [...(this.#children ?? [])]) {
      if (!child.#masked) {
        child.#abort(request);
      }
    }
  }

  #renewSignals(): void {
    if (this.#standingFromHere() === undefined) {
      this.#controller = undefined;
      for (const child of this.#children ?? []) {
        child.#renewSignals();
      }
    }
  }

  #standingFromHere(): CancelledError | undefined {
    return this.#outwards().map(scope => scope.#standing).find(standing => standing !== undefined);
  }

  /** This scope and those around it whose requests reach it. */
  #outwards(): readonly Scope[] {
    return this.#parent === undefined || this.#masked ? [this] : [this, ...this.#parent.#outwards()];
  }

  #adopt(child: Scope): void {
    (this.#children ??= new Set()).add(child);
  }

  #release(child: Scope): void {
    this.#children?.delete(child);
  }
}
