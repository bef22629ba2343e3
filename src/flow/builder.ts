/**
 * Grows a graph block by block.
 *
 * A block without a way into it is dead: it takes no events and gives no edges, so that code behind a `return` leaves no
 * trace. This works because a block is begun only when all ways into it, other than the backward edge of a loop, are known.
 * Finished blocks are numbered in reverse postorder (but for `exit` and `raised`, which come last), and those that neither hold
 * an event nor decide anything are left out.
 */
import type {
  Block,
  BlockId,
  CatchClause,
  Edge,
  EdgeKind,
  EventId,
  FlowEvent,
  FlowGraph,
  Place,
  Region,
  RegionId,
  Value,
} from './graph.ts';

/** More blocks than a function that people wrote; nested `finally` multiply their copies, and are stopped here. */
const blockLimit = 50_000;

export class TooLarge extends Error {}

export interface OpenBlock {
  readonly serial: number;
  readonly region: RegionId;
  readonly events: EventId[];
  readonly successors: OpenEdge[];
  entered: boolean;
  /** Somebody knows it as the first of something, and it must stay. */
  isPinned: boolean;
}

interface OpenEdge {
  readonly from: OpenBlock;
  to: OpenBlock;
  readonly kind: EdgeKind;
  readonly test?: EventId;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type NewEvent = Omit<FlowEvent, 'id' | 'block'>;
type OpenCatch = Omit<CatchClause, 'entry'> & { readonly entry: OpenBlock };

export class GraphBuilder {
  readonly values: Value[] = [];
  readonly places: Place[] = [];
  readonly regions: Region[] = [];
  readonly exit: OpenBlock;
  readonly raised: OpenBlock;
  readonly #entry: OpenBlock;
  /** Their blocks are numbered at the end. */
  readonly #events: Writable<FlowEvent>[] = [];
  readonly #homes: OpenBlock[] = [];
  readonly #catches: OpenCatch[] = [];
  #blocks = 0;
  #current: OpenBlock;

  constructor(root: Omit<Region, 'id'>) {
    const region = this.addRegion(root);
    this.#entry = this.newBlock(region);
    this.exit = this.newBlock(region);
    this.raised = this.newBlock(region);
    for (const block of [this.#entry, this.exit, this.raised]) {
      block.isPinned = true;
    }
    this.#entry.entered = true;
    this.#current = this.#entry;
  }

  get current(): OpenBlock {
    return this.#current;
  }

  /** Nothing that follows can run. */
  get dead(): boolean {
    return !this.#current.entered;
  }

  addRegion(region: Omit<Region, 'id'>): RegionId {
    const id = this.regions.length;
    this.regions.push({ id, ...region });
    return id;
  }

  addValue(value: Omit<Value, 'id'>): Value {
    const added = { id: this.values.length, ...value };
    this.values.push(added);
    return added;
  }

  addPlace(place: Omit<Place, 'id'>): Place {
    const added = { id: this.places.length, ...place };
    this.places.push(added);
    return added;
  }

  addCatch(clause: OpenCatch): void {
    clause.entry.isPinned = true;
    this.#catches.push(clause);
  }

  newBlock(region: RegionId): OpenBlock {
    if (this.#blocks > blockLimit) {
      throw new TooLarge(`more than ${blockLimit} blocks`);
    }
    return { serial: this.#blocks++, region, events: [], successors: [], entered: false, isPinned: false };
  }

  /** Goes on in a block. It is dead unless an edge leads there by now. */
  begin(block: OpenBlock): void {
    this.#current = block;
  }

  /** Goes on in a block that will be reached: the edge to it is about to be added. */
  beginReached(block: OpenBlock): void {
    block.entered = true;
    this.#current = block;
  }

  edge(to: OpenBlock, kind: EdgeKind, test?: EventId): void {
    const from = this.#current;
    if (from.entered) {
      to.entered = true;
      from.successors.push({ from, to, kind, ...(test === undefined ? {} : { test }) });
    }
  }

  /** The id that the next event will have. */
  get nextEvent(): EventId {
    return this.#events.length;
  }

  /** Must not be asked of a dead block. */
  addEvent(event: NewEvent): EventId {
    const id = this.#events.length;
    this.#events.push({ id, block: this.#current.serial, ...event });
    this.#homes.push(this.#current);
    this.#current.events.push(id);
    return id;
  }

  finish(traits: Pick<FlowGraph, 'isAsync' | 'isGenerator'>): FlowGraph {
    const order = this.#order(passedOver);
    const numbers = new Map(order.map((block, number) => [block, number] as const));
    const numberOf = (block: OpenBlock): BlockId => {
      const number = numbers.get(block);
      if (number === undefined) {
        throw new Error('A block that is in use has no number.');
      }
      return number;
    };
    for (const event of this.#events) {
      event.block = numberOf(this.#homes[event.id] ?? this.#entry);
    }
    return {
      blocks: closeBlocks(order, numberOf),
      events: this.#events,
      values: this.values,
      places: this.places,
      regions: this.regions,
      catches: this.#catches
        .filter(clause => numbers.has(clause.entry))
        .map(clause => ({ ...clause, entry: numberOf(clause.entry) })),
      entry: numberOf(this.#entry),
      exit: numberOf(this.exit),
      raised: numberOf(this.raised),
      ...traits,
    };
  }

  /** Reverse postorder; on the way, edges are led past blocks in which nothing happens. */
  #order(replacementOf: (block: OpenBlock) => OpenBlock): OpenBlock[] {
    const postorder: OpenBlock[] = [];
    const seen = new Set([this.#entry, this.exit, this.raised]);
    const stack: { block: OpenBlock; next: number }[] = [{ block: this.#entry, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      // The last successor first, so that in the reversed order the first one comes first.
      const edge = top.block.successors[top.block.successors.length - 1 - top.next++];
      if (edge === undefined) {
        postorder.push(top.block);
        stack.pop();
        continue;
      }
      edge.to = replacementOf(edge.to);
      if (!seen.has(edge.to)) {
        seen.add(edge.to);
        stack.push({ block: edge.to, next: 0 });
      }
    }
    return [...postorder.reverse(), this.exit, this.raised];
  }
}

/** The block itself, or the first one behind it in which something happens. */
function passedOver(block: OpenBlock): OpenBlock {
  const seen = new Set<OpenBlock>();
  let current = block;
  for (;;) {
    const [only, ...others] = current.successors;
    const isEmpty = current.events.length === 0 && only?.kind === 'normal' && others.length === 0;
    if (!isEmpty || current.isPinned || seen.has(current)) {
      return current;
    }
    seen.add(current);
    current = only.to;
  }
}

function closeBlocks(order: readonly OpenBlock[], numberOf: (block: OpenBlock) => BlockId): Block[] {
  const predecessors: Edge[][] = order.map(() => []);
  const blocks = order.map((block, id): Writable<Block> => {
    const successors = block.successors.map(
      ({ to, kind, test }): Edge => ({ from: id, to: numberOf(to), kind, ...(test === undefined ? {} : { test }) }),
    );
    for (const edge of successors) {
      predecessors[edge.to]?.push(edge);
    }
    return { id, region: block.region, events: block.events, successors, predecessors: [] };
  });
  for (const block of blocks) {
    block.predecessors = predecessors[block.id] ?? [];
  }
  return blocks;
}
