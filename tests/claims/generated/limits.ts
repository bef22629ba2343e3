import type { Finding } from '../../../src/engine/finding.ts';
import type { Kind } from '../../../src/runtime/explorer/sighting.ts';
import { lineAt, shows } from '../shows.ts';
import type { Judged } from './run-operations.ts';
import type { Site } from './tally.ts';

/** What the runtime shows and no rule says, with the reason. */
interface Limit {
  readonly kinds: readonly Kind[];
  readonly because: string;
  readonly holds: (site: Site) => boolean;
}

export const limits: readonly Limit[] = [
  {
    kinds: ['swallowed'],
    because: '`Promise.any`, `race` and `allSettled` take one answer for another: whether that is meant is not known.',
    holds: ({ line }) => /Promise\.(?:any|race|allSettled)/.test(line),
  },
  {
    kinds: ['swallowed'],
    because: 'A best effort in a `finally` is left alone.',
    holds: ({ line, operation }) => line.includes('.catch(') && isInFinally(operation.lines, line),
  },
  {
    kinds: ['swallowed'],
    because: 'A handler keeps an error that another handler has made of the cancellation.',
    holds: ({ operation }) => operation.lines.some(line => line.includes("throw new RangeError('Not done.'")),
  },
  {
    kinds: ['swallowed'],
    because: 'A task that is started and not waited for where it is interrupted keeps its cancellation to itself.',
    holds: ({ line }) => !line.includes('await '),
  },
  {
    kinds: ['leaked-listener', 'leaked-timer'],
    because: 'The listener or the timer belongs to a call that is still under way: what is said of that is that it is orphaned.',
    holds: ({ line }) => !/addEventListener|setTimeout/.test(line),
  },
];

/** What a rule says and no run shows as the rule's own kind, and what of it a run shows all the same. */
interface Dispute {
  readonly rule: string;
  readonly because: string;
  readonly holds: (finding: Finding, judged: Judged) => boolean;
}

export const disputes: readonly Dispute[] = [
  {
    rule: 'no-orphaned-siblings',
    because: 'What is left is a wait for a timer: the explorer calls it a leaked timer, which it shows at that place.',
    holds: (finding, { seen, text }) => seen.some(sighting => sighting.kind === 'leaked-timer' && shows(sighting, finding, () => text)),
  },
  {
    rule: 'no-leaked-timer',
    because: 'The timer is set by what nobody waits for: the explorer calls it late work, which it shows at that place.',
    holds: (finding, { seen, text }) => seen.some(sighting => sighting.kind === 'late-work' && shows(sighting, finding, () => text)),
  },
  {
    rule: 'no-wrapped-cancellation',
    because: 'The other error does not leave the operation: an outer handler keeps it, which the explorer calls swallowed, and shows at that place; or a later call is refused.',
    holds: (finding, { seen, refused, text }) =>
      seen.some(sighting => sighting.kind === 'swallowed' && shows(sighting, finding, () => text)) ||
      [...refused].some(line => finding.because.every(({ span }) => lineAt(text, span.start) < line)),
  },
  {
    rule: 'no-aborted-signal-in-cleanup',
    because: 'The call is refused, which a run shows; but a handler has kept the cancellation before, so that the explorer cannot tell a cleanup that is refused from work that is.',
    holds: ({ span }, { refused, text }) => refused.has(lineAt(text, span.start)),
  },
  {
    rule: 'no-swallowed-cancellation',
    because: 'An inner handler looks at the signal and throws the cancellation on to an outer one of the same function, which keeps it: the explorer sees the look, and no promise that rejects after it.',
    holds: ({ because: [first] }, { text }) => first !== undefined && /^\s*if \(signal\.aborted\) \{ throw error\d*; \}$/.test(text.split('\n')[lineAt(text, first.span.start) - 1] ?? ''),
  },
  {
    rule: 'no-await-in-finally',
    because: 'The error that is lost is that of `throwIfAborted`, and what hides it is a call that is given the same signal, and refused with the same reason.',
    holds: ({ message, span }, { refused, text }) => message.includes('`the error of signal.throwIfAborted()`') && refused.has(lineAt(text, span.start) + 1),
  },
];

function isInFinally(lines: readonly string[], text: string): boolean {
  const at = lines.findIndex(line => line.trim() === text);
  const indent = /^ */.exec(lines[at] ?? '')?.[0].length ?? 0;
  return lines.slice(0, at).some(line => line.trim() === '} finally {' && (/^ */.exec(line)?.[0].length ?? 0) < indent);
}
