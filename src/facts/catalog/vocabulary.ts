/** What cancellations are called. A name alone proves nothing about a function; about an error's `name` or `code` it is what programs test. */

export interface VocabularyWord {
  readonly word: string;
  readonly source: string;
}

/** Values of `error.name` (mostly also the class's name) that say that the operation was cancelled. */
export const cancellationErrorNames: readonly VocabularyWord[] = [
  { word: 'AbortError', source: 'https://webidl.spec.whatwg.org/#aborterror' },
  { word: 'Canceled', source: 'https://github.com/microsoft/vscode/blob/main/src/vs/base/common/errors.ts' },
  { word: 'CanceledError', source: 'https://axios-http.com/docs/cancellation' },
  { word: 'CancelledError', source: 'https://tanstack.com/query/latest/docs/framework/react/guides/query-cancellation' },
  { word: 'CancellationError', source: 'https://code.visualstudio.com/api/references/vscode-api#CancellationError' },
  { word: 'CancelError', source: 'https://github.com/sindresorhus/p-cancelable#pcancelablecancelerror' },
  { word: 'ResponseAborted', source: 'https://github.com/vercel/next.js/blob/canary/packages/next/src/server/web/spec-extension/adapters/next-request.ts' },
];

/** Values of `error.name` that say that time was up. Testing for one of these alone does not test for an abort. */
export const timeoutErrorNames: readonly VocabularyWord[] = [{ word: 'TimeoutError', source: 'https://webidl.spec.whatwg.org/#timeouterror' }];

/** Values of `error.code` that say that the operation was cancelled. */
export const cancellationErrorCodes: readonly { readonly word: string | number; readonly source: string }[] = [
  { word: 'ABORT_ERR', source: 'https://nodejs.org/docs/latest-v20.x/api/errors.html#abort_err' },
  { word: 'ERR_CANCELED', source: 'https://axios-http.com/docs/handling_errors' },
  { word: 'UND_ERR_ABORTED', source: 'https://github.com/nodejs/undici/blob/v7.30.2/docs/docs/api/Errors.md' },
  { word: 20, source: 'https://webidl.spec.whatwg.org/#dom-domexception-abort_err' },
];

/**
 * Words in the name of a function that nobody has read and that is told of an error, from which it may be a guard: `rethrowIfAborted(error)`. They
 * only ever silence a finding.
 */
export const guardWords: readonly VocabularyWord[] = [
  { word: 'throw', source: 'https://dom.spec.whatwg.org/#dom-abortsignal-throwifaborted' },
  { word: 'abort', source: 'https://dom.spec.whatwg.org/#dom-abortsignal-throwifaborted' },
  { word: 'cancel', source: 'https://docs.temporal.io/develop/typescript/cancellation' },
];

/** Properties of an options object that hold a signal. */
export const signalProperties: readonly VocabularyWord[] = [
  { word: 'signal', source: 'https://dom.spec.whatwg.org/#abortcontroller-api-integration' },
  { word: 'abortSignal', source: 'https://ai-sdk.dev/docs/advanced/stopping-streams' },
  { word: 'cancelSignal', source: 'https://github.com/sindresorhus/execa/blob/main/docs/api.md#optionscancelsignal' },
];

/** The event that a signal tells its listeners of, and the methods that add and remove these: known by their names where a signal is known by its shape. */
export const abortListening = {
  event: 'abort',
  adds: 'addEventListener',
  source: 'https://dom.spec.whatwg.org/#eventdef-abortsignal-abort',
} as const;

