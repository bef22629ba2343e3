import { isDeepStrictEqual } from 'node:util';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { builtinCatalog, platformCatalog } from '../../../src/facts/catalog/builtin.ts';
import { createCatalog } from '../../../src/facts/catalog/catalog.ts';
import type { CatalogEntry } from '../../../src/facts/catalog/entry.ts';
import { sentryPackages } from '../../../src/facts/catalog/sentry.ts';
import { tanstackPackages } from '../../../src/facts/catalog/tanstack-query.ts';
import { Drift, nameOf } from './drift.ts';

// Development has these for their types alone, and nobody else imports them.
import type {} from 'abort-controller-x';
import type {} from 'axios';
import type {} from 'debug';
import type {} from 'delay';
import type {} from 'execa';
import type {} from 'got';
import type {} from 'ky';
import type {} from 'loglevel';
import type {} from 'p-cancelable';
import type {} from 'p-limit';
import type {} from 'p-map';
import type {} from 'p-queue';
import type {} from 'p-retry';
import type {} from 'p-timeout';
import type {} from 'pino';
import type {} from 'undici';
import type {} from 'vscode-jsonrpc';
import type {} from 'winston';

/** Packages that are too large to be installed here, and the version whose types agreed when their entries were written. */
const recorded: ReadonlyMap<string, string> = new Map([
  ...sentryPackages.map(name => [name, '@sentry/core 11.12.0'] as const),
  ...tanstackPackages.map(name => [name, '@tanstack/query-core 5.108.0'] as const),
  ...['workflow', 'activity', 'common'].map(name => [`@temporalio/${name}`, '1.24.0'] as const),
]);

const compared = builtinCatalog.filter(({ of }) => of.from !== 'package' || !recorded.has(of.package));

const drift = new Drift(compared.flatMap(({ of }) => (of.from === 'package' ? [of.package] : [])));

test('every entry agrees with the types of what it speaks of', () => {
  const complaints = compared.flatMap(entry => drift.complaints(entry).map(complaint => `${nameOf(entry)} ${complaint}`));
  expect(complaints).toEqual([]);
});

test('nothing is described twice', () => {
  const names = builtinCatalog.map(nameOf);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('every entry says something, and where it can be read', () => {
  const silent = builtinCatalog.filter(entry => Object.keys(entry).length < 3);
  const unsourced = builtinCatalog.filter(({ source }) => !/^https:\/\/[\w.-]+\/./.test(source));
  expect([silent, unsourced].flat().map(nameOf)).toEqual([]);
});

// What a library exports is found by the import; the platform's own things are found also by what declares them.
test('a symbol of the platform leads to what its name leads to', () => {
  const catalog = createCatalog(ts, drift.checker, builtinCatalog);
  // What is said of one object and not of its class: nothing leads from the class to it.
  const objects = new Set(['process.stderr.write', 'process.hrtime.bigint']);
  const lost = platformCatalog.filter(entry => {
    if (objects.has(nameOf(entry))) {
      return false;
    }
    const symbol = drift.symbolOf(entry);
    const found = symbol === undefined ? undefined : catalog.entryOfSymbol(symbol);
    return found === undefined || !isDeepStrictEqual(claimsOf(found), claimsOf(entry));
  });
  expect(lost.map(nameOf)).toEqual([]);
});

function claimsOf({ of: _of, source: _source, ...claims }: CatalogEntry): object {
  return claims;
}

describe('an entry is found out if', () => {
  const known = new Map(builtinCatalog.map(entry => [nameOf(entry), entry]));

  function entryNamed(name: string): CatalogEntry {
    const entry = known.get(name);
    if (entry === undefined) {
      throw new Error(`No entry is named ${name}.`);
    }
    return entry;
  }

  const changes: readonly (readonly [string, string, (entry: CatalogEntry) => CatalogEntry, string])[] = [
    ['its name is gone', 'AbortSignal.any', entry => ({ ...entry, of: { from: 'lib', name: 'AbortSignal.anyOf' } }), 'does not exist'],
    ['its class is gone', 'Response.prototype.json', entry => ({ ...entry, of: { from: 'lib', name: 'Reply.prototype.json' } }), 'does not exist'],
    ['its module is gone', 'events: once', entry => ({ ...entry, of: { from: 'package', package: 'timers', name: 'once' } }), 'does not exist'],
    ['its signal has moved', 'fetch', entry => ({ ...entry, signal: [{ argument: 0, property: 'abortSignal', kind: 'cancels' }] }), 'takes no signal at 0.abortSignal'],
    ['its signal is called otherwise', 'fs/promises: readFile', entry => ({ ...entry, signal: [{ argument: 1, property: 'abort', kind: 'cancels' }] }), 'takes no signal at 1.abort'],
    ['the property holds something else', 'fetch', entry => ({ ...entry, signal: [{ argument: 1, property: 'method', kind: 'cancels' }] }), 'takes no signal at 1.method'],
    ['the argument is no signal', 'stream: addAbortSignal', entry => ({ ...entry, signal: [{ argument: 1, kind: 'lifetime' }] }), 'takes no signal at 1.'],
    ['its callback has moved', 'setTimeout', entry => ({ ...entry, callbacks: (entry.callbacks ?? []).map(use => ({ ...use, argument: 1 })) }), 'takes no callback at 1'],
    ['it is synchronous', 'fs: readFileSync', entry => ({ ...entry, rejects: 'witness' }), 'does not return a promise'],
    ['it gives something else', 'child_process: spawn', entry => ({ ...entry, result: 'Worker' }), 'does not give a Worker but '],
    ['it gives no signal', 'AbortController', entry => ({ ...entry, givesSignal: 'own' }), 'does not give a signal'],
    ['it returns', 'process.nextTick', entry => ({ ...entry, neverReturns: true }), 'returns'],
    ['it says neither yes nor no', 'util: inspect', entry => ({ ...entry, cancellation: 'predicate' }), 'does not say yes or no'],
    ['nobody can wait for it', 'eslint-plugin-cancellation/runtime: isCancelled', entry => ({ ...entry, ambient: true }), 'is nothing to wait for'],
    ['it is no class', 'fetch', entry => ({ ...entry, cancellation: 'class' }), 'is no class'],
  ];

  test.each(changes)('%s', (_title, name, change, complaint) => {
    const entry = entryNamed(name);
    expect(drift.complaints(entry)).toEqual([]);
    expect(drift.complaints(change(entry)).join()).toContain(complaint);
  });
});
