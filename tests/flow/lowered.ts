import ts from 'typescript';
import { oneFileProgram } from '../../src/engine/one-file-program.ts';
import type { FlowEvent } from '../../src/flow/graph.ts';
import type { Lowered } from '../../src/lower/lowered.ts';
import { functionsOf, lower } from '../../src/lower/lower.ts';

/** A function of a text, lowered: the first that is not the file, or the one of this name. */
export function loweredFrom(text: string, name?: string): Lowered {
  const made = oneFileProgram(ts, { fileName: 'story.tsx', text });
  if (made === undefined) {
    throw new Error(`This does not parse: ${text}`);
  }
  const { program, sourceFile } = made;
  const fn = functionsOf(ts, sourceFile).find(
    found => !ts.isSourceFile(found) && (name === undefined || found.name?.getText() === name),
  );
  const lowered = lower(ts, program.getTypeChecker(), fn ?? sourceFile);
  if ('gaveUp' in lowered) {
    throw new Error(lowered.gaveUp);
  }
  return lowered;
}

/** The only event that is written so; of several, the `nth`. */
export function eventAt(story: Lowered, kind: FlowEvent['kind'], text: string, nth = 0): FlowEvent {
  const event = story.graph.events.filter(found => found.kind === kind && story.nodeOfEvent(found.id).getText() === text)[nth];
  if (event === undefined) {
    throw new Error(`No ${kind} is written ${text}.`);
  }
  return event;
}

/** How events are written, with their kinds. */
export function written(story: Lowered, events: readonly FlowEvent[]): string[] {
  return events.map(event => `${event.kind} ${story.nodeOfEvent(event.id).getText()}`);
}
