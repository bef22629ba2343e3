import { describe, expect, it } from 'vitest';
import { firstPath, pointAfter, pointBefore } from '../../src/flow/reach.ts';
import { eventAt, loweredFrom, written } from './lowered.ts';

const start = { block: 0, index: 0 };
const toExit = new Set(['exit'] as const);
const toRaised = new Set(['raised'] as const);

describe('a path', () => {
  const story = loweredFrom(`function ship() { if (isPaid()) { pack(); send(); } else { remind(); } return done(); }`);
  const { graph } = story;

  it('leads to the event that was looked for, and tells what it passed', () => {
    const send = eventAt(story, 'call', 'send()');
    const path = firstPath(graph, start, { visit: event => (event === send ? 'target' : 'pass') });
    expect(path?.end).toBe(send);
    expect(written(story, path?.events.filter(({ kind }) => kind === 'call') ?? [])).toEqual([
      'call isPaid()',
      'call pack()',
      'call send()',
    ]);
    expect(path?.edges.map(({ kind }) => kind)).toEqual(['normal', 'true', 'normal']);
  });

  it('is the shortest', () => {
    const path = firstPath(graph, start, { visit: () => 'pass', target: toExit });
    expect(written(story, path?.events ?? [])).toContain('call remind()');
    expect(path?.end).toBe('exit');
  });

  it('does not lead through an event that stops it', () => {
    const closed = ['call remind()', 'call send()'];
    const path = firstPath(graph, start, {
      visit: event => (closed.includes(written(story, [event])[0] ?? '') ? 'stop' : 'pass'),
      target: toExit,
    });
    expect(path).toBe(undefined);
  });

  it('does not follow errors, unless it is told to', () => {
    expect(firstPath(graph, start, { visit: () => 'pass', target: toRaised })).toBe(undefined);
    expect(firstPath(graph, start, { visit: () => 'pass', follow: () => true, target: toRaised })?.end).toBe('raised');
  });

  it('asks about each edge', () => {
    const path = firstPath(graph, start, { visit: () => 'pass', follow: ({ kind }) => kind !== 'false' && kind !== 'throw', target: toExit });
    expect(written(story, path?.events ?? [])).toContain('call send()');
  });

  it('follows only the error of an event that raises, without asking', () => {
    const isPaid = eventAt(story, 'call', 'isPaid()');
    const path = firstPath(graph, start, {
      visit: event => (event === isPaid ? 'raise' : 'pass'),
      follow: ({ kind }) => kind !== 'throw',
      target: new Set(['exit', 'raised'] as const),
    });
    expect(path?.end).toBe('raised');
    expect(path?.edges.map(({ kind }) => kind)).toEqual(['throw']);
  });

  it('starts before or after an event', () => {
    const send = eventAt(story, 'call', 'send()');
    const isSend = { visit: (event: typeof send) => (event === send ? 'target' : 'pass') } as const;
    expect(firstPath(graph, pointBefore(graph, send), isSend)?.end).toBe(send);
    expect(firstPath(graph, pointAfter(graph, send), isSend)).toBe(undefined);
  });

  it('comes back to where it started, round a loop', () => {
    const loop = loweredFrom('function poll() { while (isOpen()) { read(); } }');
    const read = eventAt(loop, 'call', 'read()');
    const path = firstPath(loop.graph, pointAfter(loop.graph, read), { visit: event => (event === read ? 'target' : 'pass') });
    expect(path?.end).toBe(read);
  });

  it('ends in the middle of the block in which it started only once it has left it', () => {
    const loop = loweredFrom('function poll(a, b) { for (;;) { a = b; b = a; tick(); } }');
    const first = eventAt(loop, 'assign', 'a = b');
    const path = firstPath(loop.graph, pointAfter(loop.graph, first), { visit: event => (event === first ? 'target' : 'pass') });
    expect(written(loop, path?.events.filter(({ kind }) => kind !== 'read') ?? [])).toEqual(['assign b = a', 'call tick()', 'assign a = b']);
  });
});
