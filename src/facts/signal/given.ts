import type ts from 'typescript';
import type { FactContext } from '../context.ts';
import type { Signal } from './signal.ts';
import { signalOf, signalWithin } from './signal.ts';
import { singleValueOf } from '../single-value.ts';
import { bareExpression } from '../syntax.ts';

/**
 * The signals that a call is given: as an argument, as a property of an options object, or within an options object that is
 * handed on whole, named or spread. Where the catalog knows the callee's slots, only those that end the wait count.
 *
 * A signal that is only given where there is one, `{ ...(signal && { signal }) }`, is given: where there is none, nobody aborts.
 */
export function givenSignals(context: FactContext, call: ts.CallExpression | ts.NewExpression): readonly Signal[] {
  const slots = context.catalog.entryOf(call.expression)?.signal;
  return (call.arguments ?? []).flatMap((argument, index) => {
    const kinds = slots?.filter(slot => slot.argument === index);
    if (kinds !== undefined && !kinds.some(slot => slot.kind === 'cancels')) {
      return [];
    }
    return signalsIn(context, argument, 0);
  });
}

/** How deep options lie in options: `{ request: { signal } }`. */
const deepestProperty = 1;

/** How many names are followed, of options that are made of others: these may lead in a circle. */
const mostNames = 4;

function signalsIn(context: FactContext, expression: ts.Expression, depth: number, names = 0): readonly Signal[] {
  const { ts } = context;
  const bare = bareExpression(ts, expression);
  if (ts.isObjectLiteralExpression(bare)) {
    return signalsInObject(context, bare, depth, names);
  }
  const signal = signalOf(context, bare);
  if (signal !== undefined) {
    return [signal];
  }
  const value = ts.isIdentifier(bare) && depth === 0 && names < mostNames ? singleValueOf(context, bare) : undefined;
  if (value !== undefined && ts.isObjectLiteralExpression(bareExpression(ts, value))) {
    return signalsIn(context, value, 1, names + 1);
  }
  const within = depth === 0 ? signalWithin(context, bare) : undefined;
  return within === undefined ? signalsOnSomeWay(context, bare, depth, names) : [within];
}

/** What a later property says again, the earlier ones do not say any more: `{ ...options, signal: undefined }`. */
function signalsInObject(context: FactContext, { properties }: ts.ObjectLiteralExpression, depth: number, names: number): readonly Signal[] {
  const { ts } = context;
  let spread: readonly Signal[] = [];
  const named: Signal[] = [];
  for (const property of properties) {
    if (ts.isSpreadAssignment(property)) {
      spread = [...spread, ...signalsIn(context, property.expression, 0, names)];
      continue;
    }
    if (isSignalName(context, property.name)) {
      spread = [];
    }
    if (ts.isShorthandPropertyAssignment(property)) {
      named.push(...signalsIn(context, property.name, depth + 1, names));
    } else if (ts.isPropertyAssignment(property) && depth <= deepestProperty) {
      named.push(...signalsIn(context, property.initializer, depth + 1, names));
    }
  }
  return [...spread, ...named];
}

function isSignalName({ ts, catalog }: FactContext, name: ts.PropertyName): boolean {
  return ts.isIdentifier(name) && catalog.signalProperties.includes(name.text);
}

/** An object that is one of several: `signal ? { signal } : {}`. */
function signalsOnSomeWay(context: FactContext, bare: ts.Expression, depth: number, names: number): readonly Signal[] {
  const { ts } = context;
  if (ts.isConditionalExpression(bare)) {
    return [bare.whenTrue, bare.whenFalse].flatMap(branch => signalsIn(context, branch, depth, names));
  }
  if (!ts.isBinaryExpression(bare)) {
    return [];
  }
  const { kind } = bare.operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    return signalsIn(context, bare.right, depth, names);
  }
  const isFallback = kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken;
  return isFallback ? [bare.left, bare.right].flatMap(side => signalsIn(context, side, depth, names)) : [];
}
