import vm from 'node:vm';
import tsBlankSpace from 'ts-blank-space';
import { rules } from '../../../rules/index.ts';
import type { Finding } from '../../../src/engine/finding.ts';
import { placesIn, tell } from '../../../src/runtime/explorer/place.ts';
import { explore, type Sighting } from '../../../src/runtime/index.ts';
import { createAuditHost } from '../../harness/analysis-host.ts';
import { programWith, samplePath } from '../../harness/samples.ts';
import { lineAt, unshown } from '../shows.ts';
import { OutOfStock } from '#world';
import type { Circumstances, WatchedWorld } from '../world.ts';
import type { Operation } from './operation.ts';

type World = typeof import('#world');
type Run = (order: unknown, signal: AbortSignal, flip: () => boolean) => Promise<unknown>;

/** What was said of an operation, and what it showed. */
export interface Judged {
  readonly operation: Operation;
  /** The lines that it takes in its file. */
  readonly lines: { readonly from: number; readonly to: number };
  readonly path: string;
  readonly findings: readonly Finding[];
  readonly text: string;
  readonly seen: readonly Sighting[];
  /** The lines at which a call was refused, in some run, since the signal that it was given was aborted. */
  readonly refused: ReadonlySet<number>;
}

const used = ['put', 'charge', 'delay', 'save', 'ship', 'settle', 'saveQuietly', 'connect', 'log', 'OutOfStock'] as const;
const head = `import { ${[...used, 'type Order'].join(', ')} } from '#world';`;

/**
 * Analyses the operations as one program with as many files as it takes, and runs each under the explorer.
 *
 * @param watched The world is watched once, however many operations are judged in it.
 */
export async function judge(operations: readonly Operation[], watched: WatchedWorld, mostInFile = 100): Promise<readonly Judged[]> {
  const files = new Map<string, readonly Operation[]>();
  for (let from = 0; from < operations.length; from += mostInFile) {
    files.set(samplePath(`generated-${from}`), operations.slice(from, from + mostInFile));
  }
  const texts = new Map([...files].map(([path, held]) => [path, [head, ...held.flatMap(({ lines }) => lines)].join('\n')]));
  const host = createAuditHost({}, programWith(texts));
  const judged: Judged[] = [];
  for (const [path, held] of files) {
    const text = texts.get(path) ?? '';
    const findings = rules.flatMap(rule => host.findings({ name: path, rule: rule.name, files: [{ path, text, expectations: [], steps: [] }], options: { ...rule.presets.strict }, settings: {} }, rule));
    const runs = load(path, text, held, { ...watched.exports, settle: milliseconds => watched.unwatched.settle(isSlowing ? 20 * milliseconds : milliseconds) });
    let firstLine = 2;
    for (const operation of held) {
      const lines = { from: firstLine, to: firstLine + operation.lines.length - 1 };
      const run = runs[operation.name];
      if (run === undefined) {
        throw new Error(`${operation.name} is not there.`);
      }
      const said = findings.filter(({ span }) => isIn(lineAt(text, span.start), lines));
      const { seen, refused } = await explored(run, path, watched, seen => unshown(said, seen, text).length === 0);
      judged.push({ operation, lines, path, text, findings: said, seen, refused });
      firstLine = lines.to + 1;
    }
  }
  return judged;
}

/** Its own lines as they stand, so that a stack names them; only the types are gone. */
function load(path: string, text: string, operations: readonly Operation[], world: World): Readonly<Record<string, Run>> {
  const body = tsBlankSpace(text).split('\n').slice(1).join('\n').replaceAll(/^export /gm, '       ');
  const code = `(function ({ ${used.join(', ')} }) {\n${body}\nreturn { ${operations.map(({ name }) => name).join(', ')} }; })`;
  const make: unknown = vm.runInThisContext(code, { filename: path });
  return typeof make === 'function' ? (Reflect.apply(make, undefined, [world]) as Record<string, Run>) : {};
}

// What nobody can interrupt may take long as well.
let isSlowing = false;

/** Whether what is said is shown by what was seen so far. */
type IsShown = (seen: readonly Sighting[]) => boolean;

const most = 12;
const sequences: readonly ((index: number) => boolean)[] = [
  index => index % 2 === 0,
  index => index % 2 === 1,
  () => true,
  () => false,
  index => index % 3 === 0,
  index => index % 3 === 1,
  index => index % 4 > 1,
  index => index % 4 < 2,
];

const passes: readonly { readonly pace: Circumstances['pace']; readonly pairs: boolean; readonly reason: Error; readonly failure?: () => Error; readonly failing?: number }[] = [
  { pace: 'usual', pairs: false, reason: abortError() },
  { pace: 'backwards', pairs: false, reason: abortError() },
  { pace: 'slowing', pairs: false, reason: abortError() },
  { pace: 'usual', pairs: true, reason: abortError() },
  { pace: 'slowing', pairs: true, reason: abortError() },
  { pace: 'usual', pairs: true, reason: abortError(), failing: 1 },
  // A signal may be aborted with any reason, and a call fail in any way.
  { pace: 'usual', pairs: true, reason: new Error('It is no longer wanted.'), failure: () => new OutOfStock('a') },
];

/** Runs with several sequences of flips, and the world both ways; more of them, and in pairs, while something that is said is not shown. */
async function explored(run: Run, path: string, world: WatchedWorld, isShown: IsShown): Promise<Pick<Judged, 'seen' | 'refused'>> {
  // What is seen at the same places in several explorations is kept once, and without its story, which is most of it.
  const kept = new Map<string, Sighting>();
  const refused = new Set<number>();
  const tellRefused = (stack: string): void => { placesIn(stack).filter(({ file }) => file === path).forEach(({ line }) => refused.add(line)); };
  let flips = 0;
  // The operations stand as they are written: to look for source maps at each frame takes longer than to run them.
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  Reflect.deleteProperty(Error, 'prepareStackTrace');
  for (const { pairs, reason, ...circumstances } of passes) {
    const { pace } = circumstances;
    for (const [index, side] of sequences.entries()) {
      const isPlenty = pairs || pace === 'slowing' || index > (pace === 'backwards' ? 0 : 1);
      if ((index > 0 && (flips === 0 || (flips === 1 && index > 1))) || (isPlenty && isShown([...kept.values()]))) {
        break;
      }
      isSlowing = pace === 'slowing';
      const { sightings } = await explore(
        (signal, kit) => {
          world.enter({ kit, isMaking: false, calls: 0, tellRefused, ...circumstances });
          let flipped = 0;
          return run({ id: 'a', items: ['pen'], total: 10 }, signal, () => {
            flipped += 1;
            flips = Math.max(flips, flipped);
            return flipped <= most && side(flipped - 1);
          });
        },
        { isOwnCode: file => file === path, steps: 100, foreignMilliseconds: 0, isRepeatable: true, deaf: true, pairs, reason },
      );
      for (const sighting of sightings) {
        kept.set([sighting.kind, ...sighting.places.filter(({ file }) => file === path).map(tell)].join(' '), { ...sighting, story: [] });
      }
    }
  }
  if (before !== undefined) {
    Object.defineProperty(Error, 'prepareStackTrace', before);
  }
  return { seen: [...kept.values()], refused };
}

/** The error with which Node's own calls answer an abort. */
function abortError(): Error {
  return Object.assign(new Error('The operation was cancelled by the explorer.'), { name: 'AbortError', code: 'ABORT_ERR' });
}

function isIn(line: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return from <= line && line <= to;
}
