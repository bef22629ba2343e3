import type ts from 'typescript';
import type { CatalogEntry } from '../catalog/entry.ts';
import type { FactContext } from '../context.ts';
import type { RegistrationNode } from '../registration/site.ts';

/** What an emitter tells instead of the event that is listened for, if that may never come: by the emitter's class, as far as the catalog knows it. */
export function insteadOf(context: FactContext, { target, eventName }: RegistrationNode): readonly string[] | undefined {
  return target === undefined || eventName === undefined ? undefined : emitterOf(context, target)?.[eventName];
}

/** All that is known of the events of an emitter; of one that is one of several things, only what holds for each. */
export function emitterOf(context: FactContext, target: ts.Expression): CatalogEntry['instead'] {
  if (context.strength === 'syntax') {
    return undefined;
  }
  context.trace.askedTypes();
  const type = context.checker.getNonNullableType(context.checker.getTypeAtLocation(target));
  const known = (type.isUnion() ? type.types : [type]).map(one => emitterOfType(context, one));
  const [first] = known;
  return known.every(one => one === first) ? first : undefined;
}

function emitterOfType(context: FactContext, type: ts.Type): CatalogEntry['instead'] {
  if (type.isIntersection()) {
    return type.types.map(one => emitterOfType(context, one)).find(one => one !== undefined);
  }
  const symbol: ts.Symbol | undefined = type.getSymbol();
  return symbol === undefined ? undefined : context.catalog.entryOfClass(symbol)?.instead;
}
