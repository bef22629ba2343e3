import type { ReportCode } from '../report.ts';
import type { Wrong } from './observe.ts';
import type { Record } from './record.ts';
import type { Kind } from './sighting.ts';

/** What the runtime's own reports are called here. The others tell of no fault of the operation, or of one that is seen anyhow. */
const kindOfReport: Readonly<Partial<globalThis.Record<ReportCode, Kind>>> = {
  'never-retrieved': 'unhandled',
  'unhandled-at-shutdown': 'unhandled',
  'callback-exception': 'unhandled',
  'orphan-failed': 'unhandled',
  'cancel-swallowed': 'swallowed',
  'cancel-converted': 'wrapped',
  'cleanup-masked-error': 'masked',
  'gather-left-running': 'orphaned',
  'dropped-pending': 'orphaned',
  'orphan-pending': 'orphaned',
  'destroyed-pending': 'hung',
  'late-spawn': 'late-work',
};

export function* reported({ reports, abort }: Record): Iterable<Wrong> {
  const interrupted = abort?.interrupted ?? [];
  for (const { code, message, places } of reports) {
    const kind = kindOfReport[code];
    if (kind !== undefined) {
      const kept = kind === 'swallowed' ? interrupted.flatMap(({ trace }) => trace.places) : [];
      yield { kind, step: interrupted[0]?.cause?.name ?? 'start', places: [...kept, ...places], message };
    }
  }
}
