import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { vi } from 'vitest';
import * as runtime from '../../src/runtime/index.ts';
import type { Exploration, Kit, Sighting } from '../../src/runtime/index.ts';
import type { Fixture } from '../harness/fixture.ts';
import { sourceFileOf } from '../harness/program.ts';
import type { Subject } from './subjects.ts';
import { isExplored, moods, supply, type Mood } from './supply.ts';
import { watchWorld, type WatchedWorld } from './world.ts';

type Module = Readonly<Record<string, unknown>>;

/** What the explorer saw. */
export interface Seen {
  readonly sighting: Sighting;
  readonly mood: Mood;
  /** It took a fake to fail that stands for code that nobody has read, or a world that never says a word; or the world began it. */
  readonly isOfOthers: boolean;
}

/** Runs a subject in each mood of the world: in those that differ by what comes first, at every point at which it can be cancelled. */
export async function run(program: ts.Program, story: Fixture, subject: Subject, kinds: readonly string[] = []): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const own = new Set(story.files.map(({ path }) => path));
  const isForTasks = story.files.some(({ text }) => text.includes("'eslint-plugin-cancellation/runtime'"));
  const isOwnCode = (file: string): boolean => own.has(file);
  const used = { strangers: false, emitters: false, calls: 0 };
  const closedByItself = new Set<string>();
  const { fetch } = globalThis;
  const loaded = await loadOnce(program, story, subject, isOwnCode);
  const { module, world } = loaded;
  for (const mood of moods) {
    for (const strangersFail of [false, true]) {
      if ((strangersFail && !used.strangers) || ((mood === 'backwards' || mood === 'slowing') && used.calls < 2) || (mood === 'silent' && !used.emitters)) {
        continue;
      }
      const restore = declareStrangers(program, story, subject);
      try {
        const { sightings } =
          subject.runs === 'module'
            ? loaded.exploration
            : await runtime.explore((signal, kit) => once(signal, kit, mood, strangersFail), {
                isOwnCode,
                steps: 200,
                reason: abortError(),
                foreignMilliseconds: 5,
                deaf: true,
                isRepeatable: true,
                pairs: kinds.includes('masked'),
                ...(isExplored(mood) ? {} : { replay: 'undisturbed' }),
              });
        seen.push(...sightings.map(sighting => ({ sighting, mood, isOfOthers: strangersFail || mood === 'silent' || isAnswer(sighting) })));
      } finally {
        globalThis.fetch = fetch;
        restore();
      }
    }
    if (subject.runs === 'module') {
      break;
    }
  }
  return seen;

  /** A story that imports the runtime is judged on it: what it exports is run as a task, and that is cancelled. */
  async function once(signal: AbortSignal, kit: Kit, mood: Mood, strangersFail: boolean): Promise<unknown> {
    return isForTasks ? kit.run(() => act(signal, kit, mood, strangersFail)) : act(signal, kit, mood, strangersFail);
  }

  async function act(signal: AbortSignal, kit: Kit, mood: Mood, strangersFail: boolean): Promise<unknown> {
    const circumstances = { kit, pace: mood === 'backwards' || mood === 'slowing' ? mood : ('usual' as const), isMaking: true, calls: 0 };
    world.enter(circumstances);
    const given = { program, world, module, signal, kit, mood, strangersFail, closedByItself, used };
    const { values, speak, told, order, resources } = supply(subject.parameters, given);
    if (mood !== 'unknown') {
      await world.unwatched.saveQuietly(order);
    }
    globalThis.fetch = fetchOf(kit, order);
    const { call, end } = callOf(module, () => supply(subject.made, given).values, kit);
    world.made();
    const exiting = process.listeners('beforeExit');
    for (let times = mood === 'again and again' ? 12 : 1; times > 1; times -= 1) {
      await take(await call(values), kit);
    }
    let result: unknown;
    try {
      result = await take(await call(values), kit);
      speak();
    } finally {
      used.calls = Math.max(used.calls, circumstances.calls);
      await end();
    }
    for (const { name, resource } of resources) {
      if (world.isClosed(resource)) {
        closedByItself.add(name);
      }
    }
    for (const listener of process.listeners('beforeExit').filter(candidate => !exiting.includes(candidate))) {
      process.removeListener('beforeExit', listener);
      listener(0);
    }
    if ('error' in told) {
      throw told.error;
    }
    return result;
  }

  function callOf(module: Module, made: () => readonly unknown[], kit: Kit): { readonly call: (values: readonly unknown[]) => unknown; readonly end: () => unknown } {
    const exported = module[subject.exportName];
    if (typeof exported !== 'function') {
      throw new TypeError(`${subject.file} does not export a function \`${subject.exportName}\`.`);
    }
    if (subject.runs === 'function') {
      return { call: values => Reflect.apply(exported, undefined, values) as unknown, end: () => undefined };
    }
    const instance = Reflect.construct(exported, made()) as Module;
    const { stop } = subject;
    if (stop !== undefined) {
      kit.cancelBy(() => { Reflect.apply(methodOf(instance, stop), instance, []); }, { mayEndHere: true });
    }
    const method = subject.name.slice(subject.exportName.length + 1);
    // Whoever has an object ends it when it is no longer needed.
    return { call: values => Reflect.apply(methodOf(instance, method), instance, values), end: () => endOf(instance, method)?.() };
  }
}

/** A file of a story with a world of its own. */
interface Loaded {
  readonly file: string;
  readonly world: WatchedWorld;
  readonly module: Module;
  readonly exploration: Exploration;
}

