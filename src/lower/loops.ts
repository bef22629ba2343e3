/**
 * Loops. The way back to the head is a `normal` edge, or a `continue`.
 *
 * An iteration asks for the next value (`iterate-next`), tests whether there is one, and is closed (`iterate-return`) when the loop
 * is left early; `for await` awaits the outcome of both. An error thrown by closing does not replace one that is already on its way:
 * there, what may throw has a `rethrow` edge instead. Getting the iterator is presumed not to throw: asking for the first value may,
 * and leads to the same place. Enumerating keys (`for in`) has the same events but for the closing, and cannot throw.
 */
import type ts from 'typescript';
import type { OpenBlock } from '../flow/builder.ts';
import type { ValueId } from '../flow/graph.ts';
import type { CleanupFrame, Completion, TargetFrame } from './frames.ts';
import { risk, throwTarget } from './leaving.ts';
import type { Lowering } from './lowering.ts';
import { assignPattern, bind, placeOfTarget } from './patterns.ts';
import { lowerAwait } from './suspensions.ts';
import { cleanupHere, lowerUsing } from './try.ts';
import { lowerDeclarations, usingKindOf } from './variables.ts';

type Iteration = ts.ForOfStatement | ts.ForInStatement;

interface Loop {
  readonly labels: readonly string[];
  readonly after: OpenBlock;
  /** Where `continue` leads. */
  readonly again: OpenBlock;
}

export function lowerWhile(lowering: Lowering, node: ts.WhileStatement, labels: readonly string[]): void {
  inLoop(lowering, node, after => {
    const again = lowering.newBlock();
    const body = lowering.newBlock();
    lowering.goTo(again);
    lowering.condition(node.expression, { yes: body, no: after });
    lowering.graph.begin(body);
    lowerRound(lowering, { labels, after, again }, node.statement);
    lowering.edge(again, 'normal');
  });
}

export function lowerDo(lowering: Lowering, node: ts.DoStatement, labels: readonly string[]): void {
  inLoop(lowering, node, after => {
    const body = lowering.newBlock();
    const again = lowering.newBlock();
    lowering.goTo(body);
    lowerRound(lowering, { labels, after, again }, node.statement);
    lowering.goTo(again);
    lowering.condition(node.expression, { yes: body, no: after });
  });
}

export function lowerFor(lowering: Lowering, node: ts.ForStatement, labels: readonly string[]): void {
  const { initializer } = node;
  if (initializer === undefined || !lowering.ts.isVariableDeclarationList(initializer)) {
    if (initializer !== undefined) {
      lowering.expression(initializer);
    }
    lowerForRounds(lowering, node, labels);
    return;
  }
  lowerDeclarations(lowering, initializer, () => {
    lowerForRounds(lowering, node, labels);
  });
}

function lowerForRounds(lowering: Lowering, node: ts.ForStatement, labels: readonly string[]): void {
  inLoop(lowering, node, after => {
    const head = lowering.newBlock();
    const body = lowering.newBlock();
    const again = lowering.newBlock();
    lowering.goTo(head);
    if (node.condition === undefined) {
      lowering.edge(body, 'normal');
    } else {
      lowering.condition(node.condition, { yes: body, no: after });
    }
    lowering.graph.begin(body);
    lowerRound(lowering, { labels, after, again }, node.statement);
    lowering.goTo(again);
    if (node.incrementor !== undefined) {
      lowering.expression(node.incrementor);
    }
    lowering.edge(head, 'normal');
  });
}

