import { cancels, chained, commit, each, globals, later, lifetime, listening, ticking } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/** The platform of browsers, most of which Node has too: WHATWG's DOM, Fetch, Streams and HTML standards, and some of W3C's. */

const abort = [
  ...globals('https://dom.spec.whatwg.org/#interface-abortcontroller', {
    AbortController: { type: 'controller', pure: true, throws: 'never' },
    'AbortController.prototype.signal': { givesSignal: 'own', result: 'AbortSignal' },
    'AbortController.prototype.abort': { throws: 'never' },
  }),
  ...globals('https://dom.spec.whatwg.org/#interface-AbortSignal', {
    AbortSignal: { type: 'signal' },
    'AbortSignal.any': { givesSignal: 'composed', result: 'AbortSignal', pure: true },
    'AbortSignal.timeout': { givesSignal: 'own', result: 'AbortSignal' },
    'AbortSignal.abort': { givesSignal: 'own', result: 'AbortSignal', throws: 'never', pure: true },
    'AbortSignal.prototype.addEventListener': { callbacks: [later(1)], registers: listening, signal: [lifetime(2, 'signal')], throws: 'never' },
    'AbortSignal.prototype.throwIfAborted': { cancellation: 'guard' },
  }),
  ...globals('https://wicg.github.io/task-scheduling/#sec-task-controller', {
    TaskController: { type: 'controller' },
    TaskSignal: { type: 'signal' },
    'TaskSignal.any': { givesSignal: 'composed', result: 'TaskSignal', pure: true },
    'Scheduler.prototype.postTask': {
      signal: [cancels(1, 'signal')],
      callbacks: [chained(0)],
      result: 'Promise',
    },
    'Scheduler.prototype.yield': { rejects: 'never' },
    scheduler: { result: 'Scheduler' },
  }),
];

const events = globals('https://dom.spec.whatwg.org/#interface-eventtarget', {
  EventTarget: { type: 'emitter' },
  'EventTarget.prototype.addEventListener': { callbacks: [later(1)], registers: listening, signal: [lifetime(2, 'signal')], throws: 'never' },
  'EventTarget.prototype.removeEventListener': { throws: 'never' },
  addEventListener: { callbacks: [later(1)], registers: listening, signal: [lifetime(2, 'signal')], throws: 'never' },
  Event: { pure: true },
  CustomEvent: { pure: true },
  MutationObserver: { callbacks: [later(0)] },
  DOMException: { pure: true, throws: 'never' },
  'Element.prototype.addEventListener': { callbacks: [later(1)], registers: listening, signal: [lifetime(2, 'signal')], throws: 'never' },
  'Document.prototype.addEventListener': { callbacks: [later(1)], registers: listening, signal: [lifetime(2, 'signal')], throws: 'never' },
  document: { result: 'Document' },
});

/** What is loaded says `load`, unless it could not be loaded. */
const loading = [
  ...globals('https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface', { EventSource: { instead: { open: ['error'] } } }),
  ...globals('https://html.spec.whatwg.org/multipage/images.html#update-the-image-data', { HTMLImageElement: { instead: { load: ['error'] } } }),
  ...globals('https://html.spec.whatwg.org/multipage/scripting.html#execute-the-script-element', { HTMLScriptElement: { instead: { load: ['error'] } } }),
  ...globals('https://w3c.github.io/FileAPI/#events', { FileReader: { instead: { load: ['error', 'abort', 'loadend'] } } }),
  ...globals('https://xhr.spec.whatwg.org/#events', { XMLHttpRequest: { instead: { load: ['error', 'abort', 'timeout', 'loadend'] } } }),
  ...globals('https://w3c.github.io/IndexedDB/#request-api', { IDBRequest: { instead: { success: ['error'] } } }),
];

const bodyReaders = ['json', 'text', 'arrayBuffer', 'blob', 'formData', 'bytes'];

