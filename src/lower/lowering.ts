/**
 * The state of lowering one function: the graph so far, where control stands, and what surrounds it.
 *
 * Statements and expressions call each other without end; the visitor passed in ties that knot, so that the modules
 * need not import each other in a circle.
 */
import type ts from 'typescript';
import { GraphBuilder, type OpenBlock } from '../flow/builder.ts';
import type { EdgeKind, EventId, EventKind, PlaceId, Question, Region, RegionId, Span, ValueId } from '../flow/graph.ts';
import type { Compiler } from './compiler.ts';
import type { Frame, Scope } from './frames.ts';
import type { FunctionNode } from './lowered.ts';
import { Names } from './names.ts';

export interface Visitor {
  expression(lowering: Lowering, node: ts.Expression): ValueId;
  /** Leads control to one of two blocks, and says which values decided so. */
  condition(lowering: Lowering, node: ts.Expression, ways: Ways): void;
  /** The value goes on to `present`, with its value collected there, or to `absent` if it is null or undefined. */
  presence(lowering: Lowering, node: ts.Expression, ways: Ways): void;
  statements(lowering: Lowering, nodes: readonly ts.Statement[]): void;
  statement(lowering: Lowering, node: ts.Statement): void;
  classLike(lowering: Lowering, node: ts.ClassLikeDeclaration): ValueId;
}

/** Where a decision leads; `values` collect what the deciding expressions were, if somebody asks. */
export interface Ways {
  readonly yes: OpenBlock;
  readonly no: OpenBlock;
  readonly valuesOnYes?: ValueId[];
  readonly valuesOnNo?: ValueId[];
}

/** Where control stands, and what surrounds it. */
interface Position {
  readonly block?: OpenBlock;
  readonly frame: Frame | undefined;
  readonly scope: Scope;
  readonly region: RegionId;
}

interface EventDetails {
  readonly place?: PlaceId;
  readonly asks?: Question;
  readonly result?: ValueId;
  readonly span?: Span;
}

export class Lowering {
  readonly ts: Compiler;
  readonly sourceFile: ts.SourceFile;
  readonly fn: FunctionNode;
  readonly visit: Visitor;
  readonly graph: GraphBuilder;
  readonly names: Names;
  readonly isGenerator: boolean;
  isAsync: boolean;
  frame: Frame | undefined;
  region: RegionId = 0;
  scope: Scope = { self: undefined, insideWith: false };
  readonly eventNodes: ts.Node[] = [];
  readonly valueNodes: ts.Node[] = [];
  #thisValue: ValueId | undefined;

  constructor(ts: Compiler, checker: ts.TypeChecker, fn: FunctionNode, visit: Visitor) {
    this.ts = ts;
    this.fn = fn;
    this.visit = visit;
    this.sourceFile = fn.getSourceFile();
    this.graph = new GraphBuilder({ kind: 'function', span: this.spanOf(fn) });
    this.names = new Names(ts, checker, fn, this.sourceFile, this.graph);
    this.isAsync = ts.canHaveModifiers(fn) && (fn.modifiers?.some(m => m.kind === ts.SyntaxKind.AsyncKeyword) ?? false);
    this.isGenerator = 'asteriskToken' in fn && fn.asteriskToken !== undefined;
  }

  spanOf(node: ts.Node): Span {
    return { start: node.getStart(this.sourceFile), end: node.end };
  }

  expression(node: ts.Expression): ValueId {
    return this.visit.expression(this, node);
  }

  condition(node: ts.Expression, ways: Ways): void {
    this.visit.condition(this, node, ways);
  }

  statement(node: ts.Statement): void {
    this.visit.statement(this, node);
  }

  statements(nodes: readonly ts.Statement[]): void {
    this.visit.statements(this, nodes);
  }

  newBlock(region = this.region): OpenBlock {
    return this.graph.newBlock(region);
  }

  goTo(block: OpenBlock): void {
    this.graph.edge(block, 'normal');
    this.graph.begin(block);
  }

  addRegion(kind: Region['kind'], span: Span, more: Partial<Region> = {}): RegionId {
    return this.graph.addRegion({ kind, span, parent: this.region, ...more });
  }

