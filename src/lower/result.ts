import type ts from 'typescript';
import type { FlowEvent } from '../flow/graph.ts';
import type { Lowered } from './lowered.ts';
import type { Lowering } from './lowering.ts';
import { withoutWrapping } from './syntax.ts';

/** The finished graph, with the way back to the syntax. */
export function loweredFrom(lowering: Lowering): Lowered {
  const { ts, eventNodes, valueNodes, names, isAsync, isGenerator } = lowering;
  const graph = lowering.graph.finish({ isAsync, isGenerator });
  let byNode: Map<ts.Node, FlowEvent[]> | undefined;
  return {
    function: lowering.fn,
    graph,
    nodeOfEvent: event => nodeAt(eventNodes, event),
    nodeOfValue: value => nodeAt(valueNodes, value),
    symbolOfPlace: place => names.symbolOfPlace(place),
    eventsOfNode: node => {
      byNode ??= groupByNode(graph.events, eventNodes);
      return byNode.get(ts.isExpression(node) ? withoutWrapping(ts, node) : node) ?? [];
    },
  };
}

function nodeAt(nodes: readonly ts.Node[], id: number): ts.Node {
  const node = nodes[id];
  if (node === undefined) {
    throw new Error(`The graph has no number ${id}.`);
  }
  return node;
}

function groupByNode(events: readonly FlowEvent[], nodes: readonly ts.Node[]): Map<ts.Node, FlowEvent[]> {
  const groups = new Map<ts.Node, FlowEvent[]>();
  for (const event of events) {
    const node = nodeAt(nodes, event.id);
    const group = groups.get(node);
    if (group === undefined) {
      groups.set(node, [event]);
    } else {
      group.push(event);
    }
  }
  return groups;
}
