import type { FlowEvent, FlowGraph, Place, ValueId } from '../flow/graph.ts';
import { definitionsOf } from '../flow/definitions.ts';
import type { Lowered } from '../lower/lowered.ts';
import type { Members } from './answer.ts';
import type { FactContext } from './context.ts';

/**
 * Where a value goes.
 *
 * - `awaited`, `returned`, `thrown`, `yielded`, `iterated`, `disposed`: by the event. - `called`: the value itself is.
 * - `method`: one of its members is read or called; `event` is the call where there is one.
 * - `argument`: handed to a call, as its `argument`-th. - `stored`: put where other code finds it (a field, an element, a variable that
 *   closures share). - `looked-at`: tested, compared, made into text; nothing keeps it. - `unknown`: we lost sight of it.
 */
export type UseKind =
  | 'awaited'
  | 'returned'
  | 'thrown'
  | 'yielded'
  | 'iterated'
  | 'disposed'
  | 'called'
  | 'method'
  | 'argument'
  | 'stored'
  | 'looked-at'
  | 'unknown';

export interface Use {
  readonly kind: UseKind;
  readonly event?: FlowEvent;
  readonly argument?: number;
  /** Not the value itself is used, but an array or object that holds it. */
  readonly within: boolean;
  /** What has been found out by looking at it: `typeof task === 'string'`. */
  readonly outcome?: ValueId;
}

/**
 * All uses of a value, followed through `?:` and the like, through assignments to local variables to the reads that they
 * reach, through arrays and objects that are made of it, through `Promise.resolve`, and through calls that return it.
 *
 * Where it leaves the function's sight, that is a use, too; so the set is closed unless a read could not be matched.
 */
export function usesOf(context: FactContext, lowered: Lowered, value: ValueId): Members<Use> {
  const search = new Search(context, lowered);
  search.follow(value, false);
  return { members: search.found, closed: 'yes' };
}

/** Where each value of a graph occurs. */
interface Occurrences {
  readonly operands: ReadonlyMap<ValueId, readonly { readonly event: FlowEvent; readonly operand: number }[]>;
  readonly containers: ReadonlyMap<ValueId, readonly ValueId[]>;
  readonly bases: ReadonlyMap<ValueId, readonly Place[]>;
  readonly keys: ReadonlySet<ValueId>;
  readonly accesses: ReadonlyMap<number, readonly FlowEvent[]>;
}

const occurrences = new WeakMap<FlowGraph, Occurrences>();

function occurrencesIn(graph: FlowGraph): Occurrences {
  const known = occurrences.get(graph);
  if (known !== undefined) {
    return known;
  }
  const operands = new Map<ValueId, { event: FlowEvent; operand: number }[]>();
  const containers = new Map<ValueId, ValueId[]>();
  const bases = new Map<ValueId, Place[]>();
  const keys = new Set<ValueId>();
  const accesses = new Map<number, FlowEvent[]>();
  for (const event of graph.events) {
    for (const [operand, value] of event.operands.entries()) {
      listIn(operands, value).push({ event, operand });
    }
    if (event.place !== undefined) {
      listIn(accesses, event.place).push(event);
    }
  }
  for (const { id, sources = [] } of graph.values) {
    for (const source of sources) {
      listIn(containers, source).push(id);
    }
  }
  for (const place of graph.places) {
    if (place.base !== undefined) {
      listIn(bases, place.base).push(place);
    }
    if (place.key !== undefined) {
      keys.add(place.key);
    }
  }
  const found = { operands, containers, bases, keys, accesses };
  occurrences.set(graph, found);
  return found;
}

function listIn<K, T>(map: Map<K, T[]>, key: K): T[] {
  let list = map.get(key);
  if (list === undefined) {
    list = [];
    map.set(key, list);
  }
  return list;
}

class Search {
  readonly found: Use[] = [];
  readonly #context: FactContext;
  readonly #lowered: Lowered;
  readonly #graph: FlowGraph;
  readonly #occurrences: Occurrences;
  readonly #seen = new Set<string>();

