import type { Timing } from '../audit/index.ts';
import type { Terminal } from './terminal.ts';

export function tellTimings(timings: readonly Timing[], { stderr }: Terminal): void {
  const width = Math.max(...timings.map(({ part }) => part.length));
  for (const { part, milliseconds } of timings) {
    stderr.write(`${part.padEnd(width)} ${String(milliseconds).padStart(7)} ms\n`);
  }
}