let last: Loaded | undefined;

/** Each file is loaded once for all that it exports, which takes longer than to run it. What is loaded then runs in virtual time alone. */
async function loadOnce(program: ts.Program, story: Fixture, subject: Subject, isOwnCode: (file: string) => boolean): Promise<Loaded> {
  if (last?.file !== subject.file) {
    last = await load(program, story, subject, isOwnCode);
  }
  return last;
}

async function load(program: ts.Program, story: Fixture, subject: Subject, isOwnCode: (file: string) => boolean): Promise<Loaded> {
  const made: { world?: WatchedWorld; module?: Module } = {};
  vi.resetModules();
  vi.doMock('#world', async () => {
    made.world = watchWorld(await vi.importActual('#world'));
    return made.world.exports;
  });
  // What is imported anew must find itself in the very runtime that runs it.
  vi.doMock('../../src/runtime/index.ts', () => runtime);
  const restore = declareStrangers(program, story, subject);
  try {
    // It takes real time, as much as it needs.
    const exploration = await runtime.explore(
      async () => {
        await import('#world');
        made.module = (await import(pathToFileURL(subject.file).href)) as Module;
      },
      { isOwnCode, replay: 'undisturbed', foreignMilliseconds: 30_000 },
    );
    const { world, module = {} } = made;
    if (world === undefined) {
      throw new Error('The world has not been loaded.');
    }
    return { file: subject.file, world, module, exploration };
  } finally {
    vi.doUnmock('#world');
    restore();
  }
}

const ends = ['stop', 'cancel', 'close', 'dispose', 'end', 'destroy', Symbol.asyncDispose, Symbol.dispose] as const;

function endOf(value: unknown, exceptFor?: string): (() => unknown) | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  for (const name of ends) {
    const end: unknown = Reflect.get(value, name);
    if (typeof end === 'function' && end.length === 0) {
      return name === exceptFor ? undefined : () => Reflect.apply(end, value, []) as unknown;
    }
  }
  return undefined;
}

/** A server that answers every request with the order. */
function fetchOf(kit: Kit, order: unknown): typeof fetch {
  return (request, init) => {
    const signal = init?.signal ?? (request instanceof Request ? request.signal : undefined);
    return kit.call('fetch', { milliseconds: 5, signal, result: Response.json(order), failure: () => new TypeError('fetch failed') });
  };
}

/** A caller does something with what it gets: of several promises it waits for all, what it may call it calls, what is open it closes. */
async function take(result: unknown, kit: Kit): Promise<unknown> {
  if (typeof result === 'function') {
    return take(await (result as () => unknown)(), kit);
  }
  if (Array.isArray(result)) {
    return Promise.all(result.map(async value => take(await value, kit)));
  }
  const end = endOf(result);
  if (end !== undefined) {
    await kit.call('a while', { milliseconds: 3_000, heeds: 'never', canFail: false, isPoint: false });
    await end();
  }
  return result;
}

/** Work that a listener begins when the world speaks belongs to nobody's call. */
function isAnswer({ kind, places }: Sighting): boolean {
  return (kind === 'orphaned' || kind === 'late-work') && places.some(({ inside }) => inside?.endsWith('theWorldSpeaks') === true);
}

/** The error with which Node's own calls answer an abort: whoever tests for a cancellation at all can tell it. */
function abortError(): Error {
  return Object.assign(new Error('The operation was cancelled by the explorer.'), { name: 'AbortError', code: 'ABORT_ERR' });
}

function methodOf(instance: Module, name: string): (...given: readonly unknown[]) => unknown {
  return instance[name] as () => unknown;
}

/** Functions that a story only declares are somebody else's: they do what its settings say of them, or keep every error. */
function declareStrangers(program: ts.Program, story: Fixture, { file }: Subject): () => void {
  const names = sourceFileOf(program, file).statements.flatMap(statement =>
    ts.isFunctionDeclaration(statement) && statement.body === undefined && statement.name !== undefined && (ts.getCombinedModifierFlags(statement) & ts.ModifierFlags.Ambient) !== 0
      ? [statement.name.text]
      : [],
  );
  const settings = JSON.stringify(story.settings);
  for (const name of names) {
    const isDropping = settings.includes(`"name":"${name}"`) && settings.includes('"result":"dropped"');
    const value = isDropping
      ? (work: () => unknown) => setTimeout(work, 1)
      : (work: () => unknown) => setTimeout(() => void Promise.resolve(work()).catch(() => undefined), 1);
    Object.defineProperty(globalThis, name, { configurable: true, value });
  }
  const isPolyfilled = addWithResolvers();
  return () => {
    names.forEach(name => Reflect.deleteProperty(globalThis, name));
    if (isPolyfilled) {
      Reflect.deleteProperty(Promise, 'withResolvers');
    }
  };
}

/** Stories may use what the oldest platform does not have yet. */
function addWithResolvers(): boolean {
  if ('withResolvers' in Promise) {
    return false;
  }
  function withResolvers(): object {
    const deferred: { promise?: Promise<unknown>; resolve?: (value: unknown) => void; reject?: (reason: unknown) => void } = {};
    deferred.promise = new Promise((resolve, reject) => { Object.assign(deferred, { resolve, reject }); });
    return deferred;
  }
  return Reflect.defineProperty(Promise, 'withResolvers', { configurable: true, value: withResolvers });
}
