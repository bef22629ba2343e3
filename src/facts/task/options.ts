import type ts from 'typescript';
import { definitionsOf } from '../../flow/definitions.ts';
import type { FunctionNode, Lowered } from '../../lower/lowered.ts';
import type { FactContext } from '../context.ts';
import { usesOfName } from '../names.ts';
import { bareExpression } from '../syntax.ts';
import { isAsked } from './asked.ts';
import type { Failing } from './failure.ts';

/**
 * Options of which a call leaves some out: `deliver(order, { fast: true })` does not set `loud`.
 *
 * What a function does with its errors is often told by such a property. Told only where the options are written at the call.
 */
interface AskedProperty {
  /** The place of the parameter that holds it. */
  readonly index: number;
  readonly property: string;
}

const mostProperties = 4;
const askingFor = new WeakMap<FunctionNode, readonly AskedProperty[]>();

/** The properties of its options of which a function asks whether they are set: `if (!options.loud)`. */
function askedProperties(context: FactContext, fn: FunctionNode): readonly AskedProperty[] {
  const { ts } = context;
  const known = askingFor.get(fn);
  if (known !== undefined) {
    return known;
  }
  const found: AskedProperty[] = [];
  for (const [index, { name, dotDotDotToken }] of ts.isFunctionLike(fn) ? fn.parameters.entries() : []) {
    for (const use of ts.isIdentifier(name) && dotDotDotToken === undefined ? usesOfName(context, name, fn) : []) {
      const { parent } = use;
      const isNew = ts.isPropertyAccessExpression(parent) && parent.expression === use && !found.some(other => other.index === index && other.property === parent.name.text);
      if (isNew && found.length < mostProperties && isAsked(context, parent)) {
        found.push({ index, property: parent.name.text });
      }
    }
  }
  askingFor.set(fn, found);
  return found;
}

/** The places in `askedProperties` of those that the arguments of a call certainly lack, one bit each. */
export function lackedBy(context: FactContext, fn: FunctionNode, values: readonly (ts.Expression | undefined)[]): number {
  return askedProperties(context, fn).reduce((set, { index, property }, bit) => (lacks(context.ts, values[index], property) ? set | (1 << bit) : set), 0);
}

export function asksForProperties(context: FactContext, fn: FunctionNode): boolean {
  return askedProperties(context, fn).length > 0;
}

/** Options that are written at the call, without this one; what is spread into them may hold it. */
function lacks(ts: FactContext['ts'], value: ts.Expression | undefined, property: string): boolean {
  const bare = value === undefined ? undefined : bareExpression(ts, value);
  const isLiteral = bare !== undefined && ts.isObjectLiteralExpression(bare);
  return isLiteral && bare.properties.every(member => member.name !== undefined && !ts.isComputedPropertyName(member.name) && member.name.text !== property);
}

/** Is the name the parameter still, in every way to here, whose options lack the property? */
export function isLacked({ context, assuming, home }: Failing, lowered: Lowered, name: ts.Identifier, property: string): boolean {
  const { graph } = lowered;
  const read = lowered.eventsOfNode(name).find(event => event.kind === 'read');
  const reaching = read === undefined || home === undefined ? [] : definitionsOf(graph)(read).assignments;
  const asked = home === undefined ? [] : askedProperties(context, home);
  return (
    reaching.length > 0 &&
    reaching.every(({ operands: [operand] }) => {
      const value = operand === undefined ? undefined : graph.values[operand];
      const bit = asked.findIndex(({ index, property: other }) => index === (value?.index ?? 0) && other === property);
      return value?.kind === 'parameter' && bit >= 0 && (assuming.lacking & (1 << bit)) !== 0;
    })
  );
}