export function lowerIteration(lowering: Lowering, node: Iteration, labels: readonly string[]): void {
  const iterable = lowering.expression(node.expression);
  inLoop(lowering, node, after => {
    const again = lowering.newBlock();
    const body = lowering.newBlock();
    lowering.goTo(again);
    const step = lowerNext(lowering, node, iterable);
    lowering.test(node, [step], 'more', { yes: body, no: after });
    lowering.graph.begin(body);
    const value = lowering.unknown(node.initializer, [step]);
    const lowerRest = (): void => {
      targeting(lowering, 'continue', { block: again, labels }, () => {
        lowerLoopVariable(lowering, node, value);
      });
    };
    targeting(lowering, 'break', { block: after, labels }, () => {
      if (lowering.ts.isForInStatement(node)) {
        lowerRest();
      } else {
        // Further in than `break`, further out than `continue`: another round does not close the iterator.
        lowering.framed(closingOf(lowering, node, iterable), lowerRest);
      }
    });
    lowering.edge(again, 'normal');
  });
}

function lowerNext(lowering: Lowering, node: Iteration, iterable: ValueId): ValueId {
  if (lowering.ts.isForInStatement(node)) {
    return lowering.produce('iterate-next', node, [iterable]);
  }
  const next = risk(lowering, 'iterate-next', node, [iterable]);
  return node.awaitModifier === undefined ? next : lowerAwait(lowering, node, next);
}

function lowerLoopVariable(lowering: Lowering, node: Iteration, value: ValueId): void {
  const { initializer } = node;
  const { ts } = lowering;
  if (!ts.isVariableDeclarationList(initializer)) {
    const place = placeOfTarget(lowering, initializer);
    if (place === undefined) {
      assignPattern(lowering, initializer, value);
    } else {
      lowering.assign(initializer, place, value);
    }
    lowering.statement(node.statement);
    return;
  }
  const [declaration] = initializer.declarations;
  if (declaration !== undefined) {
    bind(lowering, declaration.name, value, declaration);
  }
  const using = usingKindOf(ts, initializer);
  if (using !== undefined && declaration !== undefined) {
    lowerUsing(lowering, declaration, value, using === 'await using', () => {
      lowering.statement(node.statement);
    });
  } else {
    lowering.statement(node.statement);
  }
}

function closingOf(lowering: Lowering, node: ts.ForOfStatement, iterable: ValueId): CleanupFrame {
  const span = lowering.spanOf(node);
  return {
    ...cleanupHere(lowering),
    regionFor: completion => lowering.addRegion('loop', span, { completion }),
    lower: completion => {
      lowerClosing(lowering, node, iterable, completion);
    },
  };
}

function lowerClosing(lowering: Lowering, node: ts.ForOfStatement, iterable: ValueId, completion: Completion): void {
  const isAwait = node.awaitModifier !== undefined;
  if (completion !== 'throw') {
    const closed = risk(lowering, 'iterate-return', node, [iterable]);
    if (isAwait) {
      lowerAwait(lowering, node, closed);
    }
    return;
  }
  const closed = lowering.produce('iterate-return', node, [iterable]);
  if (isAwait) {
    const settle = lowering.newBlock();
    lowering.edge(settle, 'normal');
    lowering.edge(throwTarget(lowering), 'rethrow');
    lowering.graph.begin(settle);
    lowering.produce('await', node, [closed]);
  }
}

function inLoop(lowering: Lowering, node: ts.IterationStatement, lowerLoop: (after: OpenBlock) => void): void {
  const after = lowering.newBlock();
  lowering.within(lowering.addRegion('loop', lowering.spanOf(node)), () => {
    lowerLoop(after);
    lowering.end();
  });
  lowering.graph.begin(after);
}

function targeting(
  lowering: Lowering,
  kind: TargetFrame['kind'],
  { block, labels }: Pick<TargetFrame, 'block' | 'labels'>,
  body: () => void,
): void {
  lowering.framed({ kind, around: lowering.frame, block, labels, onlyLabel: false }, body);
}

/** A round of a loop that has nothing to close. */
function lowerRound(lowering: Lowering, { labels, after, again }: Loop, statement: ts.Statement): void {
  targeting(lowering, 'break', { block: after, labels }, () => {
    targeting(lowering, 'continue', { block: again, labels }, () => {
      lowering.statement(statement);
    });
  });
}
