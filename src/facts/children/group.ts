import type ts from 'typescript';
import type { FlowEvent } from '../../flow/graph.ts';
import type { Lowered } from '../../lower/lowered.ts';
import { symbolOf } from '../callee.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import { entryOfCall } from '../task/callee.ts';
import type { Sureness } from '../task/distance.ts';
import { isFunctionLiteral, methodCallOf } from '../task/syntax.ts';
import { valuesOf } from '../task/values.ts';

/** The combinator's call, what it does, and what makes the tasks: an element each, or the callback of `map` for all. */
export interface Group {
  readonly call: ts.CallExpression;
  readonly combines: 'all' | 'race' | 'any';
  readonly list: ts.Expression;
  readonly tasks: readonly ts.Expression[];
  /** What else stands in the list and may fail: tasks that somebody else holds as well, and lists of tasks. */
  readonly others: readonly (ts.Expression | ts.SpreadElement)[];
}

/** `unread`: tasks beside which others stand that somebody else holds are a group as well. */
export function groupAt(context: FactContext, call: ts.Node, how: Sureness | undefined): Group | undefined {
  const { ts } = context;
  const combines = ts.isCallExpression(call) ? entryOfCall(context, call)?.combines : undefined;
  if (!ts.isCallExpression(call) || (combines !== 'all' && combines !== 'race' && combines !== 'any')) {
    return undefined;
  }
  const [given] = call.arguments;
  const list = given === undefined ? undefined : onlyValue(context, given);
  const members = list === undefined ? undefined : membersOf(context, list);
  const isRead = members !== undefined && members.tasks.length > 0 && (members.others.length === 0 || how === 'unread');
  return list === undefined || !isRead ? undefined : { call, combines, list, ...members };
}

function membersOf(context: FactContext, list: ts.Expression): Pick<Group, 'tasks' | 'others'> | undefined {
  const { ts } = context;
  if (!ts.isArrayLiteralExpression(list)) {
    const mapped = methodCallOf(ts, list);
    const [callback] = mapped?.method.text === 'map' ? mapped.call.arguments : [];
    return callback !== undefined && isFunctionLiteral(ts, bareExpression(ts, callback)) ? { tasks: [bareExpression(ts, callback)], others: [] } : undefined;
  }
  const tasks: ts.Expression[] = [];
  const others: (ts.Expression | ts.SpreadElement)[] = [];
  for (const element of list.elements) {
    const task = ts.isSpreadElement(element) ? undefined : onlyValue(context, element);
    if (task === undefined) {
      others.push(element);
    } else {
      tasks.push(task);
    }
  }
  return { tasks, others };
}

/** The expression, or what a name stands for that is used nowhere else: whoever holds a task besides may see to it. */
function onlyValue(context: FactContext, expression: ts.Expression): ts.Expression | undefined {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (!ts.isIdentifier(bare)) {
    return bare;
  }
  const { members, closed } = valuesOf(context, bare);
  const declaration = symbolOf(context, bare)?.valueDeclaration;
  const [value] = members;
  const isOnly = declaration !== undefined && ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name) && usesOfName(context, declaration.name, declaration.getSourceFile()).length === 1;
  return closed === 'yes' && members.length === 1 && value !== undefined && isOnly ? bareExpression(ts, value) : undefined;
}

/** The wait for the combinator's outcome. `unread`: to hand it to the caller is one as well, and so is a combinator around it. */
export function waitFor(context: FactContext, home: Lowered, call: ts.Expression, how: Sureness | undefined): FlowEvent | undefined {
  const { ts } = context;
  const consumer = consumerOf(ts, call);
  if (ts.isAwaitExpression(consumer)) {
    return home.eventsOfNode(consumer).find(({ kind }) => kind === 'await');
  }
  if (how !== 'unread') {
    return undefined;
  }
  if (ts.isReturnStatement(consumer) || ts.isArrowFunction(consumer)) {
    return home.eventsOfNode(consumer).find(({ kind }) => kind === 'return');
  }
  const around = ts.isArrayLiteralExpression(consumer) ? consumerOf(ts, consumer) : undefined;
  const isCombined = around !== undefined && ts.isCallExpression(around) && entryOfCall(context, around)?.combines !== undefined && entryOfCall(context, around)?.combines !== 'settled';
  return isCombined ? waitFor(context, home, around, how) : undefined;
}
