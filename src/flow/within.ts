import type { FlowEvent, FlowGraph, Region, RegionId, Span } from './graph.ts';

/** Does the event lie in the region, or in one that lies in it? */
export function isInRegion({ blocks, regions }: FlowGraph, event: FlowEvent, around: RegionId): boolean {
  return isPartOf(regions, blocks[event.block]?.region, around);
}

/** Is the region the other one, or does it lie in it? */
export function isPartOf(regions: readonly Region[], region: RegionId | undefined, around: RegionId): boolean {
  for (let at = region; at !== undefined; at = regions[at]?.parent) {
    if (at === around) {
      return true;
    }
  }
  return false;
}

/** Does the second stretch of text lie within the first? */
export function isSpannedBy(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