  constructor(context: FactContext, lowered: Lowered) {
    this.#context = context;
    this.#lowered = lowered;
    this.#graph = lowered.graph;
    this.#occurrences = occurrencesIn(lowered.graph);
  }

  follow(value: ValueId, within: boolean): void {
    const key = `${value} ${within}`;
    if (this.#seen.has(key)) {
      return;
    }
    this.#seen.add(key);
    const { operands, containers, bases, keys } = this.#occurrences;
    for (const { event, operand } of operands.get(value) ?? []) {
      this.#use(event, operand, within);
    }
    for (const container of containers.get(value) ?? []) {
      this.#contained(container, within);
    }
    for (const place of bases.get(value) ?? []) {
      this.#member(place, within);
    }
    if (keys.has(value)) {
      this.found.push({ kind: 'looked-at', within });
    }
  }

  #use(event: FlowEvent, operand: number, within: boolean): void {
    switch (event.kind) {
      case 'call':
      case 'new':
        this.#handed(event, operand, within);
        break;
      case 'assign':
        this.#assigned(event, within);
        break;
      case 'test':
        this.found.push({ kind: 'looked-at', event, within });
        break;
      default:
        this.found.push({ kind: kinds[event.kind] ?? 'unknown', event, within });
    }
  }

  #handed(event: FlowEvent, operand: number, within: boolean): void {
    if (operand === 0) {
      this.found.push({ kind: 'called', event, within });
    } else if (!within && event.result !== undefined && this.#isPassedThrough(event, operand - 1)) {
      this.follow(event.result, within);
    } else {
      this.found.push({ kind: 'argument', event, argument: operand - 1, within });
    }
  }

  #isPassedThrough(event: FlowEvent, argument: number): boolean {
    const node = this.#lowered.nodeOfEvent(event.id);
    const entry = this.#context.ts.isCallExpression(node) ? this.#context.catalog.entryOf(node.expression) : undefined;
    return entry?.combines === 'wraps' || entry?.returnsArgument === argument;
  }

  #assigned(assignment: FlowEvent, within: boolean): void {
    const place = assignment.place === undefined ? undefined : this.#graph.places[assignment.place];
    if (place?.kind !== 'local' || place.shared) {
      this.found.push({ kind: 'stored', event: assignment, within });
      return;
    }
    const reaching = definitionsOf(this.#graph);
    for (const read of this.#occurrences.accesses.get(place.id) ?? []) {
      if (read.kind === 'read' && read.result !== undefined && reaching(read).assignments.includes(assignment)) {
        this.follow(read.result, within);
      }
    }
  }

  #contained(container: ValueId, within: boolean): void {
    const { ts } = this.#context;
    const value = this.#graph.values[container];
    if (value?.kind === 'merge') {
      this.follow(container, within);
      return;
    }
    const node = this.#lowered.nodeOfValue(container);
    if (ts.isArrayLiteralExpression(node) || ts.isObjectLiteralExpression(node)) {
      this.follow(container, true);
      return;
    }
    this.found.push({ kind: value?.kind === 'constant' ? 'looked-at' : 'unknown', within, outcome: container });
  }

  #member(place: Place, within: boolean): void {
    for (const access of this.#occurrences.accesses.get(place.id) ?? []) {
      const calls = access.result === undefined ? [] : (this.#occurrences.operands.get(access.result) ?? []);
      const called = calls.find(({ event, operand }) => event.kind === 'call' && operand === 0);
      this.found.push({ kind: 'method', event: called?.event ?? access, within });
    }
  }
}

const kinds: Partial<Record<FlowEvent['kind'], UseKind>> = {
  await: 'awaited',
  return: 'returned',
  throw: 'thrown',
  yield: 'yielded',
  'iterate-next': 'iterated',
  'iterate-return': 'iterated',
  dispose: 'disposed',
};