/** What a method is called after which an object is done with. Its timers have no business any more. */
export const closingMethods: readonly VocabularyWord[] = [
  { word: 'close', source: 'https://nodejs.org/docs/latest-v20.x/api/http.html#serverclosecallback' },
  { word: 'destroy', source: 'https://nodejs.org/docs/latest-v20.x/api/stream.html#readabledestroyerror' },
  { word: 'dispose', source: 'https://code.visualstudio.com/api/references/vscode-api#Disposable' },
  { word: 'disconnect', source: 'https://dom.spec.whatwg.org/#dom-mutationobserver-disconnect' },
  { word: 'terminate', source: 'https://nodejs.org/docs/latest-v20.x/api/worker_threads.html#workerterminate' },
  { word: 'shutdown', source: 'https://opentelemetry.io/docs/specs/otel/trace/sdk/#shutdown' },
  { word: 'stop', source: 'https://docs.temporal.io/develop/typescript/core-application#how-to-shut-down-a-worker' },
  { word: 'Symbol.dispose', source: 'https://tc39.es/proposal-explicit-resource-management/#sec-properties-of-the-symbol-constructor' },
  { word: 'Symbol.asyncDispose', source: 'https://tc39.es/proposal-explicit-resource-management/#sec-properties-of-the-symbol-constructor' },
  { word: '_destroy', source: 'https://nodejs.org/docs/latest-v20.x/api/stream.html#readable_destroyerr-callback' },
  { word: 'disconnectedCallback', source: 'https://html.spec.whatwg.org/multipage/custom-elements.html#custom-element-reactions' },
  { word: 'componentWillUnmount', source: 'https://react.dev/reference/react/Component#componentwillunmount' },
  { word: 'ngOnDestroy', source: 'https://angular.dev/guide/components/lifecycle#ngondestroy' },
  { word: 'onModuleDestroy', source: 'https://docs.nestjs.com/fundamentals/lifecycle-events' },
];

/** Those of them after which the same object may be started again. */
export const pausingMethods: readonly string[] = ['stop', 'disconnect', 'disconnectedCallback'];

/** What a method is called by which work in progress is ended. */
export const stoppingMethods: readonly VocabularyWord[] = [
  ...closingMethods,
  { word: 'abort', source: 'https://xhr.spec.whatwg.org/#dom-xmlhttprequest-abort' },
  { word: 'cancel', source: 'https://streams.spec.whatwg.org/#rs-cancel' },
  { word: 'kill', source: 'https://nodejs.org/docs/latest-v20.x/api/child_process.html#subprocesskillsignal' },
  { word: 'return', source: 'https://tc39.es/ecma262/#sec-asyncgenerator-prototype-return' },
];

/** What a method is called by which an operation is ended with an error that it is given. */
export const failingMethods: readonly VocabularyWord[] = [
  ...stoppingMethods,
  { word: 'error', source: 'https://streams.spec.whatwg.org/#rs-default-controller-error' },
  { word: 'reject', source: 'https://tc39.es/ecma262/#sec-promise-reject-functions' },
];

/** The method after which a timer keeps nobody waiting. */
export const unreferencing = { method: 'unref', source: 'https://nodejs.org/docs/latest-v20.x/api/timers.html#timeoutunref' } as const;

/** The events after which what tells them is done with. Whoever stops it can count on them. */
export const endEvents: readonly VocabularyWord[] = [
  { word: 'close', source: 'https://nodejs.org/api/child_process.html#event-close' },
  { word: 'exit', source: 'https://nodejs.org/api/child_process.html#event-exit' },
];

/** The methods of a clock: whatever has both is one, such as a wrapper around the platform's own or a fake for tests. */
export const clockMethods = [
  { sets: 'setTimeout', clears: 'clearTimeout', kind: 'timer', source: 'https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-settimeout' },
  { sets: 'setInterval', clears: 'clearInterval', kind: 'interval', source: 'https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#dom-setinterval' },
] as const;

/** The methods by which a collection of the language's changes. */
export const changingMethods: readonly VocabularyWord[] = [
  { word: 'set', source: 'https://tc39.es/ecma262/#sec-map.prototype.set' },
  { word: 'add', source: 'https://tc39.es/ecma262/#sec-set.prototype.add' },
  { word: 'delete', source: 'https://tc39.es/ecma262/#sec-map.prototype.delete' },
  { word: 'clear', source: 'https://tc39.es/ecma262/#sec-map.prototype.clear' },
  { word: 'push', source: 'https://tc39.es/ecma262/#sec-array.prototype.push' },
  { word: 'unshift', source: 'https://tc39.es/ecma262/#sec-array.prototype.unshift' },
  { word: 'splice', source: 'https://tc39.es/ecma262/#sec-array.prototype.splice' },
];

