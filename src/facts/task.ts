import type { FlowEvent } from '../flow/graph.ts';
import type { FactContext } from './context.ts';

/** A place where a task is started. */
export interface TaskSite {
  readonly start: FlowEvent;
}

export interface TaskFacts {}

export function createTaskFacts(context: FactContext): TaskFacts {
  void context;
  return {};
}
