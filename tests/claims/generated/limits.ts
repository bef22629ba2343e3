import type { Finding } from '../../../src/engine/finding.ts';
import type { Kind } from '../../../src/runtime/explorer/sighting.ts';
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

/** What a rule says and no run shows, with the reason. */
interface Dispute {
  readonly rule: string;
  readonly because: string;
  readonly holds: (finding: Finding, judged: Judged) => boolean;
}

export const disputes: readonly Dispute[] = [
  {
    rule: 'no-orphaned-siblings',
    because: 'What is left is a wait for a timer: the explorer sees the timer, and no function that is still under way.',
    holds: ({ span }, { text }) => /settle\(|delay\(/.test(text.slice(span.start).split('\n')[0] ?? ''),
  },
  {
    rule: 'no-late-await',
    because: 'A task that can only reject since the signal is aborted, while a call is awaited that the same abort ends: its handler comes in time.',
    holds: ({ span }, { text }) => text.startsWith('delay(', span.start),
  },
  {
    rule: 'no-aborted-signal-in-cleanup',
    because: 'The call is refused, as is said, but a handler has kept the cancellation before: then the explorer cannot tell a cleanup that is refused from work that is.',
    holds: (_, { operation }) => operation.lines.some(line => line.includes('catch')),
  },
];

function isInFinally(lines: readonly string[], text: string): boolean {
  const at = lines.findIndex(line => line.trim() === text);
  const indent = /^ */.exec(lines[at] ?? '')?.[0].length ?? 0;
  return lines.slice(0, at).some(line => line.trim() === '} finally {' && (/^ */.exec(line)?.[0].length ?? 0) < indent);
}
