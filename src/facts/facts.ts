import type { FlowEvent } from '../flow/graph.ts';

/** Whatever takes an error: a `catch` clause, a rejection handler. Defined by the handler family. */
export interface Handler {
  readonly kind: string;
}

/** A place where a task is started. Defined by the task family. */
export interface TaskSite {
  readonly start: FlowEvent;
}

/** The questions that rules may ask, each with three answers. */
export interface Facts {
  text(event: FlowEvent): string;
}
