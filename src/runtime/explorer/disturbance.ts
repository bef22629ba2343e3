/**
 * What a run does differently from the undisturbed one, and how that is written down.
 *
 * Runs are the same up to the point at which they are disturbed, so that a settlement is known by its number. `abort@before:3`
 * cancels the operation when its third settlement is due, `abort@after:3` when the third has happened and nobody has heard of it
 * yet, `abort@start` before the operation begins, and `abort@end` when nothing is left to happen; `fail@3` lets what is due as
 * the third fail instead. Several are joined with a plus sign.
 */
export type Disturbance =
  | { readonly does: 'abort'; readonly at: 'start' | 'end' }
  | { readonly does: 'abort'; readonly at: 'before' | 'after'; readonly settlement: number }
  | { readonly does: 'fail'; readonly settlement: number };

export function keyOf(disturbances: readonly Disturbance[]): string {
  return disturbances.length === 0 ? 'undisturbed' : disturbances.map(partOf).join('+');
}

/** @throws {RangeError} If the key is none. */
export function disturbancesOf(key: string): readonly Disturbance[] {
  return key === 'undisturbed' ? [] : key.split('+').map(part => disturbanceOf(part, key));
}

function partOf(disturbance: Disturbance): string {
  if (disturbance.does === 'fail') {
    return `fail@${disturbance.settlement}`;
  }
  return 'settlement' in disturbance ? `abort@${disturbance.at}:${disturbance.settlement}` : `abort@${disturbance.at}`;
}

function disturbanceOf(part: string, key: string): Disturbance {
  const [, does, at, after] = /^(abort|fail)@(start|end|before|after|\d+)(?::(\d+))?$/.exec(part) ?? [];
  if (does === 'fail' && at !== undefined && after === undefined && /^\d+$/.test(at)) {
    return { does, settlement: Number(at) };
  }
  if (does === 'abort' && (at === 'start' || at === 'end') && after === undefined) {
    return { does, at };
  }
  if (does === 'abort' && (at === 'before' || at === 'after') && after !== undefined) {
    return { does, at, settlement: Number(after) };
  }
  throw new RangeError(`\`${key}\` is no replay key; one is \`undisturbed\`, \`abort@before:3\` or \`fail@2+abort@end\`.`);
}
