import type { TraceEvent } from './trace.ts';

/** A recorded scenario, as in fixtures/oracle. */
export interface Recorded {
  readonly name: string;
  readonly rule: string;
  readonly tier: 'core' | 'more';
  readonly compare: 'strict' | 'per-task';
  readonly js: 'same' | 'adapt' | 'differs';
  readonly turns: boolean;
  readonly note: string;
  readonly events: readonly TraceEvent[];
  readonly final: Readonly<Record<string, readonly unknown[]>>;
  readonly alt?: { readonly events: readonly TraceEvent[]; readonly final: Readonly<Record<string, readonly unknown[]>> };
  readonly expect: 'events' | 'alt';
}

interface Comparable {
  readonly events: readonly TraceEvent[];
  readonly final: Readonly<Record<string, readonly unknown[]>>;
}

/**
 * The two traces brought into the form in which they have to be equal. `strict`: one list. `per-task`: one list per participant, because
 * how participants interleave at one instant is free; run's events come after main's and are one line with them.
 * Log events are a set of their own: the runtime reports them at the end of the run where CPython's collector does it earlier.
 */
export function comparable({ events, final }: Comparable, mode: Recorded['compare']): unknown {
  const logs = events.filter(([, kind]) => kind === 'log').map(event => JSON.stringify(event.slice(2)));
  const others = events.filter(([, kind]) => kind !== 'log');
  return {
    events: mode === 'strict' ? others : lanes(others),
    logs: logs.sort(),
    final,
  };
}

function lanes(events: readonly TraceEvent[]): Readonly<Record<string, readonly TraceEvent[]>> {
  const byParticipant: Record<string, TraceEvent[]> = {};
  for (const event of events) {
    const [, , who] = event;
    (byParticipant[who === 'run' ? 'main' : who] ??= []).push(event);
  }
  return byParticipant;
}

export function wanted(recorded: Recorded): Comparable {
  return recorded.expect === 'alt' && recorded.alt !== undefined ? recorded.alt : recorded;
}
