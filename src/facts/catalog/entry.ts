/**
 * What a library's functions, classes and properties mean for tasks and cancellation, as data.
 *
 * The built-in catalogs, one file per library, and the user's settings (`settings.cancellation` in ESLint, the same keys
 * in `cancellation.config.json`) have the same format, so that whatever a catalog says a user can say.
 * Things are named as typescript-eslint names them: https://typescript-eslint.io/packages/type-utils/type-or-value-specifier/
 */
export type Specifier =
  | { readonly from: 'lib'; readonly name: string }
  | { readonly from: 'package'; readonly package: string; readonly name: string }
  | { readonly from: 'file'; readonly name: string; readonly path?: string }
  /** Whatever has this name, wherever it is declared; a name without a dot is also a member's. For users, never built in. */
  | { readonly from: 'any'; readonly name: string };

/**
 * Where a call takes a signal. `argument` counts from 0; with `property` the signal is that property of the options object there.
 *
 * - `cancels`: an abort ends the wait, the call rejects. - `lifetime`: a subscription or process ends with the signal, the call itself does not wait for it.
 * - `commit`: an abort stops work that must not be left half done.
 */
export interface SignalSlot {
  readonly argument: number;
  readonly property?: string;
  readonly kind: 'cancels' | 'lifetime' | 'commit';
}

/** What a function does with a callback that it is given. */
export interface CallbackUse {
  readonly argument: number;
  /** `during`: before the call returns. `later`: after. */
  readonly runs: 'during' | 'later' | 'unknown';
  /** What becomes of the promise that an async callback returns; `returned` puts it into the call's own result (`map`). */
  readonly result: 'joined' | 'returned' | 'dropped' | 'unknown';
  /** What becomes of an error that the callback throws. */
  readonly errors: 'propagate' | 'caught' | 'unknown';
  /** The callback runs as a task of its own, which the call gives. `free`: whoever has it must wait for it. `member`: its owner does, a task group. */
  readonly task?: 'free' | 'member';
  /** No cancellation of its caller reaches what the callback waits for: clean-up that must finish, a main function. */
  readonly masked?: true;
  /** A cancellation may rightly end in the callback: the call raises it itself. */
  readonly boundary?: true;
}

/**
 * What a call adds that stays until somebody takes it away.
 *
 * `timer`, `interval`: to the clock. `listener`: to the object whose method is called, or to the argument `on`, for the event that the
 * argument `event` names, or that is always the same. Arguments count from 0.
 */
export interface RegistrationClaim {
  readonly kind: 'timer' | 'interval' | 'listener';
  readonly on?: number;
  readonly event?: number | string;
  readonly callback: number;
  readonly delay?: number;
  /** What it takes to take it away again: the call's result, or the same callback. */
  readonly releasedBy: 'result' | 'callback';
}

/**
 * One thing that a library offers. `name` in the specifier may be dotted: `AbortSignal.any`, `Promise.all` (static), or
 * `EventEmitter.on` (a member of each instance). Where a class has a static and an instance member of one name, as
 * `Response.json`, the instance's is `Response.prototype.json`; the built-in catalogs always write it so. A module's default
 * export is `default`; a member of it needs no `default.` in front. Global things are `from: 'lib'`, also those of Node.
 */
export interface CatalogEntry {
  readonly of: Specifier;
  /** Where the claim can be read: a section of a specification or a page of the documentation. */
  readonly source: string;
  readonly signal?: readonly SignalSlot[];
  /**
   * The call returns a promise; may that reject? `witness`: yes, by contract (a failed request). `never`: only with a
   * cancellation, through a signal that the call was given. Every built-in entry of a call that returns a promise has it,
   * unless the outcome is that of the call's operands: it has `combines`, or callbacks and the result `Promise`.
   */
  readonly rejects?: 'witness' | 'never';
  /**
   * A synchronous call that is known to throw in a working program, for some input (`JSON.parse`) or state of the world
   * (`readFileSync`), or never to throw. What throws only for a programmer's mistake (`new Response(…, { status: 7 })`) has neither.
   */
  readonly throws?: 'witness' | 'never';
  /** The call throws, or rejects, only where the program itself is wrong: `assert(queue.length > 0)`. */
  readonly asserts?: true;
  readonly callbacks?: readonly CallbackUse[];
  readonly registers?: RegistrationClaim;
  /** The promise that the call gives is settled by the clock and by nothing else but an abort: after the milliseconds that this argument says. */
  readonly ticks?: number;
  /**
   * What a call does with the tasks it is given, as elements of its first argument (`Promise.all`), or directly:
   * `all` and `any` reject with a member's error, `settled` never rejects, `race` settles with the first, `wraps` (`Promise.resolve(p)`) is the task itself.
   */
  readonly combines?: 'all' | 'settled' | 'race' | 'any' | 'wraps';
  /** `class`: instances are cancellation errors. `predicate`: says whether its first argument is one. `guard`: throws if it is one or if the signal is aborted. `ends`: takes the request back, so that the cancellation ends here on purpose. */
  readonly cancellation?: 'class' | 'predicate' | 'guard' | 'ends';
  /** `signal`: a value of this type tells code to stop. `controller`: it owns one, which can be aborted. */
  readonly type?: 'signal' | 'controller' | 'task' | 'emitter';
  /**
   * Of a class of emitters: events that it may never tell, and what it tells instead then. Whoever waits for one of these waits for ever, unless one
   * of those ends the wait. An event that surely comes is not listed.
   */
  readonly instead?: Readonly<Record<string, readonly string[]>>;
  /** The call or property gives a signal: `own` (its own timeout or controller), `composed` of its arguments, or `foreign`. */
  readonly givesSignal?: 'own' | 'composed' | 'foreign';
  /** The signals that the call hands to its callbacks are only ever aborted where this option is set. */
  readonly abortsOnlyIf?: { readonly argument: number; readonly property: string };
  /**
   * Tasks that are cancelled without a signal, as those of our own runtime: waiting for what the call gives, or for an instance of
   * the class, is a cancellation point of the task that waits. It raises each request once; waits after it work again. A guard that
   * is ambient throws only such a cancellation, with which a task ends and does not fail.
   */
  readonly ambient?: true;
  /** Asks the receiver, a task, to end. */
  readonly cancels?: true;
  /** The promise is started on purpose without waiting for it. */
  readonly detaches?: true;
  /** Only tells somebody: log, metric, trace. Presumed not to throw, and no effect of its own. */
  readonly logs?: true;
  /**
   * The class of what the call gives (of what its promise gives), or of what the property holds: a name of the same
   * library, or `module:Name` of another, or `lib:Name`. It lets a host without types follow `const child = spawn(…); child.on(…)`.
   */
  readonly result?: string;
  /** The call returns this one of its arguments and makes nothing of its own: 0 for `Object.freeze(x)`. */
  readonly returnsArgument?: number;
  /** Has no effect that anybody can see. */
  readonly pure?: true;
  readonly neverReturns?: true;
  /** Not worth cancelling. */
  readonly cheap?: true;
  /** It waits for this machine alone, such as for a file, and is over soon by itself: not worth handing a signal through others for. */
  readonly brief?: true;
  /** The function is a place where a cancellation may rightly end. */
  readonly boundary?: true;
}
