import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { builtinCatalog } from '../../../src/facts/catalog/builtin.ts';
import { createCatalog } from '../../../src/facts/catalog/catalog.ts';
import type { CatalogEntry } from '../../../src/facts/catalog/entry.ts';
import { alone, inProject, type TestProgram } from './programs.ts';

/** The entries of each callee in the text, in order; `-` where nothing is known. */
function calleesIn({ program, file }: TestProgram, extra: readonly CatalogEntry[] = []): string[] {
  const catalog = createCatalog(ts, program.getTypeChecker(), builtinCatalog, extra);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const entry = catalog.entryOf(node.expression);
      found.push(entry === undefined ? '-' : `${entry.of.from === 'package' ? `${entry.of.package}:` : ''}${entry.of.name}`);
    }
  };
  visit(file);
  return found;
}

/** What both hosts must say. */
const everywhere: readonly (readonly [string, string, readonly string[]])[] = [
  ['a global', `fetch('/orders');`, ['fetch']],
  ['a static member of a global', `Promise.all([]); AbortSignal.any([]);`, ['Promise.all', 'AbortSignal.any']],
  ['a member of globalThis', `globalThis.fetch('/orders');`, ['fetch']],
  ['console', `console.error('late');`, ['console.error']],
  ['a member by its string', `console['error']('late');`, ['console.error']],
  ['a cast and parentheses', `(fetch as Function)('/orders'); (fetch)('/orders'); fetch!('/orders');`, ['fetch', 'fetch', 'fetch']],
  ['a local function that shadows a global', `function f() { fetch(); function fetch() {} } f();`, ['-', '-']],
  ['a parameter that shadows a global', `function f(fetch: () => void) { fetch(); }`, ['-']],
  ['a parameter that shadows a namespace', `function f(console: { log(): void }) { console.log(); }`, ['-']],
  ['a local namesake of a package', `const timers = { setTimeout() {} }; timers.setTimeout();`, ['-']],
  ['a named import', `import { setTimeout } from 'node:timers/promises'; setTimeout(1);`, ['timers/promises:setTimeout']],
  ['no prefix', `import { setTimeout } from 'timers/promises'; setTimeout(1);`, ['timers/promises:setTimeout']],
  ['a renamed import', `import { setTimeout as sleep } from 'node:timers/promises'; sleep(1);`, ['timers/promises:setTimeout']],
  ['a namespace import', `import * as timers from 'node:timers'; timers.setTimeout(() => {});`, ['timers:setTimeout']],
  ['a default import', `import timers from 'node:timers/promises'; timers.setTimeout(1);`, ['timers/promises:setTimeout']],
  ['the promises of a module', `import { promises as wait } from 'node:timers'; wait.setTimeout(1);`, ['timers/promises:setTimeout']],
  ['a member of an import', `import { scheduler } from 'node:timers/promises'; scheduler.wait(1);`, ['timers/promises:scheduler.wait']],
  ['an awaited import', `const { once } = await import('node:events'); once();`, ['-', 'events:once']],
  ['an alias of a member', `const { all, race: first } = Promise; all([]); first([]);`, ['Promise.all', 'Promise.race']],
  ['an alias of a global', `const get = fetch; get('/orders');`, ['fetch']],
  ['a nested pattern', `const { promises: { setTimeout: sleep } } = await import('node:timers'); sleep(1);`, ['-', 'timers/promises:setTimeout']],
  ['an array literal', `[1, 2].map(String);`, ['Array.prototype.map']],
  ['a chain of array methods', `[1, 2].filter(Boolean).map(String);`, ['Array.prototype.filter', 'Array.prototype.map']],
  ['a new promise', `new Promise<void>(() => {}).then(() => {});`, ['Promise', 'Promise.prototype.then']],
  ['a chain', `fetch('/orders').then(() => {}).catch(() => {});`, ['fetch', 'Promise.prototype.then', 'Promise.prototype.catch']],
  ['the result of an async function', `async function f() {} f().catch(() => {});`, ['-', 'Promise.prototype.catch']],
  ['an awaited response', `const response = await fetch('/orders'); response.json();`, ['fetch', 'Response.prototype.json']],
  ['a constructed emitter', `import { EventEmitter } from 'node:events'; const bus = new EventEmitter(); bus.on('a', () => {});`, [
    'events:EventEmitter',
    'events:EventEmitter.prototype.on',
  ]],
  ['a default-imported class', `import EventEmitter from 'node:events'; new EventEmitter().once('a', () => {});`, [
    'events:EventEmitter',
    'events:EventEmitter.prototype.once',
  ]],
  ['a static member beside an instance member', `import EventEmitter from 'events'; EventEmitter.once(new EventEmitter(), 'a');`, [
    'events:EventEmitter',
    'events:once',
  ]],
  ['an annotated parameter', `function f(signal: AbortSignal) { signal.throwIfAborted(); }`, ['AbortSignal.prototype.throwIfAborted']],
  ['an optional parameter', `function f(signal?: AbortSignal) { signal?.throwIfAborted(); }`, ['AbortSignal.prototype.throwIfAborted']],
  ['a union with nothing', `function f(signal: AbortSignal | undefined) { signal?.throwIfAborted(); }`, ['AbortSignal.prototype.throwIfAborted']],
  ['a property of what is known', `const c = new AbortController(); c.signal.throwIfAborted();`, ['AbortController', 'AbortSignal.prototype.throwIfAborted']],
  ['a private field', `class Job { #c = new AbortController(); stop() { this.#c.abort(); } }`, ['AbortController', 'AbortController.prototype.abort']],
  ['a parameter property', `class Job { constructor(private signal: AbortSignal) {} run() { this.signal.throwIfAborted(); } }`, [
    'AbortSignal.prototype.throwIfAborted',
  ]],
  ['an inherited member', `import { EventEmitter } from 'events'; class Bus extends EventEmitter { open() { this.on('a', () => {}); } }`, [
    'events:EventEmitter.prototype.on',
  ]],
  ['an overridden member', `import { EventEmitter } from 'events'; class Bus extends EventEmitter { override on() { return this; } open() { this.on(); } }`, ['-']],
  ['process as a module', `import process from 'node:process'; process.on('exit', () => {});`, ['process.on']],
  ['process as a global', `process.on('exit', () => {});`, ['process.on']],
  ['a variable that may be set again', `let get = console.log; get('a');`, ['-']],
  ['a name that refers to itself', `const a: any = b; const b: any = a; a();`, ['-']],
  ['a promisified function', `import { promisify } from 'node:util'; import { exec } from 'node:child_process'; const run = promisify(exec); run('ls');`, [
    'util:promisify',
    'child_process:exec.__promisify__',
  ]],
  ['a promisified member of a module', `import util from 'util'; import fs from 'fs'; const read = util.promisify(fs.readFile); read('a');`, [
    'util:promisify',
    'fs:readFile.__promisify__',
  ]],
  ['what another module defines', `import { spawn } from 'child_process'; const child = spawn('ls'); child.stdout.on('data', () => {});`, [
    'child_process:spawn',
    'stream:Readable.prototype.on',
  ]],
  ['a package', `import axios, { isCancel } from 'axios'; axios.get('/a'); isCancel(1); axios.isCancel(1); axios('/a');`, [
    'axios:get',
    'axios:isCancel',
    'axios:isCancel',
    'axios:default',
  ]],
  ['an instance of a package', `import axios from 'axios'; const api = axios.create(); api.post('/a'); api('/a');`, [
    'axios:create',
    'axios:AxiosInstance.prototype.post',
    'axios:AxiosInstance.prototype',
  ]],
  ['a default-exported class', `import PQueue from 'p-queue'; const queue = new PQueue(); queue.add(async () => {});`, ['-', 'p-queue:default.prototype.add']],
  ['a function that a function gives', `import debug from 'debug'; const log = debug('orders'); log('late');`, ['debug:default', 'debug:Debugger.prototype']],
  ['a logger', `import pino from 'pino'; const log = pino(); log.error('late');`, ['pino:default', 'pino:Logger.prototype.error']],
  ['a cast to a known type', `(event as AbortSignal).throwIfAborted();`, ['AbortSignal.prototype.throwIfAborted']],
  ['a member of the type that an alias names', `type Stop = AbortSignal; function f(stop: Stop) { stop.throwIfAborted(); }`, ['AbortSignal.prototype.throwIfAborted']],
  ['an import type', `function f(bus: import('node:events').EventEmitter) { bus.once('a', () => {}); }`, ['events:EventEmitter.prototype.once']],
];

