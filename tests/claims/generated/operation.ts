import { randomOf } from '../../harness/random.ts';

/**
 * Small operations, made from a seed: the shapes of try, catch and finally, awaits with and without the signal, guards and
 * narrowing, tasks that are started and joined, raced or left, cleanup, loops. A condition that decides nothing that matters is a
 * fresh coin flip, so that no two say the same by chance.
 */
export interface Operation {
  readonly name: string;
  readonly seed: number;
  /** Its lines; the first is its head. */
  readonly lines: readonly string[];
}

/** Longer ones take long to run, and show nothing that shorter ones do not. */
const mostLines = 20;

interface Place {
  /** How deep it may still go. */
  readonly depth: number;
  /** Not within anything else. */
  readonly isTop: boolean;
  readonly isInLoop: boolean;
  /** The error that is in hand, and may be tested or thrown. */
  readonly error: string | undefined;
  /** Tasks that are started and not joined yet: their names. */
  readonly tasks: readonly string[];
  /** A connection that is open. */
  readonly connection: string | undefined;
}

type Lines = readonly string[];
type Shape = (place: Place, making: Making) => Lines;

interface Making {
  readonly pick: <T>(from: readonly T[]) => T;
  readonly chance: (of: number) => boolean;
  readonly name: (of: string) => string;
  /** Statements, how many is up to chance. */
  readonly body: (place: Place, most?: number) => Lines;
}

export function operationOf(seed: number, depth = 3): Operation {
  const random = randomOf(seed);
  const names = new Map<string, number>();
  const making: Making = {
    pick: from => {
      const chosen = from[Math.floor(random() * from.length)];
      if (chosen === undefined) {
        throw new RangeError('There is nothing to choose from.');
      }
      return chosen;
    },
    chance: of => random() < of,
    name: of => {
      const number = (names.get(of) ?? 0) + 1;
      names.set(of, number);
      return number === 1 ? of : `${of}${number}`;
    },
    body: (place, most = 2) => Array.from({ length: 1 + Math.floor(random() * most) }, () => statement(place, making)).flat(),
  };
  const name = `operation${seed}`;
  const place: Place = { depth, isTop: true, isInLoop: false, error: undefined, tasks: [], connection: undefined };
  const body = [...making.pick(nested)(place, making), ...(making.chance(0.5) ? making.body({ ...place, depth: Math.min(depth, 1), isTop: false }) : [])];
  if (body.length > mostLines) {
    return operationOf(seed, depth - 1);
  }
  return { name, seed, lines: [`export async function ${name}(order: Order, signal: AbortSignal, flip: () => boolean): Promise<unknown> {`, ...indent(body), '  return undefined;', '}'] };
}

const awaitsWithSignal = ['put(order, signal)', 'charge(order, { signal })', 'delay(5, { signal })'] as const;
const awaitsWithout = ['save(order)', 'ship(order)', 'charge(order)', 'settle(3)', 'saveQuietly(order)'] as const;
const tasks = [...awaitsWithSignal, ...awaitsWithout] as const;

function statement(place: Place, making: Making): Lines {
  return making.pick(place.depth > 0 ? [...simple, ...simple, ...nested] : simple)(place, making);
}

const simple: readonly Shape[] = [
  (_, { pick }) => [`await ${pick(awaitsWithSignal)};`],
  (_, { pick }) => [`await ${pick(awaitsWithSignal)};`],
  (_, { pick }) => [`await ${pick(awaitsWithout)};`],
  (_, { pick }) => [`await ${pick(awaitsWithSignal)}.catch(${pick(handlers)});`],
  (_, { pick }) => [`${pick(['', 'void '])}${pick(tasks)}${pick(['', '', '.catch(log)', '.catch(() => undefined)', '.then(log)', '.finally(() => { log(order); })'])};`],
  (_, { pick }) => [`await Promise.${pick(['all', 'race', 'any', 'allSettled'])}([${pick(tasks)}, ${pick(tasks)}]);`],
  (_, { pick }) => [pick(['log(order);', 'signal.throwIfAborted();', 'if (signal.aborted) { return undefined; }', "if (flip()) { throw new RangeError('No.'); }"])],
  ({ isInLoop }, { pick }) => [`if (flip()) { ${pick(isInLoop ? ['break;', 'continue;', 'return order;'] : ['return order;'])} }`],
  ({ error }, { pick }) => (error === undefined ? ['log(order);'] : pick(guards).map(line => line.replaceAll('error', error))),
  ({ tasks: started }, { pick }) => (started.length === 0 ? ['log(order);'] : [pick([`await ${pick(started)};`, `if (flip()) { await ${pick(started)}; }`, `${pick(started)}.catch(log);`])]),
  ({ connection }, { pick }) => (connection === undefined ? ['log(order);'] : [`await ${connection}.${pick(["query('orders', { signal })", "query('orders')", "execute('commit')"])};`]),
];

const handlers = ['log', '() => undefined', '() => { signal.throwIfAborted(); }', 'error => { log(error); throw error; }', 'error => { if (!signal.aborted) { log(error); return; } throw error; }'] as const;

const onlyOutOfStock = 'if (!(error instanceof OutOfStock)) { throw error; }';

