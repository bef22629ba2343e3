import type ts from 'typescript';
import type { EventId, FlowEvent, FlowGraph, PlaceId, ValueId } from '../flow/graph.ts';

/**
 * Whatever has a graph of its own. A class stands for its instance field initialisers; its static blocks, static
 * fields and computed keys run where the class is evaluated, and are part of the function around it.
 */
export type FunctionNode =
  | ts.SourceFile
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.GetAccessorDeclaration
  | ts.SetAccessorDeclaration
  | ts.ClassDeclaration
  | ts.ClassExpression;

/** A graph together with the syntax that it came from. Only `lower`, `facts` and `summaries` look at the syntax. */
export interface Lowered {
  readonly function: FunctionNode;
  readonly graph: FlowGraph;
  nodeOfEvent(event: EventId): ts.Node;
  nodeOfValue(value: ValueId): ts.Node;
  /** The variable (local, captured) or property name's symbol behind a place, where the binder knows it. */
  symbolOfPlace(place: PlaceId): ts.Symbol | undefined;
  /**
   * The events that a node gave rise to, in order; several where a `finally` was copied. A parenthesised, `as`, `satisfies` or
   * non-null expression stands for its operand. Empty for nodes that never run.
   */
  eventsOfNode(node: ts.Node): readonly FlowEvent[];
}

/** The function is beyond the size at which the analysis gives up; said in a note, never by time. */
export interface GaveUp {
  readonly gaveUp: string;
}