/** What a script of CommonJS says. */
const inScripts: readonly (readonly [string, string, readonly string[]])[] = [
  ['a destructured require', `const { setTimeout: sleep } = require('node:timers/promises'); sleep(1);`, ['-', 'timers/promises:setTimeout']],
  ['a required module', `var timers = require('timers'); timers.setTimeout(() => {});`, ['-', 'timers:setTimeout']],
  ['a member of a require', `const run = require('child_process').exec; run('ls');`, ['-', 'child_process:exec']],
  ['a required module that is a class', `const EventEmitter = require('events'); new EventEmitter().on('a', () => {});`, [
    '-',
    'events:EventEmitter',
    'events:EventEmitter.prototype.on',
  ]],
  ['a required function', `const debug = require('debug'); debug('orders')('late');`, ['-', 'debug:default', '-']],
  ['a require of one\'s own', `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); require('timers').setTimeout(() => {});`, [
    'module:createRequire',
    '-',
    'timers:setTimeout',
  ]],
  ['a require that is something else', `function f(require) { require('timers').setTimeout(() => {}); }`, ['-', '-']],
];

test.each(inScripts)('%s is known in a script', (_title, text, expected) => {
  expect(calleesIn(alone(text, 'orders.js')).toSorted()).toEqual([...expected].sort());
});