const guards: readonly Lines[] = [
  ['throw error;'],
  ['if (signal.aborted) { throw error; }'],
  ['signal.throwIfAborted();'],
  ['if (flip()) { throw error; }'],
  ['if (error instanceof OutOfStock) { log(error); return undefined; }', 'throw error;'],
  [onlyOutOfStock],
  ["if (error instanceof Error && error.name === 'AbortError') { throw error; }"],
  ["throw new RangeError('Not done.', { cause: error });"],
  ['return undefined;'],
];

const nested: readonly Shape[] = [
  handling,
  handling,
  (place, making) => [...tryOf(place, making), '} finally {', ...indent(making.body(deeper({ ...place, error: undefined }), 1)), '}'],
  (place, making) => [`if (flip()) {`, ...indent(making.body(deeper(place))), ...(making.chance(0.4) ? ['} else {', ...indent(making.body(deeper(place), 1))] : []), '}'],
  (place, making) => {
    const round = making.name('round');
    const head = making.pick([`for (let ${round} = 0; ${round} < 2; ${round} += 1) {`, `for (const ${round} of [order, order]) {`, 'while (flip()) {', 'while (!signal.aborted && flip()) {']);
    return [head, ...indent(making.body({ ...deeper(place), isInLoop: true })), '}'];
  },
  (place, making) => {
    const task = making.name('task');
    const join = making.pick([`await ${task};`, `if (flip()) { await ${task}; }`, `${task}.catch(log);`, `await Promise.all([${task}, ${making.pick(tasks)}]);`, `log(${task});`]);
    return [`const ${task} = ${making.pick(tasks)};`, ...making.body(deeper({ ...place, tasks: [...place.tasks, task] })), join];
  },
  (place, making) => {
    // Of a function within, what is said is said of it alone. Nothing after its call may say once more that it is cancelled.
    if (!place.isTop) {
      return ['log(order);'];
    }
    const work = making.name('work');
    const call = making.pick([`await ${work}();`, `void ${work}();`, `await Promise.all([${work}(), ${making.pick(tasks)}]);`, `${work}().catch(log);`]);
    return [`const ${work} = async (): Promise<void> => {`, ...indent(making.body({ ...deeper(place), isInLoop: false }).map(line => line.replace(/return (?:order|undefined);/g, 'return;'))), '};', call, 'return order;'];
  },
  (place, making) => {
    const connection = making.name('connection');
    const close = `await ${connection}.close();`;
    const body = making.body({ ...deeper(place), connection });
    const open = `const ${connection} = await connect(${making.pick(['{ signal }', ''])});`;
    return making.chance(0.6)
      ? [open, 'try {', ...indent(body), '} finally {', ...indent([...(making.chance(0.3) ? [`await ${making.pick(tasks)};`] : []), close]), '}']
      : [open, ...body, close];
  },
  (place, making) => {
    const timer = making.name('timer');
    const clear = `clearTimeout(${timer});`;
    const body = making.body(deeper(place));
    const open = `const ${timer} = setTimeout(() => { log(order); }, 50);`;
    return making.chance(0.5) ? [open, 'try {', ...indent(body), '} finally {', `  ${clear}`, '}'] : [open, ...body, clear];
  },
  (place, making) => {
    const stop = making.name('stop');
    const remove = `signal.removeEventListener('abort', ${stop});`;
    const body = making.body(deeper(place));
    const open = [`const ${stop} = (): void => { log(order); };`, `signal.addEventListener('abort', ${stop});`];
    return making.chance(0.5) ? [...open, 'try {', ...indent(body), '} finally {', `  ${remove}`, '}'] : [...open, ...body, remove];
  },
];

function handling(place: Place, making: Making): Lines {
  const error = making.name('error');
  const inHand = deeper({ ...place, error });
  const handler = [...(making.chance(0.6) ? making.pick(guards).map(line => line.replaceAll('error', error)) : []), ...(making.chance(0.6) ? making.body(inHand, 1) : [`log(${error});`])];
  const tried = tryOf(place, making);
  // Who throws on all but one error, and tries nothing that fails with that, has nothing else to say.
  const isMet = tried.some(line => /(?:put|ship)\(/.test(line));
  const meant = handler.map(line => (!isMet && line === onlyOutOfStock.replaceAll('error', error) ? `throw ${error};` : line));
  return [...tried, `} catch (${error}) {`, ...indent(meant), ...(making.chance(0.2) ? ['} finally {', ...indent(making.body(deeper(place), 1))] : []), '}'];
}

/** What is tried can fail: a handler that nothing reaches shows nothing. */
function tryOf(place: Place, making: Making): Lines {
  const body = making.body(deeper({ ...place, error: undefined }));
  const isFailing = body.some(line => /await (?:put|charge|delay|save|ship)\(/.test(line));
  return ['try {', ...indent([...(isFailing ? [] : [`await ${making.pick(['put(order, signal)', 'save(order)', 'charge(order, { signal })'])};`]), ...body])];
}

function deeper(place: Place): Place {
  return { ...place, depth: place.depth - 1, isTop: false };
}

function indent(lines: Lines): Lines {
  return lines.map(line => `  ${line}`);
}
