import { tell } from './place.ts';
import type { Sighting } from './sighting.ts';

/** Tells what was seen: the worst of each kind with its story, in order, and how to see it again. */
export function tellSightings(sightings: readonly Sighting[]): string {
  const count = sightings.length === 1 ? 'One thing goes' : `${sightings.length} things go`;
  return [`The operation is not safe to cancel. ${count} wrong.`, ...sightings.map(tellOne)].join('\n\n');
}

function tellOne({ kind, message, place, replay, story }: Sighting, index: number): string {
  return [
    `${index + 1}. ${kind}: ${message}`,
    ...(place === undefined ? [] : [`   at ${tell(place)}`]),
    `   In the run \`${replay}\`:`,
    ...shorten(story).map(line => `     ${line}`),
    `   To see it again: explore(operation, { replay: '${replay}' })`,
  ].join('\n');
}

/** Of a long story, the beginning and the end. */
function shorten(story: readonly string[]): readonly string[] {
  return story.length <= 24 ? story : [...story.slice(0, 12), `… ${story.length - 20} more …`, ...story.slice(-8)];
}