/** What it takes a program, or types, to say. */
const inProjectOnly: readonly (readonly [string, string, readonly string[], Readonly<Record<string, string>>?])[] = [
  ['an inferred type', `function f() { return new AbortController(); } f().abort();`, ['AbortController', '-', 'AbortController.prototype.abort']],
  ['a member that a base declares', `document.body.addEventListener('click', () => {});`, ['Element.prototype.addEventListener']],
  ['a member that a library declares again', `import { createReadStream } from 'fs'; function f() { return createReadStream('a'); } f().on('data', () => {});`, [
    'fs:createReadStream',
    '-',
    'fs:ReadStream.prototype.on',
  ]],
  ['an array of anything', `function f(orders: Map<string, number[]>) { orders.get('a')?.map(String); }`, ['Map.prototype.get', 'Array.prototype.map']],
  ['a member of a union of known things', `function f(orders: string[] | readonly string[]) { orders.forEach(String); }`, ['-']],
  ['a property of one that is only like another', `interface Bus { on(): void } function f(bus: Bus) { bus.on(); }`, ['-']],
  ['a member that the receiver inherits', `import { ExecaError } from 'execa'; function f(e: ExecaError) { e.isCanceled.valueOf(); }`, ['-']],
  ['a re-export', `import { sleep } from './time.ts'; sleep(1);`, ['timers/promises:setTimeout'], { 'time.ts': `export { setTimeout as sleep } from 'node:timers/promises';` }],
  ['a re-export of everything', `import { setTimeout } from './time.ts'; setTimeout(1);`, ['timers/promises:setTimeout'], { 'time.ts': `export * from 'node:timers/promises';` }],
  ['a constant of another file', `import { log } from './log.ts'; log.error('late');`, ['pino:Logger.prototype.error'], { 'log.ts': `import pino from 'pino'; export const log = pino();` }],
  ['a namespace of another file', `import * as time from './time.ts'; time.sleep(1);`, ['timers/promises:setTimeout'], { 'time.ts': `export { setTimeout as sleep } from 'node:timers/promises';` }],
  ['a namesake of another file', `import { setTimeout } from './time.ts'; setTimeout();`, ['-'], { 'time.ts': `export function setTimeout() {}` }],
];

test.each(inProjectOnly.map(story => ({ story, title: story[0] })))('$title is known in a project', ({ story: [, text, expected, others] }) => {
  expect(calleesIn(inProject(text, others))).toEqual(expected);
});

describe.each(everywhere)('%s', (_title, text, expected) => {
  test.each([
    ['alone', alone],
    ['in a project', inProject],
  ] as const)('is recognised %s', (_host, make) => {
    expect(calleesIn(make(text))).toEqual(expected);
  });
});

test.each([
  ['extends a cancellation class', `import { CanceledError } from 'axios'; class OrderCanceled extends CanceledError<unknown> {}`, 'axios', 'CanceledError'],
  ['extends one that extends it', `import { CancelError } from 'got'; class A extends CancelError {} class B extends A {}`, 'got', 'CancelError'],
  ['extends an emitter', `import { EventEmitter } from 'node:events'; class Bus extends EventEmitter {}`, 'events', 'EventEmitter'],
])('a class that %s is known by it', (_title, text, module, name) => {
  const { program, file } = inProject(text);
  const checker = program.getTypeChecker();
  const declaration = file.statements.findLast(one => ts.isClassDeclaration(one));
  const symbol = declaration?.name === undefined ? undefined : checker.getSymbolAtLocation(declaration.name);
  const entry = symbol === undefined ? undefined : createCatalog(ts, checker, builtinCatalog).entryOfClass(symbol);
  expect(entry?.of).toEqual({ from: 'package', package: module, name });
});

test('types are asked for only where the text does not say what is called', () => {
  const { program, file } = inProject(`fetch('/'); console.log(1); [1].map(String); orders.forget(); function f() { return [1]; } f().map(String);`);
  const catalog = createCatalog(ts, program.getTypeChecker(), builtinCatalog);
  const asked: string[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (ts.isCallExpression(node) && catalog.answerFor(node.expression).askedTypes) {
      asked.push(node.expression.getText());
    }
  };
  visit(file);
  expect(asked).toEqual(['f().map']);
});