/** What is done with a list of tasks that neither waits for one of them nor hands it on. */
export const listMembers: readonly VocabularyWord[] = [
  { word: 'push', source: 'https://tc39.es/ecma262/#sec-array.prototype.push' },
  { word: 'unshift', source: 'https://tc39.es/ecma262/#sec-array.prototype.unshift' },
  { word: 'length', source: 'https://tc39.es/ecma262/#sec-properties-of-array-instances-length' },
];

/** How an iterator is asked for the next value, what its answer says of the end, and how it is told that no more is wanted. */
export const iterating = {
  asks: 'next',
  done: 'done',
  ends: 'return',
  source: 'https://tc39.es/ecma262/#sec-asynciterator-interface',
} as const;

/** Where a program is told how it is run. What it throws only where it is told to, as for debugging, it does not throw. */
export const environments: readonly VocabularyWord[] = [
  { word: 'process.env', source: 'https://nodejs.org/docs/latest-v20.x/api/process.html#processenv' },
  { word: 'import.meta.env', source: 'https://vite.dev/guide/env-and-mode' },
];

/** The methods by which a listener is put on an emitter and taken off it, where the event's name comes first and the listener second: what has both is one. */
export const listenerPairs: readonly { readonly adds: readonly string[]; readonly removes: string; readonly source: string }[] = [
  { adds: ['on', 'once'], removes: 'off', source: 'https://nodejs.org/docs/latest-v20.x/api/events.html#emitteroffeventname-listener' },
  { adds: ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'], removes: 'removeListener', source: 'https://nodejs.org/docs/latest-v20.x/api/events.html#emitterremovelistenereventname-listener' },
  { adds: ['addEventListener'], removes: 'removeEventListener', source: 'https://dom.spec.whatwg.org/#dom-eventtarget-removeeventlistener' },
];

/** Events that come again and again in the life of one emitter, so that who waits for one of them may do so many times. */
export const recurringEvents: readonly VocabularyWord[] = [
  { word: 'data', source: 'https://nodejs.org/docs/latest-v20.x/api/stream.html#event-data' },
  { word: 'readable', source: 'https://nodejs.org/docs/latest-v20.x/api/stream.html#event-readable' },
  { word: 'drain', source: 'https://nodejs.org/docs/latest-v20.x/api/stream.html#event-drain' },
  { word: 'line', source: 'https://nodejs.org/docs/latest-v20.x/api/readline.html#event-line' },
  { word: 'message', source: 'https://html.spec.whatwg.org/multipage/indices.html#event-message' },
  { word: 'request', source: 'https://nodejs.org/docs/latest-v20.x/api/http.html#event-request' },
  { word: 'connection', source: 'https://nodejs.org/docs/latest-v20.x/api/net.html#event-connection' },
  { word: 'change', source: 'https://html.spec.whatwg.org/multipage/indices.html#event-change' },
  { word: 'keydown', source: 'https://w3c.github.io/uievents/#event-type-keydown' },
  { word: 'click', source: 'https://w3c.github.io/pointerevents/#the-click-auxclick-and-contextmenu-events' },
];

/** Those of them by which a stream is read: who also listens for its end reads it once, and to the end. */
export const readingEvents = { recurring: ['data', 'readable'], last: 'end', source: 'https://nodejs.org/docs/latest-v20.x/api/stream.html#event-end' } as const;

/** How a stream is put behind another, whose errors do not reach it; what it says when it has taken everything, and when it is closed in whatever way. */
export const piping = { method: 'pipe', done: 'finish', closed: 'close', source: 'https://nodejs.org/docs/latest-v20.x/api/stream.html#readablepipedestination-options' } as const;