const fetching = [
  ...globals('https://fetch.spec.whatwg.org/#fetch-method', {
    fetch: { signal: [cancels(1, 'signal')], rejects: 'witness', result: 'Response' },
  }),
  ...globals('https://fetch.spec.whatwg.org/#body-mixin', {
    ...each(
      ['Response', 'Request', 'Body'].flatMap(owner => bodyReaders.map(name => `${owner}.prototype.${name}`)),
      { rejects: 'witness' },
    ),
  }),
  ...globals('https://fetch.spec.whatwg.org/#request-class', {
    Request: { pure: true },
    'Request.prototype.signal': { givesSignal: 'foreign', result: 'AbortSignal' },
  }),
  ...globals('https://fetch.spec.whatwg.org/#response-class', {
    Response: { pure: true },
    ...each(['Response.json', 'Response.redirect', 'Response.error'], { pure: true, result: 'Response' }),
  }),
  ...globals('https://fetch.spec.whatwg.org/#headers-class', { Headers: { pure: true } }),
  ...globals('https://xhr.spec.whatwg.org/#interface-formdata', { FormData: { pure: true } }),
  ...globals('https://w3c.github.io/FileAPI/#blob-section', {
    ...each(['arrayBuffer', 'text'].map(name => `Blob.prototype.${name}`), { rejects: 'witness' }),
  }),
];

const streams = [
  ...globals('https://streams.spec.whatwg.org/#rs-class', {
    'ReadableStream.prototype.pipeTo': { signal: [cancels(1, 'signal')], rejects: 'witness' },
    'ReadableStream.prototype.pipeThrough': { signal: [lifetime(1, 'signal')], result: 'ReadableStream' },
    'ReadableStream.prototype.cancel': { rejects: 'witness' },
    'ReadableStream.prototype.getReader': { result: 'ReadableStreamDefaultReader' },
  }),
  ...globals('https://streams.spec.whatwg.org/#default-reader-class', {
    'ReadableStreamDefaultReader.prototype.read': { rejects: 'witness' },
    'ReadableStreamDefaultReader.prototype.releaseLock': { throws: 'never' },
    'ReadableStreamGenericReader.prototype.cancel': { rejects: 'witness' },
    'ReadableStreamDefaultReader.prototype.cancel': { rejects: 'witness' },
  }),
  ...globals('https://streams.spec.whatwg.org/#ws-class', {
    'WritableStream.prototype.abort': { rejects: 'witness' },
    'WritableStream.prototype.close': { rejects: 'witness' },
    'WritableStream.prototype.getWriter': { result: 'WritableStreamDefaultWriter' },
    'WritableStreamDefaultWriter.prototype.write': { rejects: 'witness' },
    'WritableStreamDefaultWriter.prototype.close': { rejects: 'witness' },
    'WritableStreamDefaultWriter.prototype.abort': { rejects: 'witness' },
    'WritableStreamDefaultController.prototype.signal': { givesSignal: 'foreign', result: 'AbortSignal' },
  }),
];

const timers = [
  ...globals('https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers', {
    setTimeout: { callbacks: [later(0)], registers: ticking('timer'), throws: 'never' },
    setInterval: { callbacks: [later(0)], registers: ticking('interval'), throws: 'never' },
    clearTimeout: { throws: 'never' },
    clearInterval: { throws: 'never' },
  }),
  ...globals('https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#microtask-queuing', {
    queueMicrotask: { callbacks: [later(0)], throws: 'never' },
  }),
  ...globals('https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#animation-frames', {
    requestAnimationFrame: { callbacks: [later(0)], throws: 'never' },
    cancelAnimationFrame: { throws: 'never' },
  }),
  ...globals('https://w3c.github.io/requestidlecallback/#the-requestidlecallback-method', {
    requestIdleCallback: { callbacks: [later(0)], throws: 'never' },
    cancelIdleCallback: { throws: 'never' },
  }),
  ...globals('https://html.spec.whatwg.org/multipage/structured-data.html#structured-cloning', {
    structuredClone: { pure: true },
  }),
  ...globals('https://html.spec.whatwg.org/multipage/webappapis.html#atob', {
    atob: { pure: true },
    btoa: { pure: true },
  }),
];

