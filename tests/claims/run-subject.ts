import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { vi } from 'vitest';
import { explore, type Sighting } from '../../src/runtime/index.ts';
import type { Fixture } from '../harness/fixture.ts';
import { sourceFileOf } from '../harness/program.ts';
import type { Subject } from './subjects.ts';
import { moods, supply, type Mood } from './supply.ts';

type World = typeof import('#world');
type Module = Readonly<Record<string, unknown>>;

/** What the explorer saw, and whether it took a fake to fail that stands for code that nobody has read. */
export interface Seen {
  readonly sighting: Sighting;
  readonly mood: Mood;
  readonly byStranger: boolean;
}

/** Runs a subject in each mood of the world: in the good one at every point at which it can be cancelled. */
export async function run(program: ts.Program, story: Fixture, subject: Subject): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const own = new Set(story.files.map(({ path }) => path));
  const isOwnCode = (file: string): boolean => own.has(file);
  let world: World | undefined;
  let module: Module = {};
  const uses: { readonly strangers: boolean }[] = [];
  for (const mood of moods) {
    for (const strangersFail of [false, true]) {
      if (strangersFail && !uses.some(({ strangers }) => strangers)) {
        continue;
      }
      vi.resetModules();
      const restore = declareStrangers(program, story, subject);
      try {
        // Loading takes real time, as much as it needs; what is loaded then runs in virtual time alone.
        const loaded = await explore(load, { isOwnCode, replay: 'undisturbed', foreignMilliseconds: 30_000 });
        const { sightings } =
          subject.runs === 'module'
            ? loaded
            : await explore((signal, kit) => once(signal, kit, mood, strangersFail), {
                isOwnCode,
                steps: 200,
                reason: abortError(),
                foreignMilliseconds: 5,
                ...(mood === 'good' ? {} : { replay: 'undisturbed' }),
              });
        seen.push(...sightings.map(sighting => ({ sighting, mood, byStranger: strangersFail })));
      } finally {
        restore();
      }
    }
    if (subject.runs === 'module') {
      break;
    }
  }
  return seen;

  async function once(signal: AbortSignal, kit: Parameters<Parameters<typeof explore>[0]>[1], mood: Mood, strangersFail: boolean): Promise<unknown> {
    if (world === undefined) {
      throw new Error('The world has not been loaded.');
    }
    const given = { program, world, module, signal, kit, mood, strangersFail };
    const { values, speak, told, order, used } = supply(subject.parameters, given);
    uses.push(used);
    if (mood !== 'unknown') {
      await world.saveQuietly(order);
    }
    const call = callOf(module, () => supply(subject.made, given).values, kit);
    const exiting = process.listeners('beforeExit');
    for (let times = mood === 'again and again' ? 12 : 1; times > 1; times -= 1) {
      await call(values);
    }
    const result = await take(await call(values));
    speak();
    for (const listener of process.listeners('beforeExit').filter(candidate => !exiting.includes(candidate))) {
      process.removeListener('beforeExit', listener);
      listener(0);
    }
    if ('error' in told) {
      throw told.error;
    }
    return result;
  }

  async function load(): Promise<void> {
    world = await import('#world');
    module = (await import(pathToFileURL(subject.file).href)) as Module;
  }

  function callOf(module: Module, made: () => readonly unknown[], kit: Parameters<Parameters<typeof explore>[0]>[1]): (values: readonly unknown[]) => unknown {
    const exported = module[subject.exportName];
    if (typeof exported !== 'function') {
      throw new TypeError(`${subject.file} does not export a function \`${subject.exportName}\`.`);
    }
    if (subject.runs === 'function') {
      return values => Reflect.apply(exported, undefined, values) as unknown;
    }
    const instance = Reflect.construct(exported, made()) as Module;
    const { stop } = subject;
    if (stop !== undefined) {
      kit.cancelBy(() => { Reflect.apply(methodOf(instance, stop), instance, []); }, { mayEndHere: true });
    }
    const method = subject.name.slice(subject.exportName.length + 1);
    return values => Reflect.apply(methodOf(instance, method), instance, values);
  }
}

/** A caller does something with what it gets: of several promises it waits for all, and what it may call it calls. */
async function take(result: unknown): Promise<unknown> {
  if (typeof result === 'function') {
    return take(await (result as () => unknown)());
  }
  return Array.isArray(result) && result.some(value => value instanceof Promise) ? Promise.all(result) : result;
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