  /** Lowers something whose blocks belong to a region of their own; control stands outside of it afterwards. */
  within(region: RegionId, body: () => void): void {
    const outside = this.region;
    this.region = region;
    this.goTo(this.newBlock());
    body();
    this.region = outside;
    this.goTo(this.newBlock());
  }

  /** Lowers something that control leaves through a frame. */
  framed(frame: Frame, body: () => void): void {
    const { frame: around } = this;
    this.frame = frame;
    body();
    this.frame = around;
  }

  scoped(scope: Partial<Scope>, body: () => void): void {
    const { scope: around } = this;
    this.scope = { ...around, ...scope };
    body();
    this.scope = around;
  }

  /** Something happens that cannot fail. */
  happen(kind: EventKind, node: ts.Node, operands: readonly ValueId[], details: EventDetails = {}): EventId | undefined {
    if (this.graph.dead) {
      return undefined;
    }
    const span = details.span ?? this.spanOf(node);
    this.eventNodes.push(node);
    return this.graph.addEvent({ kind, span, operands, ...details });
  }

  /** As `happen`, with a value as its outcome. */
  produce(kind: EventKind, node: ts.Node, operands: readonly ValueId[], details: EventDetails = {}): ValueId {
    if (this.graph.dead) {
      return this.unknown(node);
    }
    const span = this.spanOf(node);
    const result = this.#addValue(node, { kind: 'result', span, event: this.graph.nextEvent });
    this.happen(kind, node, operands, { ...details, span, result });
    return result;
  }

  /** A `test` that ends the block, and its two edges. */
  test(node: ts.Node, operands: readonly ValueId[], asks: Question, ways: Pick<Ways, 'yes' | 'no'>): void {
    const test = this.happen('test', node, operands, { asks });
    if (test !== undefined) {
      this.graph.edge(ways.yes, 'true', test);
      this.graph.edge(ways.no, 'false', test);
    }
  }

  position(): Position {
    return { block: this.graph.current, frame: this.frame, scope: this.scope, region: this.region };
  }

  resume(position: Position): void {
    this.frame = position.frame;
    this.scope = position.scope;
    this.region = position.region;
    if (position.block !== undefined) {
      this.graph.begin(position.block);
    }
  }

  edge(to: OpenBlock, kind: EdgeKind): void {
    this.graph.edge(to, kind);
  }

  /** Nothing follows: what comes next in the text is dead. */
  end(): void {
    this.graph.begin(this.newBlock());
  }

  constant(node: ts.Node, sources: readonly ValueId[] = []): ValueId {
    return this.#addValue(node, { kind: 'constant', span: this.spanOf(node), ...(sources.length > 0 && { sources }) });
  }

  unknown(node: ts.Node, sources: readonly ValueId[] = []): ValueId {
    return this.#addValue(node, { kind: 'unknown', span: this.spanOf(node), ...(sources.length > 0 && { sources }) });
  }

  merge(node: ts.Node, sources: readonly ValueId[]): ValueId {
    const [only, ...others] = sources;
    return only !== undefined && others.length === 0
      ? only
      : this.#addValue(node, { kind: 'merge', span: this.spanOf(node), sources });
  }

  /** Its node is the binding, where there is one. */
  caught(clause: ts.CatchClause): ValueId {
    const node = clause.variableDeclaration ?? clause;
    return this.#addValue(node, { kind: 'caught', span: this.spanOf(node) });
  }

  parameter(node: ts.ParameterDeclaration, index: number): ValueId {
    return this.#addValue(node, { kind: 'parameter', span: this.spanOf(node), index });
  }

  thisValue(node: ts.Node): ValueId {
    if (this.scope.self !== undefined) {
      return this.scope.self;
    }
    this.#thisValue ??= this.#addValue(node, { kind: 'this', span: this.spanOf(node) });
    return this.#thisValue;
  }

  read(node: ts.Node, place: PlaceId): ValueId {
    return this.produce('read', node, [], { place });
  }

  assign(node: ts.Node, place: PlaceId, value: ValueId): void {
    this.happen('assign', node, [value], { place });
  }

  #addValue(node: ts.Node, value: Parameters<GraphBuilder['addValue']>[0]): ValueId {
    this.valueNodes.push(node);
    return this.graph.addValue(value).id;
  }
}