const others = [
  ...globals('https://w3c.github.io/web-locks/#api-lock-manager-request', {
    'LockManager.prototype.request': {
      signal: [cancels(1, 'signal')],
      callbacks: [
        { argument: 1, runs: 'later', result: 'returned', errors: 'propagate' },
        { argument: 2, runs: 'later', result: 'returned', errors: 'propagate' },
      ],
      result: 'Promise',
    },
    'LockManager.prototype.query': { rejects: 'witness' },
    navigator: { result: 'Navigator' },
    ...each(['Navigator.prototype.locks', 'NavigatorLocks.prototype.locks'], { result: 'LockManager' }),
  }),
  ...globals('https://w3c.github.io/webauthn/#sctn-createCredential', {
    'CredentialsContainer.prototype.create': { signal: [commit(0, 'signal')], rejects: 'witness' },
    'CredentialsContainer.prototype.get': { signal: [cancels(0, 'signal')], rejects: 'witness' },
  }),
  ...globals('https://websockets.spec.whatwg.org/#the-websocket-interface', {
    WebSocket: { type: 'emitter', instead: { open: ['error', 'close'], message: ['error', 'close'] } },
    'WebSocket.prototype.addEventListener': { callbacks: [later(1)], registers: listening, signal: [lifetime(2, 'signal')], throws: 'never' },
  }),
  ...globals('https://www.w3.org/TR/intersection-observer/#intersection-observer-interface', {
    IntersectionObserver: { callbacks: [later(0)] },
  }),
  ...globals('https://www.w3.org/TR/resize-observer/#resize-observer-interface', { ResizeObserver: { callbacks: [later(0)] } }),
  ...globals('https://w3c.github.io/performance-timeline/#the-performanceobserver-interface', {
    PerformanceObserver: { callbacks: [later(0)] },
  }),
  ...globals('https://w3c.github.io/hr-time/#sec-performance', {
    'Performance.prototype.now': { pure: true, throws: 'never' },
    'Performance.prototype.mark': { logs: true },
    'Performance.prototype.measure': { logs: true },
    performance: { result: 'Performance' },
  }),
  // The face keeps what has come of it, as its `status`; text is shown in another font until then.
  ...globals('https://drafts.csswg.org/css-font-loading-3/#dom-fontface-load', { 'FontFace.prototype.load': { rejects: 'witness', detaches: true } }),
  ...globals('https://url.spec.whatwg.org/#url-class', {
    URL: { pure: true },
    'URL.canParse': { throws: 'never', pure: true },
    URLSearchParams: { pure: true },
  }),
  ...globals('https://webassembly.github.io/spec/js-api/#webassembly-namespace', {
    ...each(['WebAssembly.compile', 'WebAssembly.instantiate', 'WebAssembly.compileStreaming', 'WebAssembly.instantiateStreaming'], { rejects: 'witness' }),
  }),
  ...globals('https://encoding.spec.whatwg.org/#interface-textdecoder', {
    TextDecoder: { pure: true },
    TextEncoder: { pure: true },
    'TextDecoder.prototype.decode': { pure: true },
    'TextEncoder.prototype.encode': { throws: 'never', pure: true },
  }),
];

const consoleMethods = [
  'assert',
  'clear',
  'count',
  'countReset',
  'debug',
  'dir',
  'dirxml',
  'error',
  'group',
  'groupCollapsed',
  'groupEnd',
  'info',
  'log',
  'table',
  'time',
  'timeEnd',
  'timeLog',
  'trace',
  'warn',
];

const logging = [
  ...globals('https://console.spec.whatwg.org/#console-namespace', {
    ...each(consoleMethods.flatMap(name => [`console.${name}`, `Console.prototype.${name}`]), { logs: true }),
  }),
  ...globals('https://html.spec.whatwg.org/multipage/webappapis.html#dom-reporterror', { reportError: { logs: true } }),
];

export const dom: readonly CatalogEntry[] = [...abort, ...events, ...loading, ...fetching, ...streams, ...timers, ...others, ...logging];
