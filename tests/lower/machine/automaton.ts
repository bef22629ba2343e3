import ts from 'typescript';
import type { Block, Edge, EventId, EventKind, FlowEvent, PlaceId, ValueId } from '../../../src/flow/graph.ts';
import { blockOf, eventOf } from '../../../src/flow/reach.ts';
import type { Lowered } from '../../../src/lower/lowered.ts';
import type { Entry, Happening, Run } from './world.ts';

export class Disagreement extends Error {}

/** Walks the graph as the log says, and answers with the edges that it took. */
export function follow(lowered: Lowered, { log, end }: Run): Edge[] {
  return new Walk(lowered, log).to(end);
}

const observed: Partial<Record<EventKind, Happening>> = {
  call: 'call',
  new: 'call',
  await: 'await',
  yield: 'yield',
  'iterate-next': 'next',
  'iterate-return': 'close',
  dispose: 'dispose',
};

class Walk {
  readonly #lowered: Lowered;
  readonly #log: readonly Entry[];
  readonly #edges: Edge[] = [];
  /** What each value last was, and when. */
  readonly #values = new Map<ValueId, { value: unknown; at: number }>();
  readonly #variables = new Map<PlaceId, unknown>();
  readonly #enumerations = new Map<EventId, { of: number; left: number }>();
  #position = 0;
  #time = 0;

  constructor(lowered: Lowered, log: readonly Entry[]) {
    this.#lowered = lowered;
    this.#log = log;
  }

  to(end: Run['end']): Edge[] {
    const { graph } = this.#lowered;
    let block = blockOf(graph, graph.entry);
    while (block.id !== graph.exit && block.id !== graph.raised) {
      if (this.#edges.length > 10_000) {
        throw new Disagreement('the graph goes round without the machine');
      }
      const edge = this.#leave(block);
      this.#edges.push(edge);
      block = blockOf(graph, edge.to);
    }
    if (this.#position < this.#log.length) {
      throw new Disagreement(`the graph has ended before ${JSON.stringify(this.#log[this.#position])}`);
    }
    if (block.id !== graph[end]) {
      throw new Disagreement(`the machine leaves by ${end}, the graph does not`);
    }
    return this.#edges;
  }

  #leave(block: Block): Edge {
    let wanted: readonly Edge['kind'][] | undefined;
    for (const id of block.events) {
      if (wanted !== undefined) {
        throw new Disagreement('an event that decides is not the last of its block');
      }
      wanted = this.#happen(eventOf(this.#lowered.graph, id));
    }
    return choose(block, wanted ?? ['normal', 'return', 'break', 'continue', 'rethrow', 'skip']);
  }

  /** The kinds of edge on which the event leaves; undefined if it does not decide. */
  #happen(event: FlowEvent): readonly Edge['kind'][] | undefined {
    if (event.kind === 'test') {
      return [this.#answer(event) ? 'true' : 'false'];
    }
    if (event.kind === 'throw') {
      return ['throw'];
    }
    if (ts.isForInStatement(this.#lowered.nodeOfEvent(event.id)) && event.kind === 'iterate-next') {
      this.#enumerate(event);
      return undefined;
    }
    const what = observed[event.kind];
    if (what === undefined) {
      this.#remember(event);
      return undefined;
    }
    const entry = this.#log[this.#position++];
    const site = siteOf(this.#lowered.nodeOfEvent(event.id));
    if (entry?.what !== what || entry.site !== site) {
      throw new Disagreement(`the graph says ${what} ${site}, the machine says ${JSON.stringify(entry)}`);
    }
    if (event.result !== undefined) {
      this.#values.set(event.result, { value: entry.value, at: ++this.#time });
    }
    return entry.outcome === 'throw' ? ['throw', 'rethrow'] : entry.outcome === 'skip' ? ['skip'] : ['normal', 'rethrow'];
  }

  #remember({ kind, place, operands: [operand], result }: FlowEvent): void {
    if (kind === 'assign' && place !== undefined) {
      this.#variables.set(place, this.#latest(operand)?.value);
    }
    if (kind === 'read' && place !== undefined && result !== undefined && this.#variables.has(place)) {
      this.#values.set(result, { value: this.#variables.get(place), at: ++this.#time });
    }
  }

  /** Nobody sees keys being enumerated; but it is known how many there are. */
  #enumerate({ id, operands: [operand], result }: FlowEvent): void {
    const enumerated = this.#latest(operand);
    if (enumerated === undefined || result === undefined) {
      throw new Disagreement('what is enumerated is not known');
    }
    const known = this.#enumerations.get(id);
    const left = known?.of === enumerated.at ? known.left : Object.keys(enumerated.value as object).length;
    this.#enumerations.set(id, { of: enumerated.at, left: left - 1 });
    this.#values.set(result, { value: { done: left === 0 }, at: ++this.#time });
  }

  #answer({ asks, operands: [operand, label] }: FlowEvent): boolean {
    const value = this.#valueOf(operand);
    switch (asks) {
      case 'truthy':
        return Boolean(value);
      case 'present':
        return value !== null && value !== undefined;
      case 'given':
        return isGiven(value);
      case 'equal':
        return value === this.#valueOf(label);
      case 'more':
        return !(value as { done: boolean }).done;
      default:
        throw new Disagreement('a test asks nothing');
    }
  }

  #valueOf(id: ValueId | undefined): unknown {
    const latest = this.#latest(id);
    if (latest === undefined) {
      throw new Disagreement('a test is of a value that is not known');
    }
    return latest.value;
  }

  /** Of a merge, the source that was made last; of what was taken out of a value, that value. */
  #latest(id: ValueId | undefined): { value: unknown; at: number } | undefined {
    const value = id === undefined ? undefined : this.#lowered.graph.values[id];
    if (value === undefined) {
      return undefined;
    }
    const sources = (value.sources ?? []).flatMap(source => this.#latest(source) ?? []);
    const known = this.#values.get(value.id);
    return [...sources, ...(known === undefined ? [] : [known])].toSorted((a, b) => b.at - a.at)[0];
  }
}

/** The only thing that has a default is the `k` of an object, or of the value of an iteration's step. */
function isGiven(whole: unknown): boolean {
  const { k, value } = whole as { k?: unknown; value?: { k?: unknown } };
  return (value?.k ?? k) !== undefined;
}

function choose(block: Block, wanted: readonly Edge['kind'][]): Edge {
  for (const kind of wanted) {
    const found = block.successors.filter(edge => edge.kind === kind);
    if (found.length > 1) {
      throw new Disagreement(`two edges are ${kind}`);
    }
    if (found[0] !== undefined) {
      return found[0];
    }
  }
  throw new Disagreement(`no edge is ${wanted.join(' or ')}`);
}

/** The number that is written first in the call which made the thing. */
function siteOf(node: ts.Node): number {
  if (ts.isNumericLiteral(node)) {
    return Number(node.text);
  }
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    return siteOf(first(node.arguments?.[0]));
  }
  if (ts.isTaggedTemplateExpression(node) && ts.isTemplateExpression(node.template)) {
    return siteOf(first(node.template.templateSpans[0]?.expression));
  }
  if (ts.isVariableDeclaration(node)) {
    return siteOf(node.initializer ?? node.parent.parent);
  }
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node) || ts.isForOfStatement(node) || ts.isReturnStatement(node)) {
    return siteOf(first(node.expression));
  }
  throw new Disagreement(`no site is known for ${ts.SyntaxKind[node.kind]}`);
}

function first(node: ts.Expression | undefined): ts.Expression {
  if (node === undefined) {
    throw new Disagreement('a site has no number');
  }
  return node;
}
